package api

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"maillage/data"
	"maillage/web"
)

// networkOpening are the inputs that those alone have who answer for a network.
var networkOpening = []string{"visibility", "contributors", "clears", "frames"}

// networkValues returns what the form of a network is filled with, in a language.
func (s *Server) networkValues(n *data.Network, l web.Language) url.Values {
	values := url.Values{}
	clears := "no"
	if n.Clears {
		clears = "yes"
	}
	for name, value := range map[string]string{
		"title": n.Title, "summary": n.Summary, "text": n.Text, "query": n.Query, "color": n.Look.Color, "logo": n.Look.Logo,
		"layout": cmp.Or(string(n.Look.Layout), string(data.LayoutMap)), "view": viewText(n.Look.View),
		"visibility": string(n.Visibility), "contributors": string(n.Contributors), "clears": clears,
		"frames": strings.Join(n.Frames, "\n"), "revision": strconv.Itoa(n.Revision),
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for _, mark := range n.Look.Marks {
		addRow(values, "mark-parameter", mark.Parameter, "mark-value", s.kindWord(l, mark.Parameter, mark.Value), "mark-color", mark.Color, "mark-icon", mark.Icon)
	}
	for _, group := range n.Look.Groups {
		addRow(values, "group-title", group.Title, "group-parameter", group.Parameter, "group-choices", s.choicesText(l, &group))
	}
	for _, f := range n.Fields {
		shown := "no"
		if f.Shown {
			shown = "yes"
		}
		addRow(values, "field-key", f.Key, "field-label", f.Label, "field-type", string(f.Type), "field-choices", strings.Join(f.Choices, "\n"), "field-shown", shown)
	}
	return values
}

// addRow adds a line of inputs, as name and value in turn.
func addRow(values url.Values, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
}

// viewText writes where a map begins as the address of the map does.
func viewText(v *data.NetworkView) string {
	if v == nil {
		return ""
	}
	return degrees(v.Zoom) + "/" + degrees(v.Lat) + "/" + degrees(v.Lon)
}

// choiceMark stands between the value of a choice and what people read.
const choiceMark = " = "

func (s *Server) choicesText(l web.Language, group *data.FilterGroup) string {
	lines := make([]string, len(group.Choices))
	for i, choice := range group.Choices {
		lines[i] = s.kindWord(l, group.Parameter, choice.Value)
		if choice.Label != "" {
			lines[i] += choiceMark + choice.Label
		}
	}
	return strings.Join(lines, "\n")
}

// readValues returns the network as a form gives it. What only those say who
// answer for it stays as it is in present for all others, and so does what nobody
// touched. The error joins [*data.FieldError]s of what no network can hold.
func (w *networkWriter) readValues() (data.Network, error) {
	values, present := w.values, &w.present
	n, filled := *present, w.networkValues(present, w.language)
	same := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !slices.Equal(rowsOf(values[name]), rowsOf(filled[name])) })
	}
	n.Title, n.Summary, n.Text = values.Get("title"), values.Get("summary"), values.Get("text")
	n.Look.Logo, n.Look.Layout = values.Get("logo"), data.NetworkLayout(values.Get("layout"))
	n.Look.Color = values.Get("color")
	var wrong []error
	if query, err := readNetworkQuery(queryOfAddress(values.Get("query"))); err == nil {
		n.Query = query.String()
	} else {
		n.Query, wrong = "", append(wrong, err)
	}
	view, err := readView(values.Get("view"))
	n.Look.View, wrong = view, append(wrong, err)
	if !same("mark-parameter", "mark-value", "mark-color", "mark-icon") {
		n.Look.Marks = w.readMarks(values)
	}
	if !same("field-key", "field-label", "field-type", "field-choices", "field-shown") {
		n.Fields = readNetworkFields(values)
	}
	if !same("group-title", "group-parameter", "group-choices") {
		n.Look.Groups = w.readGroups(values)
	}
	if w.administers {
		n.Visibility, n.Contributors = data.NetworkVisibility(values.Get("visibility")), data.Contributors(values.Get("contributors"))
		n.Clears, n.Frames = values.Get("clears") == "yes", readFrames(values.Get("frames"))
	}
	return n, errors.Join(wrong...)
}

// rowsOf returns what inputs of one name hold, as they are compared: empty lines stay,
// they belong to others.
func rowsOf(values []string) []string {
	tidy := make([]string, len(values))
	for i, value := range values {
		tidy[i] = data.TidyText(value)
	}
	return tidy
}

// queryOfAddress returns the query of an address that somebody pasted, or what they
// typed.
func queryOfAddress(text string) string {
	text = strings.TrimSpace(text)
	if u, err := url.Parse(text); err == nil && (u.Host != "" || strings.HasPrefix(text, "/")) {
		return u.RawQuery
	}
	query, _, _ := strings.Cut(text, "#")
	return query
}

// readView reads what viewText writes, out of an address too.
func readView(text string) (*data.NetworkView, error) {
	text = strings.TrimSpace(text)
	if _, behind, found := strings.Cut(text, "map="); found {
		text, _, _ = strings.Cut(behind, "&")
	}
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, "/")
	var numbers [3]float64
	for i, part := range parts {
		number, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(part), ",", ".", 1), 64)
		if len(parts) != len(numbers) || err != nil {
			return nil, &data.FieldError{Field: "look.view", Rule: "network_view"}
		}
		numbers[i] = number
	}
	return &data.NetworkView{Zoom: numbers[0], Lat: numbers[1], Lon: numbers[2]}, nil
}

// cell returns an input of a line, tidied.
func cell(values url.Values, name string, line int) string {
	if line < len(values[name]) {
		return data.TidyText(values[name][line])
	}
	return ""
}

func (s *Server) readMarks(values url.Values) (marks []data.NetworkMark) {
	for i := range values["mark-value"] {
		mark := data.NetworkMark{
			Parameter: cell(values, "mark-parameter", i), Value: cell(values, "mark-value", i),
			Color: cell(values, "mark-color", i), Icon: cell(values, "mark-icon", i),
		}
		if mark.Value != "" {
			mark.Value = s.kindOf(mark.Parameter, mark.Value)
			marks = append(marks, mark)
		}
	}
	return marks
}

func (s *Server) readGroups(values url.Values) (groups []data.FilterGroup) {
	for i := range values["group-title"] {
		group := data.FilterGroup{Title: cell(values, "group-title", i), Parameter: cell(values, "group-parameter", i)}
		for _, line := range tidied(strings.Split(cell(values, "group-choices", i), "\n")) {
			value, label, _ := strings.Cut(line, choiceMark)
			group.Choices = append(group.Choices, data.FilterChoice{Value: s.kindOf(group.Parameter, strings.TrimSpace(value)), Label: strings.TrimSpace(label)})
		}
		if group.Title != "" || len(group.Choices) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// readNetworkFields gives a new field a key of its own, after what it is called.
func readNetworkFields(values url.Values) (fields []data.NetworkField) {
	taken := map[string]bool{}
	for _, key := range values["field-key"] {
		taken[key] = true
	}
	for i := range values["field-label"] {
		f := data.NetworkField{
			Key: cell(values, "field-key", i), Label: cell(values, "field-label", i), Type: data.FieldType(cell(values, "field-type", i)),
			Choices: tidied(strings.Split(cell(values, "field-choices", i), "\n")), Shown: cell(values, "field-shown", i) != "no",
		}
		if f.Label == "" {
			continue // taken away
		}
		for n := 1; f.Key == ""; n++ {
			key := data.NetworkFieldKey(f.Label, n)
			if !taken[key] {
				f.Key, taken[key] = key, true
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// readFrames reads one origin a line, as people say it.
func readFrames(text string) (frames []string) {
	for _, line := range tidied(strings.Split(text, "\n")) {
		frame := strings.ToLower(strings.TrimSuffix(line, "/"))
		if !strings.Contains(frame, "://") && strings.Contains(frame, ".") {
			frame = "https://" + frame
		}
		if !slices.Contains(frames, frame) {
			frames = append(frames, frame)
		}
	}
	return frames
}

// kindWord returns a value of a parameter as people read it: kinds have names.
func (s *Server) kindWord(l web.Language, parameter, value string) string {
	if parameter == "kind" && slices.Contains(data.Kinds, data.Kind(value)) {
		return s.catalogue.Kinds(l, value)
	}
	return value
}

// kindOf returns the kind that people call by a name, in any language, where a
// parameter takes kinds.
func (s *Server) kindOf(parameter, value string) string {
	if parameter != "kind" {
		return value
	}
	for _, kind := range data.Kinds {
		for _, l := range web.Languages {
			if slug := data.SlugOf(value); slug == data.SlugOf(s.catalogue.Kinds(l, string(kind))) || slug == data.SlugOf(s.catalogue.Kind(l, string(kind))) {
				return string(kind)
			}
		}
	}
	return value
}
