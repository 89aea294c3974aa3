package data

import "strings"

// PhoneIdentifiers returns the numbers of a text, each as "tel:" and the form in
// which the whole world dials it, "tel:+33299000000"; at most three. A number
// without the code of its country is French where the country is not known; of
// another country its digits are told as they are, after the country. What is too
// short to be anybody's own is left out.
func PhoneIdentifiers(phone, country string) []string {
	if len(phone) > 4*MaxPhone {
		return nil
	}
	phone = strings.ReplaceAll(phone, "(0)", "")
	var all []string
	add := func(text string) {
		number := dialled(text, country)
		if number == "" || len(all) == 3 {
			return
		}
		for _, known := range all {
			if known == "tel:"+number {
				return
			}
		}
		all = append(all, "tel:"+number)
	}
	for text := range strings.FieldsFuncSeq(phone, func(r rune) bool { return !strings.ContainsRune("+0123456789 .-()\u00a0\u202f", r) }) {
		add(text)
	}
	if len(all) == 0 { // perhaps its parts are separated in an unusual way: 02/99/00/00/00
		add(phone)
	}
	return all
}

// dialled returns the number that a text of one number says, empty for none.
func dialled(text, country string) string {
	digits := onlyDigits(text)
	international := strings.HasPrefix(strings.TrimLeft(text, " (\u00a0\u202f"), "+")
	if !international && strings.HasPrefix(digits, "00") {
		international, digits = true, digits[2:]
	}
	french := country == "" || country == "FR"
	switch {
	case international:
		if strings.HasPrefix(digits, "330") {
			digits = "33" + digits[3:]
		}
	case french && len(digits) == 10 && digits[0] == '0' && digits[1] != '0':
		digits = frenchCode(digits) + digits[1:]
	case french && len(digits) == 9 && digits[0] != '0': // a spreadsheet has eaten the first digit
		digits = frenchCode("0"+digits) + digits
	case french && len(digits) == 11 && strings.HasPrefix(digits, "33"):
	case !french && len(digits) >= 7 && len(digits) <= 15:
		return country + digits
	default:
		return ""
	}
	if len(digits) < 8 || len(digits) > 15 {
		return ""
	}
	return "+" + digits
}

// overseas are the codes of the parts of France that have their own, by how
// numbers begin there.
var overseas = map[string]string{
	"0262": "262", "0263": "262", "0269": "262", "0692": "262", "0693": "262",
	"0590": "590", "0690": "590", "0691": "590", "0594": "594", "0694": "594",
	"0596": "596", "0696": "596", "0697": "596", "0508": "508",
}

// frenchCode returns the code of the country of ten digits that are dialled in
// France.
func frenchCode(digits string) string {
	if code, ok := overseas[digits[:4]]; ok {
		return code
	}
	return "33"
}
