package data

import (
	"encoding/json"
	"strconv"

	"maillage/geo"
)

// TerritoryDocument is what a store writes down of a territory beside its code,
// its level, its name and its outline.
type TerritoryDocument struct {
	Names      map[string]string `json:"names,omitempty"`
	Parents    []string          `json:"parents,omitempty"`
	Label      geo.Point         `json:"label"`
	Postcodes  []string          `json:"postcodes,omitempty"`
	Population int               `json:"population,omitempty"`
}

// ParseTerritoryDocument reads the JSON form as [json.Unmarshal] does; of what
// [json.Marshal] wrote, in a fraction of the time: a start waits for tens of
// thousands of them.
func ParseTerritoryDocument(text []byte) (TerritoryDocument, error) {
	var document TerritoryDocument
	r := documentReader{document: text}
	if r.object(func(name []byte) bool { return r.territoryMember(&document, name) }) && r.next() == 0 {
		return document, nil
	}
	document = TerritoryDocument{}
	err := json.Unmarshal(text, &document)
	return document, err
}

func (r *documentReader) territoryMember(d *TerritoryDocument, name []byte) bool {
	switch string(name) {
	case "names":
		return r.value(&d.Names)
	case "parents":
		return r.list(&d.Parents)
	case "label":
		return r.point(&d.Label)
	case "postcodes":
		return r.list(&d.Postcodes)
	case "population":
		return r.int(&d.Population)
	}
	return false
}

// point reads a point as encoding/json writes it.
func (r *documentReader) point(into *geo.Point) bool {
	return r.object(func(name []byte) bool {
		switch string(name) {
		case "Lon":
			return r.decimal(&into.Lon)
		case "Lat":
			return r.decimal(&into.Lat)
		}
		return false
	})
}

// decimal reads a number without an exponent.
func (r *documentReader) decimal(into *float64) bool {
	r.next()
	start := r.at
	if start < len(r.document) && r.document[start] == '-' {
		r.at++
	}
	whole := r.digits()
	if len(whole) == 0 || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if r.at < len(r.document) && r.document[r.at] == '.' {
		r.at++
		if len(r.digits()) == 0 {
			return false
		}
	}
	value, err := strconv.ParseFloat(string(r.document[start:r.at]), 64)
	*into = value
	return err == nil
}

func (r *documentReader) digits() []byte {
	start := r.at
	for r.at < len(r.document) && r.document[r.at] >= '0' && r.document[r.at] <= '9' {
		r.at++
	}
	return r.document[start:r.at]
}
