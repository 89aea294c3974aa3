package data

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of networks, in characters where they are texts.
const (
	MaxNetworkSlug     = 70 // bytes
	MaxNetworkTitle    = 120
	MaxNetworkQuery    = 2000 // bytes
	MaxNetworkFields   = 20
	MaxNetworkMarks    = 50
	MaxNetworkGroups   = 12
	MaxNetworkChoices  = 50
	MaxNetworkFrames   = 20
	MaxNetworkValue    = 500
	MaxNetworkNote     = 2000
	MaxNetworksOf      = 100    // that an account looks after
	MaxNetworkElements = 20_000 // picked, hidden, suggested or noted
	MaxPickedBy        = 1000   // by one person who does not edit the network
	MaxNetworkPeople   = 500
	MaxSuggestions     = 1000 // that wait, of a network
	MaxSuggestionsOf   = 100  // that wait, of a network, by one person
	maxFieldKey        = 40   // bytes
)

// Validate returns nil, or every broken rule as joined [*FieldError]s. That the query
// can be read is index's to say.
func (n *Network) Validate() error {
	c := &checker{}
	c.required("title", n.Title)
	c.visible("title", n.Title)
	c.line("title", n.Title, MaxNetworkTitle)
	c.line("summary", n.Summary, MaxSummary)
	c.text("text", n.Text, MaxDescription)
	if len(n.Query) > MaxNetworkQuery || strings.ContainsFunc(n.Query, isNoQueryRune) {
		c.refuse("query", "network_query")
	}
	oneOf(c, "status", n.Status, []Status{StatusDraft, StatusPublished})
	oneOf(c, "visibility", n.Visibility, NetworkVisibilities)
	oneOf(c, "contributors", n.Contributors, ContributorsChoices)
	c.frames(n.Frames)
	c.look(&n.Look, n.Fields)
	c.networkFields(n.Fields)
	return c.err()
}

func (c *checker) look(l *NetworkLook, fields []NetworkField) {
	if l.Logo != "" && !IsPhotoHash(l.Logo) {
		c.refuse("look.logo", "photo", "value", truncate(l.Logo, 100))
	}
	optionalOneOf(c, "look.layout", l.Layout, NetworkLayouts)
	c.color("look.color", l.Color)
	c.count("look.marks", len(l.Marks), MaxNetworkMarks)
	for i, mark := range l.Marks[:min(len(l.Marks), MaxNetworkMarks)] {
		field := fmt.Sprintf("look.marks[%d]", i)
		oneOf(c, field, mark.Parameter, NetworkMarkParameters)
		c.valueOf(field, mark.Parameter, mark.Value)
		c.color(field, mark.Color)
		optionalOneOf(c, field, mark.Icon, NetworkIcons)
	}
	c.count("look.groups", len(l.Groups), MaxNetworkGroups)
	for i, group := range l.Groups[:min(len(l.Groups), MaxNetworkGroups)] {
		c.group(fmt.Sprintf("look.groups[%d]", i), group, fields)
	}
	if v := l.View; v != nil && !(math.Abs(v.Lon) <= 180 && math.Abs(v.Lat) <= 90 && v.Zoom >= 0 && v.Zoom <= 19) {
		c.refuse("look.view", "network_view")
	}
}

func (c *checker) group(field string, group FilterGroup, fields []NetworkField) {
	c.required(field, group.Title)
	c.line(field, group.Title, MaxNetworkTitle)
	parameters := slices.Clone(FilterGroupParameters)
	for _, f := range fields[:min(len(fields), MaxNetworkFields)] {
		parameters = append(parameters, f.Key)
	}
	oneOf(c, field, group.Parameter, parameters)
	c.count(field, len(group.Choices), MaxNetworkChoices)
	if len(group.Choices) == 0 {
		c.refuse(field, "network_field_choices")
	}
	for _, choice := range group.Choices[:min(len(group.Choices), MaxNetworkChoices)] {
		c.valueOf(field, group.Parameter, choice.Value)
		c.line(field, choice.Label, MaxNetworkTitle)
	}
}

// valueOf takes what a parameter of a query may be.
func (c *checker) valueOf(field, parameter, value string) {
	switch parameter {
	case "kind":
		oneOf(c, field, Kind(value), Kinds)
	case "type", "tag", "anyTag":
		c.line(field, value, MaxTag)
		if value == "" {
			c.refuse(field, "tag")
		}
	default:
		c.required(field, value)
		c.line(field, value, MaxNetworkValue)
	}
}

func (c *checker) color(field, text string) {
	if _, ok := ParseColor(text); text != "" && !ok {
		c.refuse(field, "color", "value", truncate(text, 40))
	}
}

// frames takes origins: a scheme and a host, which may begin with a wildcard, and
// nothing behind.
func (c *checker) frames(frames []string) {
	c.count("frames", len(frames), MaxNetworkFrames)
	for _, frame := range frames[:min(len(frames), MaxNetworkFrames)] {
		u, err := url.Parse(frame)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Scheme+"://"+u.Host != frame || !isFrameHost(u.Host) {
			c.refuse("frames", "network_frame", "value", truncate(frame, 100))
		}
	}
}

// isFrameHost takes what a source expression of a content security policy may name:
// nothing in it can end the directive.
func isFrameHost(host string) bool {
	host = strings.TrimPrefix(host, "*.")
	return host != "" && len(host) <= 255 && !strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != ':'
	})
}

func (c *checker) networkFields(fields []NetworkField) {
	c.count("fields", len(fields), MaxNetworkFields)
	keys := map[string]bool{}
	for i, f := range fields[:min(len(fields), MaxNetworkFields)] {
		name := fmt.Sprintf("fields[%d]", i)
		if f.Key == "" || len(f.Key) > maxFieldKey || SlugOf(f.Key) != f.Key || keys[f.Key] {
			c.refuse(name, "network_field_key", "value", truncate(f.Key, maxFieldKey))
		}
		keys[f.Key] = true
		c.required(name, f.Label)
		c.line(name, f.Label, MaxNetworkTitle)
		oneOf(c, name, f.Type, FieldTypes)
		c.count(name, len(f.Choices), MaxNetworkChoices)
		for _, choice := range f.Choices[:min(len(f.Choices), MaxNetworkChoices)] {
			c.required(name, choice)
			c.line(name, choice, MaxNetworkValue)
		}
		if f.Type == FieldChoice && len(f.Choices) == 0 {
			c.refuse(name, "network_field_choices")
		}
	}
}

// Validate returns nil, or every broken rule as joined [*FieldError]s. fields are
// those of the network.
func (e *NetworkElement) Validate(fields []NetworkField) error {
	c := &checker{}
	optionalOneOf(c, "standing", e.Standing, Standings)
	c.text("note", e.Note, MaxNetworkNote)
	for key, value := range e.Values {
		i := slices.IndexFunc(fields, func(f NetworkField) bool { return f.Key == key })
		if i < 0 {
			c.refuse("values", "network_field_unknown", "value", truncate(key, maxFieldKey))
			continue
		}
		c.value("values."+key, &fields[i], value)
	}
	return c.err()
}

// value takes what a field of a type may hold.
func (c *checker) value(name string, f *NetworkField, value string) {
	c.line(name, value, MaxNetworkValue)
	fits := true
	switch f.Type {
	case FieldNumber:
		n, err := strconv.ParseFloat(value, 64)
		fits = err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
	case FieldDate:
		_, err := time.Parse(time.DateOnly, value)
		fits = err == nil
	case FieldYesNo:
		fits = value == "yes" || value == "no"
	case FieldChoice:
		fits = slices.Contains(f.Choices, value)
	case FieldLink:
		c.web(name, value)
	}
	if !fits {
		c.refuse(name, "network_value", "value", truncate(value, 60))
	}
}
