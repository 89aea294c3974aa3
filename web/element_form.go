package web

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Paths of the pages on which people write elements, in French.
const (
	NewPath  = "/new"
	EditPath = "/edit"
)

// ElementForm is the page on which somebody references an element, or changes one.
type ElementForm struct {
	ID, Slug string // of the element that is changed; "" for a new one
	Chosen   string // under which id a new one is kept
	Kind     string
	Values   url.Values         // by the name of the input, as typed
	Mistakes map[string]Mistake // by the name of the input
	Most     map[string]int     // characters, by the name of the input
	// Status says what has just happened: "", account (they are to log in first),
	// draft (it was kept), wrong, conflict, unchanged or failed.
	Status  string
	Problem string // why it failed, in words
	IsDraft bool   // whether the element is one
	// Refused says that it was sent by somebody who had not logged in: nothing was written.
	Refused bool
	// Next is where to come back to after logging in.
	Next string
	// Contribution is the map to which what is published is added; nil for none.
	Contribution *Contribution
	Towns        []Territory // among which to choose when several have the name typed
	Links        []FormLink
	Photos       []FormPhoto
	// PhotosGone says that photos are not taken: nobody has logged in.
	PhotosGone bool
	Found      bool              // whether elements to be tied to were looked for
	Theirs     map[string]string // what others wrote meanwhile, in words, by the name of a group of inputs
	Source     string            // the name of what the element was taken from; "" when it was referenced here
}

// Contribution is a map to which somebody adds what they publish, or suggests it.
type Contribution struct {
	Reference, Title string
	Suggests         bool
}

// FormLink is an element that this one is tied to, or may be.
type FormLink struct {
	Value    string // a relation and an id
	Rel      string
	Name     string // of the other element
	Kind     string
	Chosen   bool
	Locality string
}

// FormPhoto is a photo that the element shows, or is to show.
type FormPhoto struct {
	Hash    string
	Small   string // the path of the picture
	Caption string
}

// TheirsOf returns what others wrote meanwhile in a group, by its name; nil for
// nothing.
func (f ElementForm) TheirsOf(group string) *formTheirs {
	if text, ok := f.Theirs[group]; ok {
		return &formTheirs{group, text}
	}
	return nil
}

// Wrong lists the inputs that are wrong, in the order of the form.
func (f ElementForm) Wrong() []string {
	var wrong []string
	for _, group := range FormGroups {
		for _, name := range group {
			if _, ok := f.Mistakes[name]; ok {
				wrong = append(wrong, name)
			}
		}
	}
	for name := range f.Mistakes {
		if !slices.Contains(wrong, name) {
			wrong = append(wrong, name)
		}
	}
	return wrong
}

// Sections lists the folded parts that the kind has.
func (f ElementForm) Sections() []formSection {
	var sections []formSection
	for _, section := range formSections {
		if f.PhotosGone && section.Name == "photos" {
			continue
		}
		if section.Kinds == nil || slices.Contains(section.Kinds, f.Kind) {
			sections = append(sections, section)
		}
	}
	return sections
}

// Open reports whether a folded part is to be seen at once: something in it is
// wrong, or others have changed it, or somebody works on it.
func (f ElementForm) Open(section formSection) bool {
	for _, name := range section.Inputs {
		if _, ok := f.Mistakes[name]; ok || f.TheirsOf(name) != nil {
			return true
		}
	}
	special := map[string]string{"links": "link", "photos": "photo"}[section.Name]
	_, wrong := f.Mistakes[special]
	return special != "" && (wrong || section.Name == "photos" && (len(f.Photos) > 0 || f.Mistakes["upload"].Rule != "") || f.TheirsOf(special) != nil) || section.Name == "links" && (f.Found || len(f.Links) > 0)
}

// Set returns how many inputs of a folded part hold something.
func (f ElementForm) Set(section formSection) int {
	set := 0
	for _, name := range section.Inputs {
		if f.Values.Get(name) != "" && name != "license" {
			set++
		}
	}
	return set
}

// formSlot is a line of the dates of an event.
type formSlot struct {
	Number     int // from 1
	Start, End string
	Mistake    *Mistake
	Focus      bool
}

// Slots lists the dates of an event, and an empty line.
func (f ElementForm) Slots() []formSlot {
	starts, ends := f.Values["start"], f.Values["end"]
	var slots []formSlot
	for i := range max(len(starts), len(ends)) {
		slot := formSlot{Number: i + 1}
		if i < len(starts) {
			slot.Start = starts[i]
		}
		if i < len(ends) {
			slot.End = ends[i]
		}
		slots = append(slots, slot)
	}
	if len(slots) == 0 {
		slots = append(slots, formSlot{Number: 1})
	}
	for name, mistake := range f.Mistakes {
		number, err := strconv.Atoi(strings.TrimPrefix(name, "start-"))
		if err == nil && number >= 1 && number <= len(slots) {
			slots[number-1].Mistake = &mistake
		}
	}
	return slots
}

// FinePlace reports whether the inputs for an address or a point are to be seen at
// once.
func (f ElementForm) FinePlace() bool {
	for _, name := range []string{"street", "postcode", "country", "lat", "lon"} {
		if _, ok := f.Mistakes[name]; ok || name != "country" && f.Values.Get(name) != "" {
			return true
		}
	}
	return false
}

// Path is that of the form, in French.
func (f ElementForm) Path() string {
	if f.ID == "" {
		return NewPath
	}
	return EditPath + "/" + f.ID
}

// LogInPath and SignUpPath are where to get an account's session, in French.
func (f ElementForm) LogInPath() string  { return goingOn(LogInPath, f.Next) }
func (f ElementForm) SignUpPath() string { return goingOn(SignUpPath, f.Next) }

// Has reports whether the form has a folded part.
func (f ElementForm) Has(section string) bool {
	return slices.ContainsFunc(f.Sections(), func(s formSection) bool { return s.Name == section })
}

// License is under what the element is published.
func (f ElementForm) License() string { return f.Values.Get("license") }

// Rels lists the relations by which the kind may be tied to others.
func (f ElementForm) Rels() []string {
	if f.Kind == "event" {
		return []string{"organizer", "partOf", "location"}
	}
	return []string{"partOf"}
}

// ElementKinds writes the page on which somebody chooses what they reference. The
// query is what a form is to be filled with.
func (r *Renderer) ElementKinds(w io.Writer, language Language, query url.Values) error {
	return r.write(w, "element_kinds", page{
		Language: language, Path: NewPath, Title: r.title(language, "form_new"), Type: "website", NoIndex: true, Content: kindChoices(query),
	})
}

// kindChoices are the kinds to choose among, with the paths of their forms.
type kindChoices url.Values

// Kinds lists the kinds in the order in which people look for them.
func (k kindChoices) Kinds() []string {
	return []string{"organization", "event", "place", "project", "classified"}
}

// Path returns the path of the form of a kind.
func (k kindChoices) Path(kind string) string {
	query := clone(url.Values(k))
	query.Set("kind", kind)
	return withQuery(NewPath, query)
}

// ElementForm writes the form.
func (r *Renderer) ElementForm(w io.Writer, language Language, view ElementForm) error {
	title := r.title(language, "form_title_"+view.Kind)
	if view.ID != "" {
		title = r.title(language, "form_title_edit")
	}
	return r.write(w, "element_form", page{
		Language: language, Path: view.Path(), Title: title, Type: "website", NoIndex: true, Live: true, Content: view,
	})
}

// label returns what an input of the form of elements is called, for a kind.
func (w *words) label(kind, name string) string {
	name, _, _ = strings.Cut(name, "-") // of a line of several
	if label, ok := w.messages["form_label_"+name+"_"+kind]; ok {
		return label
	}
	return w.value("form_label", name)
}

// license returns the name of a licence that the form offers, of any other what it
// is called by.
func (w *words) license(name string) string {
	if known, ok := w.messages["form_choice_license_"+name]; ok {
		return known
	}
	return name
}

// formHint returns what helps to fill in an input of the form of elements, "" when
// nothing needs to be said.
func (w *words) formHint(kind, name string) string {
	if hint, ok := w.messages["form_hint_"+name+"_"+kind]; ok {
		return hint
	}
	return w.messages["form_hint_"+name]
}
