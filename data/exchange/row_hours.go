package exchange

import (
	"fmt"
	"regexp"
	"strings"
)

// hours returns the opening hours of a row: those written whole, else those of
// its days, in OpenStreetMap's syntax. Days that follow each other and open alike
// are written together.
func (r row) hours() string {
	if whole := r.text(fieldHours); whole != "" {
		return whole
	}
	var written []string
	for i := 0; i < len(days); {
		open := dayHours(r.text(days[i].field))
		last := i
		for open != "" && last+1 < len(days) && dayHours(r.text(days[last+1].field)) == open {
			last++
		}
		switch {
		case open == "":
		case last == i:
			written = append(written, days[i].short+" "+open)
		default:
			written = append(written, days[i].short+"-"+days[last].short+" "+open)
		}
		i = last + 1
	}
	return strings.Join(written, "; ")
}

var stretch = regexp.MustCompile(`^(\d{1,2})(?:[:hH](\d{2})?)?\s*(?:-|–|à|a)\s*(\d{1,2})(?:[:hH](\d{2})?)?$`)

// dayHours brings "09:00 - 12:00 / 13h30-17h" to "09:00-12:00,13:30-17:00"; a text
// that is no hours becomes a comment in quotes, and closed days are not said.
func dayHours(text string) string {
	switch strings.ToLower(text) {
	case "", "ferme", "fermé", "fermée", "closed", "off", "non", "-":
		return ""
	}
	var stretches []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == ',' || r == ';' || r == '\n' }) {
		found := stretch.FindStringSubmatch(strings.TrimSpace(part))
		if found == nil {
			return `"` + strings.ReplaceAll(text, `"`, "'") + `"`
		}
		stretches = append(stretches, fmt.Sprintf("%s-%s", clock(found[1], found[2]), clock(found[3], found[4])))
	}
	return strings.Join(stretches, ",")
}

func clock(hour, minute string) string {
	if len(hour) == 1 {
		hour = "0" + hour
	}
	if minute == "" {
		minute = "00"
	}
	return hour + ":" + minute
}
