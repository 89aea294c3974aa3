package geo

import (
	"strconv"
	"strings"
)

// FrenchRegion is one of the eighteen régions of France. Overseas, a région and
// its only département are one territory.
type FrenchRegion struct {
	INSEE        string   // region code of INSEE: "53"
	Code         string   // territory code, ISO 3166-2: "FR-BRE"; overseas "FR-971"
	Name         string   // in French
	English      string   // empty where it is the French name
	Departements []string // INSEE codes: "22", "29"...; overseas "971"
}

// FrenchRegions lists the régions as they are since 2016, by INSEE code.
var FrenchRegions = []FrenchRegion{
	{"01", "FR-971", "Guadeloupe", "", []string{"971"}},
	{"02", "FR-972", "Martinique", "", []string{"972"}},
	{"03", "FR-973", "Guyane", "French Guiana", []string{"973"}},
	{"04", "FR-974", "La Réunion", "Réunion", []string{"974"}},
	{"06", "FR-976", "Mayotte", "", []string{"976"}},
	{"11", "FR-IDF", "Île-de-France", "", strings.Fields("75 77 78 91 92 93 94 95")},
	{"24", "FR-CVL", "Centre-Val de Loire", "", strings.Fields("18 28 36 37 41 45")},
	{"27", "FR-BFC", "Bourgogne-Franche-Comté", "", strings.Fields("21 25 39 58 70 71 89 90")},
	{"28", "FR-NOR", "Normandie", "Normandy", strings.Fields("14 27 50 61 76")},
	{"32", "FR-HDF", "Hauts-de-France", "", strings.Fields("02 59 60 62 80")},
	{"44", "FR-GES", "Grand Est", "", strings.Fields("08 10 51 52 54 55 57 67 68 88")},
	{"52", "FR-PDL", "Pays de la Loire", "", strings.Fields("44 49 53 72 85")},
	{"53", "FR-BRE", "Bretagne", "Brittany", strings.Fields("22 29 35 56")},
	{"75", "FR-NAQ", "Nouvelle-Aquitaine", "", strings.Fields("16 17 19 23 24 33 40 47 64 79 86 87")},
	{"76", "FR-OCC", "Occitanie", "", strings.Fields("09 11 12 30 31 32 34 46 48 65 66 81 82")},
	{"84", "FR-ARA", "Auvergne-Rhône-Alpes", "", strings.Fields("01 03 07 15 26 38 42 43 63 69 73 74")},
	{"93", "FR-PAC", "Provence-Alpes-Côte d'Azur", "", strings.Fields("04 05 06 13 83 84")},
	{"94", "FR-20R", "Corse", "Corsica", []string{"2A", "2B"}},
}

var regionOfDepartement = func() map[string]*FrenchRegion {
	regions := map[string]*FrenchRegion{}
	for i := range FrenchRegions {
		for _, departement := range FrenchRegions[i].Departements {
			regions[departement] = &FrenchRegions[i]
		}
	}
	return regions
}()

// RegionCode returns the territory code of a région from its INSEE code:
// "53" and "FR-BRE". It is empty when there is no such région.
func RegionCode(insee string) string {
	insee = padded(insee, 2)
	for _, region := range FrenchRegions {
		if region.INSEE == insee {
			return region.Code
		}
	}
	return ""
}

// RegionOfDepartement returns the région of a département from its INSEE code,
// and whether there is such a département.
func RegionOfDepartement(insee string) (FrenchRegion, bool) {
	if region, ok := regionOfDepartement[padded(insee, 2)]; ok {
		return *region, true
	}
	return FrenchRegion{}, false
}

// DepartementCode returns the territory code of a département from its INSEE
// code: "35" and "FR-35". Spreadsheets drop leading zeros: "1" is "FR-01".
// Overseas it is the code of the région. It is empty when there is no such
// département.
func DepartementCode(insee string) string {
	insee = padded(insee, 2)
	if _, ok := regionOfDepartement[insee]; !ok {
		return ""
	}
	return "FR-" + insee
}

// CommuneCode returns the territory code of a commune from its INSEE code:
// "35238" and "FR-35238". Spreadsheets drop leading zeros: "1033" is
// "FR-01033". It is empty for what cannot be the code of a commune; whether the
// commune exists is for a [Gazetteer] to say.
func CommuneCode(insee string) string {
	insee = padded(insee, 5)
	if DepartementOfCommune(insee) == "" {
		return ""
	}
	return "FR-" + insee
}

// DepartementOfCommune returns the INSEE code of the département, or of the
// overseas collectivity, that the INSEE code of a commune begins with: "35" of
// "35238", "971" of "97101". It is empty for what cannot be the code of a
// commune.
func DepartementOfCommune(insee string) string {
	if len(insee) != 5 || !digits(insee[2:]) {
		return ""
	}
	if _, ok := regionOfDepartement[insee[:2]]; ok {
		return insee[:2]
	}
	_, region := regionOfDepartement[insee[:3]]
	_, collectivity := frenchCollectivities[insee[:3]]
	if region || collectivity {
		return insee[:3]
	}
	return ""
}

// frenchCollectivities are the overseas lands of France that are no région, by
// INSEE code. ISO 3166-1 lists them as countries of their own, and so do we.
var frenchCollectivities = map[string]string{
	"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}

// ParentsOfCommune returns the codes of the territories above a commune that
// its INSEE code tells, narrow to wide: "FR-35", "FR-BRE", "FR" for "35238".
// An intercommunalité is not among them. It is nil for what cannot be the code
// of a commune.
func ParentsOfCommune(insee string) []string {
	departement := DepartementOfCommune(insee)
	if country, ok := frenchCollectivities[departement]; ok {
		return []string{country}
	}
	region, ok := regionOfDepartement[departement]
	switch code := "FR-" + departement; {
	case !ok:
		return nil
	case code == region.Code:
		return []string{code, "FR"}
	default:
		return []string{code, region.Code, "FR"}
	}
}

// PostcodesOfArrondissements returns the postcodes of Paris, Lyon or Marseille,
// which tables list with their arrondissements; nil for any other commune.
func PostcodesOfArrondissements(insee string) []string {
	switch insee {
	case "75056":
		return append(numbered(75001, 20), "75116")
	case "69123":
		return numbered(69001, 9)
	case "13055":
		return numbered(13001, 16)
	}
	return nil
}

func numbered(first, count int) []string {
	postcodes := make([]string, count)
	for i := range postcodes {
		postcodes[i] = strconv.Itoa(first + i)
	}
	return postcodes
}

// EPCICode returns the territory code of an intercommunalité from its SIREN, of
// nine digits: "243500139" and "FR-EPCI-243500139". Else it is empty.
func EPCICode(siren string) string {
	siren = strings.TrimSpace(siren)
	if len(siren) != 9 || !digits(siren) {
		return ""
	}
	return "FR-EPCI-" + siren
}

// CommuneOfArrondissement returns the INSEE code of Paris, Lyon or Marseille
// for the code of one of their arrondissements municipaux, and any other code
// as it is.
func CommuneOfArrondissement(insee string) string {
	switch {
	case len(insee) != 5 || !digits(insee):
		return insee
	case insee >= "75101" && insee <= "75120":
		return "75056"
	case insee >= "69381" && insee <= "69389":
		return "69123"
	case insee >= "13201" && insee <= "13216":
		return "13055"
	}
	return insee
}

// padded returns a code in capitals, without the spaces around it, with the one
// leading zero that a spreadsheet may have dropped.
func padded(code string, length int) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) == length-1 && digits(code) {
		return "0" + code
	}
	return code
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
