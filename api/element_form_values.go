package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"maillage/data"
	"maillage/geo"
	"maillage/web"
)

// formValues returns what the form of an element is filled with.
func formValues(e *data.Element, g *geo.Gazetteer) url.Values {
	lat, lon := degreesOf(e.Geometry)
	values := url.Values{}
	for name, value := range map[string]string{
		"name": e.Name, "type": e.Type, "summary": e.Summary, "description": e.Description, "tags": joinTags(e.Tags),
		"town": e.Address.Locality, "postcode": e.Address.PostalCode, "street": e.Address.Street, "country": e.Address.Country,
		"commune": e.Address.Commune, "lat": lat, "lon": lon, "geometry": shapeOf(e.Geometry), "precision": precisionOf(e),
		"website": e.Website, "email": e.Email, "phone": e.Phone, "sameAs": strings.Join(e.SameAs, "\n"), "hours": e.OpeningHours,
		"wheelchair": e.Accessibility["wheelchair"], "eventStatus": string(e.EventStatus), "progress": string(e.Progress),
		"license": e.License, "revision": strconv.Itoa(e.Revision),
	} {
		values.Set(name, value)
	}
	if e.EventStatus == data.EventScheduled {
		values.Set("eventStatus", "")
	}
	if e.Capacity != 0 {
		values.Set("capacity", strconv.Itoa(e.Capacity))
	}
	if s := e.Schedule; s != nil {
		values.Set("timezone", s.Zone)
		for _, slot := range s.Slots {
			values.Add("start", slot.Start)
			values.Add("end", slot.End)
		}
	}
	if o := e.Offer; o != nil {
		offerValues(values, o, usualClock(e, g))
	}
	for _, image := range e.Image {
		if image.Photo != "" {
			values.Add("photo", image.Photo)
			values.Set(captionInput(image.Photo), image.Caption)
		}
	}
	for _, link := range e.Links {
		values.Add("link", linkValue(link))
	}
	return values
}

func offerValues(values url.Values, o *data.Offer, clock *time.Location) {
	values.Set("intent", string(o.Intent))
	values.Set("basis", string(o.Basis))
	if o.Price != 0 {
		values.Set("price", strconv.FormatFloat(o.Price, 'f', -1, 64))
	}
	if o.Unit != "EUR" {
		values.Set("unit", o.Unit)
	}
	if !o.ValidThrough.IsZero() {
		values.Set("validThrough", o.ValidThrough.In(clock).Format(time.DateOnly))
	}
}

// precisionOf returns how exactly the place of an element is told, or would be.
func precisionOf(e *data.Element) string {
	switch {
	case e.Precision != "":
		return string(e.Precision)
	case e.Geometry.IsZero():
		return string(data.UsualPrecision(e.Kind))
	}
	return string(data.PrecisionExact)
}

func linkValue(link data.Link) string { return link.Rel + ":" + link.Target.String() }

// degrees writes an angle so that it is read back as it was.
func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// formInputOf names the inputs of the form by what they fill of an element.
var formInputOf = map[string]string{
	"geometry": "lat", "address.streetAddress": "street", "address.postalCode": "postcode", "address.addressLocality": "town",
	"address.addressCountry": "country", "address.commune": "town", "openingHours": "hours", "links": "link", "image": "photo",
	"schedule.timezone": "timezone", "schedule.slots": "start-1", "offer": "intent", "accessibility": "wheelchair",
	"accessibility.wheelchair": "wheelchair",
}

// formMistakes returns the broken rules that an error tells, by the name of the
// input; the error comes back when it is of another sort.
func formMistakes(err error) (map[string]web.Mistake, error) {
	wrong := data.FieldErrors(err)
	if len(wrong) == 0 {
		return nil, err
	}
	mistakes := map[string]web.Mistake{}
	for _, w := range wrong {
		input := inputOf(w.Field)
		if _, ok := mistakes[input]; !ok {
			mistakes[input] = web.Mistake{Rule: w.Rule, Facts: w.Facts}
		}
	}
	return mistakes, nil
}

// inputOf returns the input that fills a field: "tags[3]" is of tags, "offer.price"
// of price, "schedule.slots[1].end" of the second line.
func inputOf(field string) string {
	if input, ok := formInputOf[field]; ok {
		return input
	}
	if rest, ok := strings.CutPrefix(field, "schedule.slots["); ok {
		number, _, _ := strings.Cut(rest, "]")
		line, err := strconv.Atoi(number)
		if err != nil {
			line = 0
		}
		return "start-" + strconv.Itoa(line+1)
	}
	whole, _, _ := strings.Cut(field, "[")
	if input, ok := formInputOf[whole]; ok {
		return input
	}
	if rest, ok := strings.CutPrefix(whole, "offer."); ok {
		return rest
	}
	return whole
}

// formMost are the longest texts that inputs take, in characters.
var formMost = map[string]int{
	"name": data.MaxName, "summary": data.MaxSummary, "description": data.MaxDescription, "comment": data.MaxComment, "phone": data.MaxPhone,
}

// formGroupsChanged returns the groups of inputs in which two forms differ, by the
// names of the groups.
func formGroupsChanged(a, b url.Values) []string {
	var changed []string
	for _, group := range web.FormGroups {
		if slices.ContainsFunc(group, func(name string) bool { return !slices.Equal(tidied(a[name]), tidied(b[name])) }) {
			changed = append(changed, group[0])
		}
	}
	return changed
}

// takeGroup puts what a form says in a group into another.
func takeGroup(name string, from, to url.Values) {
	for _, group := range web.FormGroups {
		if group[0] == name {
			for _, input := range group {
				to[input] = from[input]
			}
		}
	}
}

// groupText returns what a form says in a group, in words as far as they go.
func groupText(name string, values url.Values) string {
	var said []string
	for _, group := range web.FormGroups {
		if group[0] != name {
			continue
		}
		for _, input := range group {
			switch input {
			case "geometry", "commune", "precision":
			default:
				said = append(said, tidied(values[input])...)
			}
		}
	}
	return strings.Join(said, " · ")
}
