package geo

import (
	"slices"
	"strings"
)

// frenchZones are the time zones of the overseas lands of France that have one
// each. French Polynesia and the Southern Lands have several.
var frenchZones = map[string]string{
	"FR-971": "America/Guadeloupe", "FR-972": "America/Martinique", "FR-973": "America/Cayenne",
	"FR-974": "Indian/Reunion", "FR-976": "Indian/Mayotte",
	"PM": "America/Miquelon", "BL": "America/St_Barthelemy", "MF": "America/Marigot",
	"WF": "Pacific/Wallis", "NC": "Pacific/Noumea",
}

// FrenchZone returns the IANA name of the time zone of a région or a département of
// France, or of an overseas land that ISO lists as a country, from its territory
// code. It is empty for any other territory: FR itself lies in many zones.
func FrenchZone(code string) string {
	if zone, ok := frenchZones[code]; ok {
		return zone
	}
	number, ok := strings.CutPrefix(code, "FR-")
	if !ok {
		return ""
	}
	_, departement := regionOfDepartement[number]
	if departement || slices.ContainsFunc(FrenchRegions, func(r FrenchRegion) bool { return r.Code == code }) {
		return "Europe/Paris"
	}
	return ""
}
