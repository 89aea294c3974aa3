package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"maillage/data"
	"maillage/geo"
)

// flatRecord is one line of the flat form: what directories publish once their
// many schemas are brought to one. docs/import-elements.md says what becomes of
// each member.
type flatRecord struct {
	ID           looseText  `json:"id"`
	Source       looseText  `json:"source"`
	Licence      looseText  `json:"licence"`
	Name         looseText  `json:"name"`
	Description  looseText  `json:"description"`
	Types        looseTexts `json:"types"`
	Tags         looseTexts `json:"tags"`
	Street       looseText  `json:"street"`
	Postcode     looseText  `json:"postcode"`
	City         looseText  `json:"city"`
	INSEE        looseText  `json:"insee"`
	Country      looseText  `json:"country"`
	OpeningHours looseText  `json:"opening_hours"`
	Website      looseText  `json:"website"`
	Lat          looseText  `json:"lat"`
	Lon          looseText  `json:"lon"`
}

// readFlat maps a line of the flat form to an element.
func readFlat(line []byte, o *Options, w *warnings) (data.Element, error) {
	var f flatRecord
	if err := json.Unmarshal(line, &f); err != nil {
		return data.Element{}, jsonError(err)
	}
	if strings.TrimSpace(string(f.Name)) == "" {
		return data.Element{}, errors.New("name: is missing")
	}
	types := typeNames(f.Types)
	licence := strings.TrimSpace(string(f.Licence))
	e := data.Element{
		Kind:         o.kind("", types, string(f.Source)),
		Name:         string(f.Name),
		Description:  string(f.Description),
		Tags:         f.Tags,
		OpeningHours: string(f.OpeningHours),
		Website:      string(f.Website),
		Address: data.Address{
			Street: string(f.Street), PostalCode: string(f.Postcode), Locality: string(f.City), Country: string(f.Country),
		},
		License: spdx(licence),
		Source:  data.Source{Name: string(f.Source), ID: string(f.ID), License: licence},
	}
	if len(types) > 0 {
		e.Type, e.Tags = types[0], append(e.Tags, types[1:]...)
	}
	e.Address.Commune = w.commune(string(f.INSEE), e.Address.Country)
	var err error
	e.Geometry, err = w.point(string(f.Lon), string(f.Lat))
	return e, err
}

// commune returns the territory code for an INSEE code as published.
func (w *warnings) commune(insee, country string) string {
	insee = strings.TrimSpace(insee)
	if insee == "" || country != "" && !strings.EqualFold(strings.TrimSpace(country), "FR") {
		return ""
	}
	code := geo.CommuneCode(insee)
	if code == "" {
		w.add("insee", "%q is not the code of a commune, left out", shortened(insee))
	}
	return code
}

// point returns the place at lon, lat as published. What is no pair of numbers is
// no place, with a warning; a pair that is not on the Earth is an error.
func (w *warnings) point(lonText, latText string) (geo.Geometry, error) {
	if lonText == "" && latText == "" {
		return geo.Geometry{}, nil
	}
	lon, lonErr := degrees(lonText)
	lat, latErr := degrees(latText)
	switch {
	case lonErr != nil || latErr != nil:
		w.add("lon, lat", "%q, %q are not two numbers, left out", shortened(lonText), shortened(latText))
		return geo.Geometry{}, nil
	case lon == 0 && lat == 0:
		w.add("lon, lat", "0, 0 is where unknown places are put, left out")
		return geo.Geometry{}, nil
	}
	p, err := geo.NewPoint(lon, lat)
	if err == nil {
		return geo.PointGeometry(p), nil
	}
	if _, swapped := geo.NewPoint(lat, lon); swapped == nil {
		return geo.Geometry{}, fmt.Errorf("%w: lon and lat may be swapped", err)
	}
	return geo.Geometry{}, err
}

// degrees reads a number; one too large for a float64 is infinite, so out of range.
func degrees(text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if errors.Is(err, strconv.ErrRange) || err == nil && math.IsNaN(v) {
		return math.Inf(1), nil
	}
	return v, err
}

// spdx returns the SPDX name of a licence that has one and is plainly stated,
// else the licence as published.
func spdx(licence string) string {
	if strings.Contains(strings.ToLower(licence), "presumed") {
		return licence
	}
	for _, known := range licenceNames {
		if strings.HasPrefix(licence, known.published) {
			return known.spdx
		}
	}
	return licence
}

var licenceNames = []struct{ published, spdx string }{
	{"Licence Ouverte 2.0", "etalab-2.0"},
	{"Licence Ouverte v2.0", "etalab-2.0"},
	{"ODbL", "ODbL-1.0"},
	{"ODC-By", "ODC-By-1.0"},
}

// looseText is a text that publishers also write as a number, or as nothing.
type looseText string

// UnmarshalJSON takes texts as they are, numbers as they are written, and
// anything else for no text.
func (t *looseText) UnmarshalJSON(text []byte) error {
	*t = ""
	switch c := text[0]; {
	case c == '"':
		return json.Unmarshal(text, (*string)(t))
	case c == '-' || c >= '0' && c <= '9':
		*t = looseText(text)
	}
	return nil
}

// looseTexts is a list of texts; a single text is a list of one, and members
// that are not texts are passed over.
type looseTexts []string

// UnmarshalJSON takes lists and single texts, and anything else for no list.
func (t *looseTexts) UnmarshalJSON(text []byte) error {
	*t = nil
	if text[0] == '"' {
		var single string
		err := json.Unmarshal(text, &single)
		*t = looseTexts{single}
		return err
	}
	if text[0] != '[' {
		return nil
	}
	var members []json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	for _, member := range members {
		if member[0] != '"' {
			continue
		}
		var s string
		if err := json.Unmarshal(member, &s); err != nil {
			return err
		}
		*t = append(*t, s)
	}
	return nil
}
