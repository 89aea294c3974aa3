package geo

import "github.com/paulmach/orb"

// Level says how wide a territory is.
type Level uint8

// The levels from narrow to wide. Where levels are compared, greater is wider.
const (
	LevelCommune Level = iota + 1
	LevelEPCI          // intercommunalité: a set of communes
	LevelDepartement
	LevelRegion // a French région, or another country's first-level division
	LevelCountry
	LevelWorld
)

// Levels lists every level from narrow to wide.
var Levels = []Level{LevelCommune, LevelEPCI, LevelDepartement, LevelRegion, LevelCountry, LevelWorld}

var levelNames = map[Level]string{
	LevelCommune: "commune", LevelEPCI: "epci", LevelDepartement: "departement",
	LevelRegion: "region", LevelCountry: "country", LevelWorld: "world",
}

// String returns the level's name in the API and on the command line.
func (l Level) String() string { return levelNames[l] }

// ParseLevel is the inverse of [Level.String].
func ParseLevel(name string) (Level, bool) {
	for level, n := range levelNames {
		if n == name {
			return level, true
		}
	}
	return 0, false
}

// WorldCode is the code of the world, the root of every chain.
const WorldCode = "world"

// Territory is a piece of the Earth that people name and belong to.
//
// Codes: a country is ISO 3166-1 alpha-2 (FR); a French région and other
// countries' first-level divisions ISO 3166-2 (FR-BRE); a département FR-35; a
// commune FR-35238 (INSEE); an intercommunalité FR-EPCI-243500139 (SIREN). An
// overseas région and its département are one territory, a région (FR-971).
type Territory struct {
	Code    string
	Level   Level
	Name    string            // in the language of the place, or French
	Names   map[string]string // by language where it differs: "en", "fr"
	Parents []string          // codes one or more levels up, narrow to wide, the world left out
	// Outline is empty for an intercommunalité known by its communes alone. The
	// territories of a gazetteer come without: see [Gazetteer.Outline].
	Outline    orb.MultiPolygon
	Label      Point // inside the outline: where its name is written
	Postcodes  []string
	Population int // 0 when unknown
}
