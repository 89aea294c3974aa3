package web

import (
	"io"
	"net/url"
)

// ProfilePath is that of the page on which somebody says who they are, in French.
const ProfilePath = "/profile"

// Profile is that page.
type Profile struct {
	Values   url.Values         // by the name of the input, as typed
	Mistakes map[string]Mistake // by the name of the input
	Account  map[string]Mistake // of the name, which is the account's
	Town     *Territory         // in which they are shown, or would be; nil when none is known
	Towns    []Territory        // among which to choose when several have the name typed
	IsListed bool               // whether anybody sees them
	IsHidden bool               // whether those who keep the site took them off the map
	Path     string             // of the page of their person, in French
	Preview  bool               // whether they asked where they would appear
	Done     string             // what has just been done: saved, listed, unlisted
	Refused  bool               // whether nothing is saved because they are logged in no more
}

// profileInput is an input of it.
type profileInput struct {
	Name, ID, Type, Value string
	Rows                  int // of a textarea
	Mistake               *Mistake
}

var profileRows = map[string]int{"summary": 2, "description": 6}

// Input returns an input by its name.
func (p Profile) Input(name string) profileInput {
	input := profileInput{Name: name, ID: "profile-" + name, Type: "text", Value: p.Values.Get(name), Rows: profileRows[name]}
	switch {
	case input.Rows > 0:
		input.Type = "textarea"
	case name == "website":
		input.Type = "url"
	}
	if mistake, ok := p.Mistakes[name]; ok {
		input.Mistake = &mistake
	}
	return input
}

// NameField is the field for the name.
func (p Profile) NameField() Field {
	return newField("profile", "name", p.Values.Get("name"), p.Account)
}

// Has reports whether a box is ticked.
func (p Profile) Has(name string) bool { return p.Values.Get(name) == "yes" }

// IsWrong reports whether something is to be mended.
func (p Profile) IsWrong() bool { return len(p.Mistakes)+len(p.Account) > 0 }

// LogInPath is where they log in, in French.
func (p Profile) LogInPath() string { return LogInPath }

// Profile writes that page.
func (r *Renderer) Profile(w io.Writer, language Language, view Profile) error {
	return r.write(w, "profile", page{
		Language: language, Path: ProfilePath, Title: r.title(language, "profile_title"), Type: "website", NoIndex: true, Live: true, Content: view,
	})
}
