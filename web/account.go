package web

import (
	"io"
	"maps"
	"net/url"
	"strings"
	"time"
)

// Paths of the pages for people with an account, in French.
const (
	SignUpPath  = "/signup"
	ForgotPath  = "/forgot"
	LogInPath   = "/login"
	LogOutPath  = "/logout"
	LinkPath    = "/link"
	AccountPath = "/account"
	WaitingPath = SettingsPath + "/links"
	MailsPath   = "/mails"
)

// Field is one field of a form about accounts. Its name among the messages is its
// Name.
type Field struct {
	ID           string // of the input
	Name         string // of what is sent
	Type         string // of the input
	Value        string
	Autocomplete string
	Hint         bool // whether a message says more
	Mistake      *Mistake
}

// fieldsOf are the fields that forms about accounts have.
var fieldsOf = map[string]Field{
	"email":    {Type: "email", Autocomplete: "username"},
	"name":     {Type: "text", Autocomplete: "nickname", Hint: true},
	"login":    {Type: "password", Autocomplete: "current-password"},
	"password": {Type: "password", Autocomplete: "new-password", Hint: true},
	"present":  {Type: "password", Autocomplete: "current-password", Hint: true},
	"address":  {Type: "email", Autocomplete: "email"},
}

// newField returns a field of a form, with what was typed and what is wrong with
// it. form tells it from those of the same name in other forms of the page.
func newField(form, name, value string, mistakes map[string]Mistake) Field {
	field := fieldsOf[name]
	field.ID, field.Name, field.Value = form+"-"+name, name, value
	if mistake, ok := mistakes[name]; ok {
		field.Mistake = &mistake
	}
	return field
}

// goingOn returns the path of a page that leads on to another one, "" for none.
func goingOn(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}

// withToken returns the path of a page that takes a token, "" for none.
func withToken(path, token string) string {
	if token == "" {
		return path
	}
	return path + "?" + url.Values{"token": {token}}.Encode()
}

// Ask is the page on which somebody asks for a link by mail: to make an account,
// or because they forgot their password.
type Ask struct {
	Forgot   bool
	Email    string // as typed
	Next     string // where to go once the link is spent, a path of this site; "" for the account
	Mistakes map[string]Mistake
	// Asked says that it is done: a mail is on its way or, when Handed, those who
	// keep the site will hand the link over.
	Asked, Handed bool
	Kept          bool   // whether the mail is to be read on this site
	By            string // the token by which somebody invites them, "" for none
	InvitedBy     string // who invites them, by name; "" for nobody
	Spent         bool   // whether as many have followed that invitation as may
}

// Fields lists the fields of the form.
func (a Ask) Fields() []Field { return []Field{newField("ask", "email", a.Email, a.Mistakes)} }

// Path is that of the form, in French.
func (a Ask) Path() string {
	if a.Forgot {
		return ForgotPath
	}
	return SignUpPath
}

// LogInPath is where somebody logs in who has an account already, in French.
func (a Ask) LogInPath() string { return goingOn(LogInPath, a.Next) }

// SignUpPath is where somebody goes who has none.
func (a Ask) SignUpPath() string { return goingOn(SignUpPath, a.Next) }

// ForgotPath is where somebody goes who has forgotten their password.
func (a Ask) ForgotPath() string { return goingOn(ForgotPath, a.Next) }

// Ask writes that page.
func (r *Renderer) Ask(w io.Writer, language Language, view Ask) error {
	title := "account_signup_title"
	if view.Forgot {
		title = "account_forgot_title"
	}
	return r.accountPage(w, language, "account_ask", goingOn(view.Path(), view.Next), title, view)
}

// LogIn is the page on which somebody logs in.
type LogIn struct {
	Email    string // as typed
	Next     string // where to go then, a path of this site; "" for the account
	Done     string // what has just happened: "", out, erasing
	Mistakes map[string]Mistake
}

// Fields lists the fields of the form.
func (l LogIn) Fields() []Field {
	return []Field{newField("in", "email", l.Email, l.Mistakes), newField("in", "login", "", l.Mistakes)}
}

// SignUpPath and ForgotPath are where else to go for an account, in French.
func (l LogIn) SignUpPath() string { return goingOn(SignUpPath, l.Next) }
func (l LogIn) ForgotPath() string { return goingOn(ForgotPath, l.Next) }

// LogIn writes that page.
func (r *Renderer) LogIn(w io.Writer, language Language, view LogIn) error {
	return r.accountPage(w, language, "account_login", goingOn(LogInPath, view.Next), "account_login_title", view)
}

// Opened is the page that a link from a mail leads to.
type Opened struct {
	Purpose  string // signup, password or email; "" for a link that is no longer good
	Token    string
	Email    string
	Name     string // as typed
	Mistakes map[string]Mistake
}

// Fields lists the fields of the form.
func (o Opened) Fields() []Field {
	password := newField("link", "password", "", o.Mistakes)
	switch o.Purpose {
	case "signup":
		return []Field{newField("link", "name", o.Name, o.Mistakes), password}
	case "password":
		return []Field{password}
	}
	return nil
}

// Opened writes that page.
func (r *Renderer) Opened(w io.Writer, language Language, view Opened) error {
	title := "account_link_title"
	if view.Purpose == "signup" {
		title = "account_signup_title"
	}
	return r.accountPage(w, language, "account_link", withToken(LinkPath, view.Token), title, view)
}

// Device is where somebody is logged in.
type Device struct {
	ID        string
	Name      string // a browser and a system; "" when it does not tell
	Since     time.Time
	Seen      time.Time
	IsPresent bool // whether it is the one that asks
}

// Account is the page of one's own account.
type Account struct {
	Name, Email, Language string // as kept, or as typed when something is wrong
	Address               string // another address, as typed
	Administrator         bool
	Devices               []Device
	Done                  string // what has just been done, "" for nothing: a message account_done_
	Form                  string // the form that Mistakes are of: profile, email, password, erase
	Mistakes              map[string]Mistake
	Handed                bool // whether links come from those who keep the site rather than by mail
	Awaits                []Awaiting
	Belongs               []Belongs
}

// Belongs is what somebody is to an element.
type Belongs struct {
	ID, Name string // Name is empty for an element that they may not read
	State    string // requested or joined
	Level    string
	Roles    []string
}

// Part is a form of the page.
type Part struct {
	Name   string
	Fields []Field
	Open   bool
	// Mistake is what is wrong with a choice that is none of the fields.
	Mistake *Mistake
}

// Parts lists the forms of the page that are nothing but fields.
func (a Account) Parts() []Part {
	names := []struct {
		form   string
		fields []string
	}{
		{"profile", []string{"name"}}, {"email", []string{"address", "present"}}, {"password", []string{"present", "password"}},
	}
	values := map[string]string{"name": a.Name, "address": a.Address}
	var parts []Part
	for _, named := range names {
		part := Part{Name: named.form, Open: a.Form == named.form}
		for _, field := range named.fields {
			var mistakes map[string]Mistake
			if part.Open {
				mistakes = a.Mistakes
			}
			part.Fields = append(part.Fields, newField(named.form, field, values[field], mistakes))
		}
		parts = append(parts, part)
	}
	return parts
}

// Erase is the form by which the account is erased.
func (a Account) Erase() Part {
	part := Part{Name: "erase", Open: a.Form == "erase"}
	var mistakes map[string]Mistake
	if part.Open {
		mistakes = a.Mistakes
	}
	part.Fields = []Field{newField("erase", "present", "", mistakes)}
	if mistake, ok := mistakes["contributions"]; ok {
		part.Mistake = &mistake
	}
	return part
}

// Account writes the page of one's own account.
func (r *Renderer) Account(w io.Writer, language Language, view Account) error {
	return r.accountPage(w, language, "account", AccountPath, "account_title", view)
}

func (r *Renderer) accountPage(w io.Writer, language Language, template, path, title string, view any) error {
	path, query, _ := strings.Cut(path, "?")
	return r.write(w, template, page{
		Language: language, Path: path, Query: query, Title: r.title(language, title), Type: "website", NoIndex: true, Content: view,
	})
}

// Mail returns the subject and the text of a mail of a sort: facts fill what both
// name, besides the site's own name.
func (r *Renderer) Mail(language Language, sort string, facts map[string]string) (subject, text string, err error) {
	values := map[string]string{"site": r.name(language)}
	maps.Copy(values, facts)
	words := r.words[language]
	if subject, err = words.filled("mail_subject_"+sort, values); err != nil {
		return "", "", err
	}
	text, err = words.filled("mail_text_"+sort, values)
	return subject, text, err
}
