package geo

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/paulmach/orb"
)

// worldFeature is a country or a division as Natural Earth publishes it. Keys
// are in capitals for countries: encoding/json does not mind.
type worldFeature struct {
	ADM0        string `json:"adm0_a3"`    // three letters of the country, Natural Earth's own
	ADM1        string `json:"adm1_code"`  // "FRA-5263", "SOL+00?"; empty for a country
	ISO         string `json:"iso_3166_2"` // of a division; "-99-X16~" and the like when it has none
	CountryISO  string `json:"iso_a2_eh"`  // of a country; "-99" when it has none
	Name        string `json:"name"`
	NameFrench  string `json:"name_fr"`
	NameEnglish string `json:"name_en"`

	outline orb.MultiPolygon
}

func (f *worldFeature) isCountry() bool { return f.ADM1 == "" }

func (f *worldFeature) french() string { return cmp.Or(f.NameFrench, f.Name) }

// folded says which country land belongs to that Natural Earth draws apart.
var folded = map[string]string{
	"ESB": "GB", "WSB": "GB", // sovereign bases on Cyprus
	"CYN": "CY", "CNM": "CY", // the north of Cyprus, the buffer zone
	"SOL": "SO",              // Somaliland
	"USG": "CU",              // Guantánamo, leased
	"BJN": "CO", "SER": "CO", // banks that Colombia administers
}

// movedDivisions are the divisions that Natural Earth draws as part of the
// country that occupies them: Crimea and Sevastopol.
var movedDivisions = []string{"UA-43", "UA-40"}

// worldNames are French and English names where Natural Earth has none that
// fits: those of divisions merged into one, and a few slips.
var worldNames = map[string][2]string{
	"CN":     {"Chine", "China"},
	"PGA":    {"Îles Spratleys", "Spratly Islands"},
	"SX":     {"Sint Maarten", "Sint Maarten"},
	"BA-BIH": {"Fédération de Bosnie-et-Herzégovine", "Federation of Bosnia and Herzegovina"},
	"MG-D":   {"Antsiranana", "Antsiranana"},
	"MG-F":   {"Fianarantsoa", "Fianarantsoa"},
	"MG-M":   {"Mahajanga", "Mahajanga"},
	"MG-U":   {"Toliara", "Toliara"},
	"PH-MNL": {"Grand Manille", "Metro Manila"},
}

// frenchOverseas are the INSEE codes of what ISO also lists as countries.
var frenchOverseas = map[string]string{
	"FR-GP": "FR-971", "FR-MQ": "FR-972", "FR-GF": "FR-973", "FR-RE": "FR-974", "FR-YT": "FR-976",
}

var (
	twoLetters = regexp.MustCompile(`^[A-Z]{2}$`)
	iso31662   = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	madeUp     = regexp.MustCompile(`^..-X[0-9]`) // Natural Earth's own, not stable
	noLetter   = regexp.MustCompile(`[^A-Z0-9]`)
)

// countryCode returns the code of the country that f is or belongs to.
func (f *worldFeature) countryCode() string {
	if code, ok := folded[f.ADM0]; ok {
		return code
	}
	if twoLetters.MatchString(f.CountryISO) {
		return f.CountryISO
	}
	return f.ADM0
}

// divisionCode returns the code of a division of a country, and the code of
// the country it is part of.
func (f *worldFeature) divisionCode(country string) (code, parent string) {
	if code, ok := frenchOverseas[f.ISO]; ok {
		return code, "FR"
	}
	for _, moved := range movedDivisions {
		if f.ISO == moved {
			return moved, moved[:2]
		}
	}
	if strings.HasPrefix(f.ISO, country+"-") && iso31662.MatchString(f.ISO) && !madeUp.MatchString(f.ISO) {
		return f.ISO, country
	}
	// "KOS-5889" gives XK-X5889, "SOL+00?" SO-XSOL00.
	_, number, numbered := strings.Cut(f.ADM1, "-")
	if !numbered {
		number = noLetter.ReplaceAllString(f.ADM1, "")
	}
	return country + "-X" + number, country
}

// readWorld unpacks gzipped GeoJSON.
func readWorld(packed []byte) ([]worldFeature, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(unpacked)
	for token := json.Token(nil); token != "features"; {
		if token, err = d.Token(); err != nil {
			return nil, fmt.Errorf("no list of features: %w", err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var features []worldFeature
	for d.More() {
		var read struct {
			Properties worldFeature    `json:"properties"`
			Geometry   json.RawMessage `json:"geometry"`
		}
		if err := d.Decode(&read); err != nil {
			return nil, fmt.Errorf("feature %d: %w", len(features), err)
		}
		f := read.Properties
		if f.outline, err = ParseOutline(read.Geometry); err != nil {
			return nil, fmt.Errorf("feature %d, %s: %w", len(features), f.Name, err)
		}
		features = append(features, f)
	}
	return features, nil
}
