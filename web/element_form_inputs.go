package web

import "slices"

// formInput is an input as a template reads it.
type formInput struct {
	Name, ID, Kind string
	Type           string // of the input, or textarea or select
	Value          string
	Choices        []string // of a select
	Most           int      // characters; 0 for the usual ones
	Rows           int      // of a textarea
	Required       bool
	Mistake        *Mistake
	Focus          bool // whether it is the first that is wrong
	Theirs         *formTheirs
}

// formTheirs is what others wrote meanwhile in a group of inputs.
type formTheirs struct{ Group, Text string }

// formInputs are the inputs of the form that are nothing more.
var formInputs = map[string]formInput{
	"name": {Type: "text", Required: true}, "summary": {Type: "textarea", Rows: 2}, "tags": {Type: "text"},
	"type": {Type: "text"}, "description": {Type: "textarea", Rows: 8},
	"town": {Type: "text"}, "street": {Type: "text"}, "postcode": {Type: "text"}, "country": {Type: "text"},
	"lat": {Type: "text"}, "lon": {Type: "text"}, "precision": {Type: "radio", Choices: []string{"exact", "street", "commune"}},
	"website": {Type: "url"}, "email": {Type: "email"}, "phone": {Type: "tel"}, "sameAs": {Type: "textarea", Rows: 3},
	"hours": {Type: "textarea", Rows: 2}, "wheelchair": {Type: "select", Choices: []string{"", "yes", "limited", "no"}},
	"timezone": {Type: "text"}, "capacity": {Type: "number"},
	"eventStatus": {Type: "select", Choices: []string{"", "postponed", "cancelled"}},
	"intent":      {Type: "radio", Choices: []string{"offer", "need"}},
	"basis":       {Type: "select", Choices: []string{"", "give", "lend", "exchange", "sell", "rent", "share", "job", "volunteering"}},
	"price":       {Type: "text"}, "unit": {Type: "text"}, "validThrough": {Type: "date"},
	"progress": {Type: "select", Choices: []string{"", "idea", "started", "running", "done"}},
	"license":  {Type: "select", Choices: []string{"etalab-2.0", "ODbL-1.0", "CC-BY-SA-4.0", "CC0-1.0"}},
	"comment":  {Type: "text"},
}

// formSection is a part of the form that is folded until somebody wants it.
type formSection struct {
	Name   string
	Inputs []string
	Kinds  []string // nil for all
}

var formSections = []formSection{
	{"text", []string{"type", "description"}, nil},
	{"event", []string{"eventStatus", "capacity", "timezone"}, []string{"event"}},
	{"progress", []string{"progress"}, []string{"project"}},
	{"until", []string{"validThrough"}, []string{"classified"}},
	{"contact", []string{"website", "email", "phone", "sameAs"}, nil},
	{"hours", []string{"hours"}, []string{"organization", "place"}},
	{"access", []string{"wheelchair"}, []string{"organization", "place", "event"}},
	{"photos", nil, nil},
	{"links", nil, nil},
	{"license", []string{"license"}, nil},
}

// FormGroups are the inputs of the form that stand for one thing, the first of each
// naming it: of two versions somebody takes all of a group or nothing.
var FormGroups = [][]string{
	{"name"}, {"start", "end", "timezone"}, {"intent", "basis"}, {"price", "unit"},
	{"town", "lat", "lon", "geometry", "precision", "street", "postcode", "country", "commune"}, {"tags"}, {"summary"},
	{"type"}, {"description"}, {"eventStatus"}, {"capacity"}, {"progress"}, {"validThrough"},
	{"website"}, {"email"}, {"phone"}, {"sameAs"}, {"hours"}, {"wheelchair"}, {"photo", "upload"}, {"link"}, {"license"},
}

// Input returns an input by its name.
func (f ElementForm) Input(name string) formInput {
	input := formInputs[name]
	input.Name, input.ID, input.Kind, input.Value, input.Most = name, "form-"+name, f.Kind, f.Values.Get(name), f.Most[name]
	if mistake, ok := f.Mistakes[name]; ok {
		input.Mistake = &mistake
		input.Focus = len(f.Wrong()) > 0 && f.Wrong()[0] == name
	}
	input.Theirs = f.TheirsOf(name)
	if input.Type == "select" && input.Value != "" && !slices.Contains(input.Choices, input.Value) {
		input.Choices = append(slices.Clone(input.Choices), input.Value) // of an import
	}
	return input
}
