package exchange

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// openGoGoCarto begins to read what a GoGoCarto server answers: an object with a
// list "data", whose entries are elements, as objects in the full form and as
// lists in the compact one.
func (r *Reading) openGoGoCarto(content *bufio.Reader, o *Options) error {
	skipMark(content)
	g := &gogocarto{reading: r, options: *o, ids: newDistinct(), places: maps.Clone(compactPlaces)}
	list, err := newMembers(content, "data", g.member)
	if errors.Is(err, errNoMember) {
		return unusable(`it has no list "data": is it what a GoGoCarto server answers to /api/elements.json?`)
	}
	if err != nil {
		return err
	}
	ignored := func(string, json.RawMessage) error { return nil }
	r.Records = list.each(g.record, ignored, "the list of elements is empty")
	return nil
}

type gogocarto struct {
	reading *Reading
	options Options
	ids     *distinct
	places  map[string]int // where a member stands in the compact form
}

// compactPlaces is where members stand in the compact form that has no "mapping".
var compactPlaces = map[string]int{"id": 0, "name": 1, "latitude": 2, "longitude": 3, "optionValues": 4}

// member reads what the answer says of all its elements.
func (g *gogocarto) member(name string, value json.RawMessage) error {
	switch name {
	case "licence", "license":
		var licence looseText
		json.Unmarshal(value, &licence)
		g.options.Source.License = cmp.Or(g.options.Source.License, string(licence))
	case "mapping":
		var names []json.RawMessage
		json.Unmarshal(value, &names)
		for i, raw := range names {
			for _, one := range textsOf(raw) {
				if i < 100 {
					g.places[one] = i
				}
			}
		}
	}
	return nil
}

func textsOf(raw json.RawMessage) []string {
	var texts looseTexts
	json.Unmarshal(raw, &texts)
	return texts
}

// goGoElement is an element of the full form, as far as it is read.
type goGoElement struct {
	ID      looseText       `json:"id"`
	Name    looseText       `json:"name"`
	Status  json.RawMessage `json:"status"`
	Geo     struct{ Latitude, Longitude looseText }
	Address struct {
		Street     looseText `json:"streetAddress"`
		Number     looseText `json:"streetNumber"`
		Locality   looseText `json:"addressLocality"`
		PostalCode looseText `json:"postalCode"`
		Country    looseText `json:"addressCountry"`
	} `json:"address"`
	Commitment      looseText       `json:"commitment"`
	Description     looseText       `json:"description"`
	DescriptionMore looseText       `json:"descriptionMore"`
	Telephone       looseText       `json:"telephone"`
	Website         looseText       `json:"website"`
	Email           looseText       `json:"email"`
	OpenHours       json.RawMessage `json:"openHours"`
	OpenHoursInfo   looseText       `json:"openHoursMoreInfos"`
	Source          looseText       `json:"sourceKey"`
	OptionValues    json.RawMessage `json:"optionValues"`
	Taxonomy        json.RawMessage `json:"taxonomy"`
	Categories      looseTexts      `json:"categories"`
	CategoriesFull  []struct{ Name looseText }
	Images          json.RawMessage `json:"images"`
	Feature         struct {
		Geometry json.RawMessage `json:"geometry"`
	} `json:"geoJSONFeature"`
}

func (g *gogocarto) record(n int, raw json.RawMessage) Record {
	var read goGoElement
	var err error
	if raw[0] == '[' {
		err = g.compact(raw, &read)
	} else if jsonErr := json.Unmarshal(raw, &read); jsonErr != nil {
		err = memberError("element", jsonErr)
	}
	if err != nil {
		return Refused(n, err)
	}
	if status, err := strconv.Atoi(string(read.Status)); err == nil && status < 0 {
		return Refused(n, fmt.Errorf("it was refused or deleted in that GoGoCarto (status %d)", status))
	}
	values, w := read.row(), &warnings{}
	for f, texts := range values {
		for i, text := range texts {
			values[f][i] = unescaped(text)
		}
	}
	for _, name := range g.categories(&read) {
		values.add(fieldType, strings.NewReplacer("|", "/", ";", ",").Replace(name))
	}
	return rowRecord(n, values, &g.options, false, g.ids, w)
}

// compact reads the form that is a list. Its name can be a list of texts.
func (g *gogocarto) compact(raw json.RawMessage, read *goGoElement) error {
	var members []json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || len(members) < 4 {
		return errors.New("the compact form has at least an id, a name, a latitude and a longitude")
	}
	at := func(name string) json.RawMessage {
		if i, ok := g.places[name]; ok && i < len(members) {
			return members[i]
		}
		return json.RawMessage("null")
	}
	names := textsOf(at("name"))
	if len(names) > 0 {
		read.Name = looseText(names[0])
	}
	for name, into := range map[string]*looseText{"id": &read.ID, "latitude": &read.Geo.Latitude, "longitude": &read.Geo.Longitude} {
		if err := into.UnmarshalJSON(at(name)); err != nil {
			return memberError(name, err)
		}
	}
	read.OptionValues, read.Status = at("optionValues"), at("status")
	return nil
}

// row returns the element as the row of a table.
func (e *goGoElement) row() row {
	values := row{}
	for f, text := range map[field]looseText{
		fieldID: e.ID, fieldName: e.Name, fieldLatitude: e.Geo.Latitude, fieldLongitude: e.Geo.Longitude,
		fieldStreet: e.Address.Street, fieldCity: e.Address.Locality,
		fieldPostcode: e.Address.PostalCode, fieldCountry: e.Address.Country, fieldPhone: e.Telephone,
		fieldWebsite: e.Website, fieldSource: e.Source,
	} {
		values.add(f, string(text))
	}
	if number := strings.TrimSpace(string(e.Address.Number)); number != "" && e.Address.Street != "" {
		values[fieldStreet][0] = number + " " + values[fieldStreet][0]
	}
	if e.Email != "hidden" {
		values.add(fieldEmail, string(e.Email))
	}
	var description []string
	for _, part := range []looseText{e.Description, e.DescriptionMore, e.Commitment} {
		if text := strings.TrimSpace(string(part)); text != "" {
			description = append(description, text)
		}
	}
	values.add(fieldDescription, strings.Join(description, "\n\n"))
	e.hours(values)
	for _, image := range textsOf(e.Images) {
		values.add(fieldImage, image)
	}
	if len(e.Feature.Geometry) > 0 {
		values.add(fieldGeometry, string(e.Feature.Geometry))
	}
	return values
}

// hours adds the opening hours: of the days where they are told, else the text
// about them.
func (e *goGoElement) hours(values row) {
	var byDay map[string]looseText
	if json.Unmarshal(e.OpenHours, &byDay) == nil {
		for _, day := range days {
			values.add(day.field, string(cmp.Or(byDay[day.short], byDay[strings.ToUpper(string(day.field[:1]))+string(day.field[1:])])))
		}
	}
	if values.hours() == "" {
		values.add(fieldHours, string(e.OpenHoursInfo))
	}
}

// categories returns the names of the element's categories, the finest first.
func (g *gogocarto) categories(e *goGoElement) []string {
	names := slices.Clone(e.Categories)
	for _, full := range e.CategoriesFull {
		names = append(names, string(full.Name))
	}
	if len(names) > 0 {
		return names
	}
	numbers := append(optionNumbers(e.OptionValues), optionNumbers(e.Taxonomy)...)
	named, unknown := g.options.Taxonomy.names(numbers)
	switch {
	case unknown > 0 && g.options.Taxonomy == nil:
		g.reading.note("its categories are numbers: give the answer of /api/taxonomy.json of the same server with --taxonomy to have their names")
	case unknown > 0:
		g.reading.note("some of its categories are not in the taxonomy, and left out")
	}
	return named
}

// optionNumbers reads the numbers of categories: numbers, or objects that have one.
func optionNumbers(raw json.RawMessage) []int64 {
	var members []json.RawMessage
	json.Unmarshal(raw, &members)
	var numbers []int64
	for _, member := range members {
		var option struct {
			OptionID int64 `json:"optionId"`
		}
		if json.Unmarshal(member, &option.OptionID) == nil || json.Unmarshal(member, &option) == nil {
			numbers = append(numbers, option.OptionID)
		}
	}
	return numbers
}
