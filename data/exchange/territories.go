package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"maillage/data"
	"maillage/geo"
)

// Limits of a file of territories.
const (
	MaxFeature     = 32 << 20 // bytes of one feature; the most detailed country takes less
	MaxTerritories = 200_000
)

// ReadTerritories reads the territories of one level of a country from a
// GeoJSON FeatureCollection, gzip or not. A feature has the properties "code"
// and "nom" (or "name") and a Polygon or MultiPolygon.
//
// Codes of France are those of INSEE: "53" for a région, "35" for a
// département, "35238" for a commune, a lost leading zero put back; as codes
// repeat across levels, the level cannot be guessed. Of other countries only
// first-level divisions are known, by their ISO 3166-2 code with or without the
// country ("BE-VAN", "VAN").
//
// Every feature gives one territory or one error, in order. An error that wraps
// [ErrRecord] is about one feature; after one that wraps [ErrUnreadable]
// nothing follows. Territories have a Label, and the Parents their code tells:
// [PrepareTerritories] completes them.
func ReadTerritories(r io.Reader, country string, level geo.Level) iter.Seq2[geo.Territory, error] {
	return (*Hierarchy)(nil).ReadTerritories(r, country, level)
}

// ReadTerritories is [ReadTerritories], and notes in h what features tell of
// communes that h does not list, as geo.api.gouv.fr writes it: "codesPostaux",
// "population", and the intercommunalité as "codeEpci" or "epci".
func (h *Hierarchy) ReadTerritories(r io.Reader, country string, level geo.Level) iter.Seq2[geo.Territory, error] {
	return func(yield func(geo.Territory, error) bool) {
		features, err := openFeatures(r, country, level)
		if err != nil {
			yield(geo.Territory{}, err)
			return
		}
		for n := 1; features.more(); n++ {
			if n > MaxTerritories {
				yield(geo.Territory{}, fmt.Errorf("%w: more than %d territories", ErrUnreadable, MaxTerritories))
				return
			}
			read, err := features.next()
			if err != nil {
				yield(geo.Territory{}, fmt.Errorf("feature %d: %w", n, err))
				return
			}
			t, err := newTerritory(read, country, level)
			if err != nil {
				err = fmt.Errorf("feature %d (code %q, name %.50q): %w: %w", n, read.Properties.Code, read.Properties.name(), ErrRecord, err)
			}
			if err == nil {
				h.note(&t, &read.Properties)
			}
			if !yield(t, err) {
				return
			}
		}
		if err := features.end(); err != nil {
			yield(geo.Territory{}, err)
		}
	}
}

func openFeatures(r io.Reader, country string, level geo.Level) (*features, error) {
	switch {
	case !data.IsCountryCode(country):
		return nil, fmt.Errorf("%w: %q is not a country code of two capital letters, like FR", ErrUnreadable, country)
	case country == "FR" && (level == geo.LevelRegion || level == geo.LevelDepartement || level == geo.LevelCommune):
	case country != "FR" && level == geo.LevelRegion:
	default:
		return nil, fmt.Errorf("%w: territories of level %q of %s are not known; take region, of France also departement or commune", ErrUnreadable, level, country)
	}
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	if err := checkOutlines(content); err != nil {
		return nil, err
	}
	return newFeatures(content)
}

// checkOutlines says what a file is that is plainly no GeoJSON, and passes over
// the mark of UTF-8 before it.
func checkOutlines(content *bufio.Reader) error {
	skipMark(content)
	head, err := content.Peek(headSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		return unreadable(err)
	}
	head = bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(head, []byte("{")) {
		return nil
	}
	if bytes.HasPrefix(head, []byte("[")) {
		return unusable("it is a list of JSON, not GeoJSON: an address of geo.api.gouv.fr needs format=geojson&geometry=contour")
	}
	if _, err := formatOf(head); err != nil {
		return err
	}
	return unusable("it is no GeoJSON: expected a FeatureCollection, which begins with {")
}

var divisionCode = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)

func newTerritory(read feature, country string, level geo.Level) (geo.Territory, error) {
	code, err := territoryCode(string(read.Properties.Code), country, level)
	if err != nil {
		return geo.Territory{}, err
	}
	name := read.Properties.name()
	if n := utf8.RuneCountInString(name); n == 0 || n > data.MaxName {
		return geo.Territory{}, fmt.Errorf("its name (property nom or name) has %d characters, between 1 and %d are taken", n, data.MaxName)
	}
	t := geo.Territory{Code: code, Level: level, Name: name, Parents: parentsOf(code, country, level)}
	if level == geo.LevelDepartement && len(t.Parents) == 1 {
		t.Level = geo.LevelRegion // overseas they are one
	}
	if t.Outline, err = geo.ParseOutline(read.Geometry); err != nil {
		if bytes.Contains(read.Geometry, []byte(`"Point"`)) {
			err = fmt.Errorf("%w: an address of geo.api.gouv.fr needs geometry=contour", err)
		}
		return geo.Territory{}, err
	}
	t.Label = geo.LabelOf(t.Outline)
	return t, nil
}

// territoryCode makes the territory code of what a file calls code.
func territoryCode(given, country string, level geo.Level) (string, error) {
	local := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(given)), country+"-")
	code := ""
	switch {
	case country != "FR" && divisionCode.MatchString(local):
		code = country + "-" + local
	case country == "FR" && level == geo.LevelRegion:
		code = geo.RegionCode(local)
		for _, region := range geo.FrenchRegions {
			if region.Code == "FR-"+local {
				code = region.Code
			}
		}
	case country == "FR" && level == geo.LevelDepartement:
		code = geo.DepartementCode(local)
	case country == "FR" && level == geo.LevelCommune:
		code = geo.CommuneCode(local)
		if insee := strings.TrimPrefix(code, "FR-"); geo.CommuneOfArrondissement(insee) != insee {
			return "", errors.New("it is an arrondissement: its commune is a territory, it is not")
		}
	}
	if code == "" {
		return "", fmt.Errorf("its code is none of a %s of %s", level, country)
	}
	return code, nil
}

// parentsOf returns the codes above that a code tells by itself.
func parentsOf(code, country string, level geo.Level) []string {
	local := strings.TrimPrefix(code, country+"-")
	switch level {
	case geo.LevelCommune:
		return geo.ParentsOfCommune(local)
	case geo.LevelDepartement:
		if region, ok := geo.RegionOfDepartement(local); ok && region.Code != code {
			return []string{region.Code, country}
		}
	}
	return []string{country}
}

// feature is one feature of a file of territories.
type feature struct {
	Properties properties      `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

type properties struct {
	Code looseText `json:"code"`
	Nom  looseText `json:"nom"`
	Name looseText `json:"name"`

	Postcodes  looseTexts      `json:"codesPostaux"`
	Population looseText       `json:"population"`
	EPCICode   looseText       `json:"codeEpci"`
	EPCI       json.RawMessage `json:"epci"` // its code, or an object with code and nom
}

func (p *properties) name() string {
	if name := strings.TrimSpace(string(p.Nom)); name != "" {
		return name
	}
	return strings.TrimSpace(string(p.Name))
}
