package web

import (
	"net/url"
	"slices"
	"strconv"
)

// NetworkFormGroups are the inputs of the form that stand for one thing, the first of
// each naming it: of two versions somebody takes all of a group or nothing.
var NetworkFormGroups = [][]string{
	{"title"}, {"summary"}, {"text"}, {"query"}, {"color"}, {"logo", "upload"}, {"layout"}, {"view"},
	{"mark", "mark-parameter", "mark-value", "mark-color", "mark-icon"},
	{"group", "group-title", "group-parameter", "group-choices"},
	{"field", "field-key", "field-label", "field-type", "field-choices", "field-shown"},
	{"visibility"}, {"contributors"}, {"clears"}, {"frames"},
}

// composeInput is an input of the form as a template reads it.
type composeInput struct {
	Name, Type, Value string
	Choices           []string
	Most, Rows        int
	Required, Focus   bool
	Mistake           *Mistake
	Theirs            *formTheirs
}

// ID is that of the input.
func (i composeInput) ID() string { return "form-" + i.Name }

var composeInputs = map[string]composeInput{
	"title": {Type: "text", Required: true, Most: 120}, "summary": {Type: "text"}, "text": {Type: "textarea", Rows: 6}, "query": {Type: "text"},
	"color": {Type: "color"}, "view": {Type: "text"}, "layout": {Type: "radio", Choices: []string{"map", "list", "cards"}},
	"visibility":   {Type: "radio", Choices: []string{"public", "link", "private"}},
	"contributors": {Type: "radio", Choices: []string{"nobody", "suggestions", "members", "everyone"}},
	"clears":       {Type: "radio", Choices: []string{"no", "yes"}}, "frames": {Type: "textarea", Rows: 3},
}

// Input returns an input by its name.
func (f NetworkForm) Input(name string) composeInput {
	input := composeInputs[name]
	input.Name, input.Value, input.Theirs = name, f.Values.Get(name), f.TheirsOf(name)
	if mistake, ok := f.Mistakes[name]; ok {
		input.Mistake = &mistake
		input.Focus = f.Wrong()[0] == name
	}
	if input.Type == "color" && input.Value == "" {
		input.Value = UsualNetworkColor
	}
	return input
}

// UsualNetworkColor stands in the form for no colour of a network's own.
const UsualNetworkColor = "#2f6b4f"

// composeRow is one of several lines of inputs that belong together.
type composeRow struct {
	Number int // from 1
	Values url.Values
	Focus  bool
}

// composeCell is an input of a line.
type composeCell struct {
	ID, Name, Type, Value string
	Choices               []string
	More                  []FacetValue // choices that the form itself makes
	Focus                 bool
}

// Cell returns an input of a line.
func (f NetworkForm) Cell(row composeRow, name, inputType string) composeCell {
	cell := composeCell{ID: "form-" + name + "-" + strconv.Itoa(row.Number), Name: name, Type: inputType, Value: row.Values.Get(name)}
	if inputType == "color" && cell.Value == "" {
		cell.Value = UsualNetworkColor
	}
	cell.Focus = row.Focus && slices.Contains([]string{"mark-parameter", "group-title", "field-label"}, name)
	return cell
}

// Select returns an input of a line that is a choice.
func (f NetworkForm) Select(row composeRow, name string) composeCell {
	cell := f.Cell(row, name, "select")
	cell.Choices = composeChoices[name]
	if name == "group-parameter" {
		cell.More = f.fieldKeys()
	}
	return cell
}

// Rows lists the lines of a group of inputs, one line at least.
func (f NetworkForm) Rows(group string, inputs ...string) []composeRow {
	count := 0
	for _, name := range inputs {
		count = max(count, len(f.Values[name]))
	}
	var rows []composeRow
	for i := range count {
		row := composeRow{Number: i + 1, Values: url.Values{}}
		for _, name := range inputs {
			if i < len(f.Values[name]) {
				row.Values.Set(name, f.Values[name][i])
			}
		}
		rows = append(rows, row)
	}
	if f.Status == group && count > 0 {
		rows[count-1].Focus = true
	}
	return rows
}

// MarkRows lists the lines of marks.
func (f NetworkForm) MarkRows() []composeRow {
	return f.Rows("mark", "mark-parameter", "mark-value", "mark-color", "mark-icon")
}

// GroupRows lists the lines of groups of filters.
func (f NetworkForm) GroupRows() []composeRow {
	return f.Rows("group", "group-title", "group-parameter", "group-choices")
}

// FieldRows lists the lines of fields.
func (f NetworkForm) FieldRows() []composeRow {
	return f.Rows("field", "field-key", "field-label", "field-type", "field-choices", "field-shown")
}

// composeChoices lists what an input of a line may be.
var composeChoices = map[string][]string{
	"mark-parameter": {"kind", "type", "tag"}, "group-parameter": {"kind", "type", "anyTag"},
	"mark-icon":  {"", "leaf", "house", "people", "tool", "book", "cup", "heart", "star", "bike", "art", "food", "water", "school", "market"},
	"field-type": {"text", "number", "date", "yesno", "choice", "link"}, "field-shown": {"yes", "no"},
}

// fieldKeys lists the fields by which a group of filters may filter: a key and what it
// is called.
func (f NetworkForm) fieldKeys() []FacetValue {
	var keys []FacetValue
	for i, key := range f.Values["field-key"] {
		if key != "" && i < len(f.Values["field-label"]) {
			keys = append(keys, FacetValue{Value: key, Label: f.Values["field-label"][i]})
		}
	}
	return keys
}

// Open reports whether a part of the form is to be seen at once: something in it is
// wrong, others have changed it, or somebody works on it.
func (f NetworkForm) Open(groups ...string) bool {
	for _, group := range NetworkFormGroups {
		if !slices.Contains(groups, group[0]) {
			continue
		}
		if f.Status == group[0] || f.TheirsOf(group[0]) != nil || slices.ContainsFunc(group, func(name string) bool { _, wrong := f.Mistakes[name]; return wrong }) {
			return true
		}
	}
	return false
}

// mapHint returns what helps to fill in an input of the form of networks, "" when
// nothing needs to be said.
func (w *words) mapHint(name string) string { return w.messages["compose_hint_"+name] }
