package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"maillage/geo"
)

//go:embed communes.geojson
var communeFeatures []byte

// communeFeature is one feature of communes.geojson. The main town of an
// intercommunalité stands before its other communes.
type communeFeature struct {
	Properties struct {
		Code       string   `json:"code"` // INSEE
		Name       string   `json:"nom"`
		Postcodes  []string `json:"postcodes"`
		Population int      `json:"population"`
		EPCI       string   `json:"epci"` // SIREN
		EPCIName   string   `json:"epciName"`
	} `json:"properties"`
	Geometry json.RawMessage `json:"geometry"`
}

// Territories returns the communes of the demo and their intercommunalités,
// which have no outline, as most of their communes are missing here; their
// Label is that of their main town. Parents further up are named, not returned:
// the map of the world has them.
//
// What existing knows already is left out, as its outlines are better than
// these; nil knows nothing. The caller owns the territories. An error means that
// the program was built from a damaged file.
func Territories(existing *geo.Gazetteer) ([]geo.Territory, error) {
	if existing == nil {
		existing = geo.NewGazetteer(nil)
	}
	features, err := readCommunes()
	if err != nil {
		return nil, fmt.Errorf("communes.geojson of the demo: %w", err)
	}
	var territories []geo.Territory
	made := map[string]bool{}
	add := func(t geo.Territory) {
		if _, known := existing.Territory(t.Code); !known && !made[t.Code] {
			made[t.Code] = true
			territories = append(territories, t)
		}
	}
	for _, feature := range features {
		commune, err := feature.commune()
		if err != nil {
			return nil, fmt.Errorf("communes.geojson of the demo, %s: %w", feature.Properties.Name, err)
		}
		add(commune)
		add(feature.epci(commune))
	}
	return territories, nil
}

func readCommunes() ([]communeFeature, error) {
	var file struct {
		Features []communeFeature `json:"features"`
	}
	err := json.Unmarshal(communeFeatures, &file)
	return file.Features, err
}

func (f *communeFeature) commune() (geo.Territory, error) {
	p := &f.Properties
	outline, err := geo.ParseOutline(f.Geometry)
	if err != nil {
		return geo.Territory{}, err
	}
	epci, above := geo.EPCICode(p.EPCI), geo.ParentsOfCommune(p.Code)
	if epci == "" || above == nil {
		return geo.Territory{}, fmt.Errorf("the code %q or the SIREN %q cannot be one", p.Code, p.EPCI)
	}
	return geo.Territory{
		Code:       geo.CommuneCode(p.Code),
		Level:      geo.LevelCommune,
		Name:       p.Name,
		Parents:    append([]string{epci}, above...),
		Outline:    outline,
		Label:      geo.LabelOf(outline),
		Postcodes:  p.Postcodes,
		Population: p.Population,
	}, nil
}

// epci returns the intercommunalité that f tells of, in the région and the
// country of its commune.
func (f *communeFeature) epci(commune geo.Territory) geo.Territory {
	n := len(commune.Parents)
	return geo.Territory{
		Code:    commune.Parents[0],
		Level:   geo.LevelEPCI,
		Name:    f.Properties.EPCIName,
		Parents: slices.Clone(commune.Parents[n-2:]),
		Label:   commune.Label,
	}
}
