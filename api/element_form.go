package api

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"maillage/data"
	"maillage/geo"
)

// elementForm reads an element out of what somebody typed. Of a wrong input it
// notes the rule and goes on, so that all are told at once.
type elementForm struct {
	values    url.Values
	gazetteer *geo.Gazetteer
	present   *data.Element // as it is known; an empty one of the kind when it is new
	filled    url.Values    // what the form came with
	e         data.Element  // as the form gives it
	wrong     []error
	towns     []*geo.Territory // among which to choose when several have the name typed
}

// readElementForm returns a form that was read. What it has no inputs for stays as
// it is in present, and so does what nobody touched: a form cannot say all that an
// import may.
func readElementForm(values url.Values, present *data.Element, g *geo.Gazetteer) *elementForm {
	f := &elementForm{values: values, gazetteer: g, present: present, filled: formValues(present, g), e: *present}
	f.texts()
	f.place()
	f.lists()
	switch f.e.Kind {
	case data.KindEvent:
		f.event()
	case data.KindClassified:
		f.offer()
	case data.KindProject:
		f.e.Progress = data.Progress(f.text("progress"))
	}
	return f
}

// err returns the rules that are broken, those of the element too, each field once.
func (f *elementForm) err() error {
	told := map[string]bool{}
	for _, broken := range data.FieldErrors(errors.Join(f.wrong...)) {
		told[broken.Field] = true
	}
	all := f.wrong
	check := f.e.Validate
	if f.present.ID.IsZero() {
		check = f.e.ValidateAuthored
	}
	for _, broken := range data.FieldErrors(check()) {
		if !told[broken.Field] {
			all = append(all, broken)
		}
	}
	return errors.Join(all...)
}

func (f *elementForm) refuse(field, rule string, facts data.Facts) {
	f.wrong = append(f.wrong, &data.FieldError{Field: field, Rule: rule, Facts: facts})
}

// text returns what was typed into an input, tidied.
func (f *elementForm) text(name string) string { return data.TidyText(f.values.Get(name)) }

// same reports whether inputs hold what the form came with.
func (f *elementForm) same(names ...string) bool {
	return !f.present.ID.IsZero() && !slices.ContainsFunc(names, func(name string) bool {
		return !slices.Equal(tidied(f.values[name]), tidied(f.filled[name]))
	})
}

// tidied returns what inputs of one name hold, as they are compared.
func tidied(values []string) []string {
	var tidy []string
	for _, value := range values {
		if value = data.TidyText(value); value != "" {
			tidy = append(tidy, value)
		}
	}
	return tidy
}

func (f *elementForm) texts() {
	for name, field := range map[string]*string{
		"name": &f.e.Name, "type": &f.e.Type, "summary": &f.e.Summary, "description": &f.e.Description,
		"website": &f.e.Website, "email": &f.e.Email, "phone": &f.e.Phone, "hours": &f.e.OpeningHours, "license": &f.e.License,
	} {
		if !f.same(name) {
			*field = f.text(name)
		}
	}
	if w := f.e.Website; !f.same("website") && w != "" && !strings.Contains(w, "://") && strings.Contains(w, ".") {
		f.e.Website = "https://" + w // as people say it
	}
	if f.present.ID.IsZero() && f.e.License == "" {
		f.e.License = data.UsualLicense
	}
	f.e.Accessibility = maps.Clone(f.present.Accessibility)
	if access := f.text("wheelchair"); access != "" {
		if f.e.Accessibility == nil {
			f.e.Accessibility = map[string]string{}
		}
		f.e.Accessibility["wheelchair"] = access
	} else {
		delete(f.e.Accessibility, "wheelchair")
	}
}

func (f *elementForm) lists() {
	if !f.same("tags") {
		f.tags()
	}
	if !f.same("sameAs") {
		f.e.SameAs = tidied(strings.Split(f.text("sameAs"), "\n"))
	}
	if !f.same("link") {
		f.links()
	}
	if !f.same("photo") || slices.ContainsFunc(f.values["photo"], func(hash string) bool { return !f.same(captionInput(hash)) }) {
		f.images()
	}
}

// tags reads each tag once.
func (f *elementForm) tags() {
	f.e.Tags = nil
	keys := map[string]bool{}
	for _, tag := range splitTags(f.text("tags")) {
		if key := data.TagKey(tag); tag != "" && !keys[key] {
			keys[key] = key != "" // what has no key is told to be wrong, each
			f.e.Tags = append(f.e.Tags, tag)
		}
	}
}

// links keeps the roles that a link had.
func (f *elementForm) links() {
	f.e.Links = nil
	for _, value := range f.values["link"] {
		rel, target, _ := strings.Cut(value, ":")
		id, err := data.ParseID(target)
		if err != nil || rel == "" {
			f.refuse("links", "link", data.Facts{"value": shortened(value)})
			continue
		}
		link := data.Link{Rel: rel, Target: id}
		for _, known := range f.present.Links {
			if known.Rel == rel && known.Target == id {
				link = known
			}
		}
		switch {
		case id == f.present.ID:
			f.refuse("links", "link_self", nil)
		case !slices.ContainsFunc(f.e.Links, func(l data.Link) bool { return l.Rel == rel && l.Target == id }):
			f.e.Links = append(f.e.Links, link)
		}
	}
}

// shortened returns the beginning of what was typed, to tell that it is wrong.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}
