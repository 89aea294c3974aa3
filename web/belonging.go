package web

import (
	"html/template"
	"io"
	"net/url"
	"time"
)

// Paths about who belongs to an element, in French: the id of the element follows,
// where there is one.
const (
	MembersPath    = "/members/"
	NotesPath      = "/notes/"
	ContactPath    = "/contact/"
	InvitationPath = "/invitation"
	MessagesPath   = "/messages"
)

// ElementMember is somebody who belongs to an element, asks to or is invited to.
type ElementMember struct {
	ID      string // of the account or, of somebody invited, of the invitation
	Name    string // empty for a former member; of somebody invited, the address, empty for a link to hand over
	Level   string // member, editor or administrator
	Roles   []string
	Shown   bool
	Message string // of who asks
	Since   time.Time
	Until   time.Time // of an invitation
	Self    bool      // whether it is who looks at the page
}

// Belonging is what an element's page says of who belongs to it.
type Belonging struct {
	Joins   bool            // whether people can belong to it at all
	Section bool            // whether the page says who does
	Members []ElementMember // those whom visitors see
	Others  int             // how many others there are: members alone learn it
	State   string          // of who looks at the page: "", requested or joined
	Guarded bool            // whether somebody looks after it
	Open    bool            // whether they let everybody improve it
	Waiting int             // how many ask to belong to it: those who answer learn it
	Reached bool            // whether a message to it reaches anybody
}

// Note tells how a project went on, on a day.
type Note struct {
	ID   string
	Who  string // empty for a former member
	At   time.Time
	Text template.HTML // safe
	Mine bool          // whether who looks at the page may delete it
}

// KindCount is how many of a kind are tied to an element.
type KindCount struct {
	Kind  string
	Count int
}

// Tied is what is tied to an element, by a link of its own.
type Tied struct {
	Of      string // the id of the element
	Kinds   []KindCount
	Results []Result // the last of them
}

// Path leads to all of a kind, on the explore page, in French.
func (t Tied) Path(kind string) string {
	return "/?" + url.Values{"kind": {kind}, "of": {t.Of}}.Encode()
}

// Target is the element that a page is about.
type Target struct {
	ID, Slug, Kind, Name string
}

// Members is the page of who belongs to an element, or to a network: of what it is to who
// asks, and for those who look after it, of everybody.
type Members struct {
	Target
	Own         ElementMember
	State       string          // of who asks: "", requested or joined
	Offered     []ElementMember // invitations to who asks
	Guarded     bool
	Open        bool
	Administers bool
	AtOnce      bool   // whether who asks looks after it as soon as they say so
	Proof       string // the address that a link can go to which proves who looks after it; "" for none
	Requests    []ElementMember
	Members     []ElementMember
	Invitations []ElementMember
	Sends       bool   // whether the site sends mails
	Made        string // the address of an invitation that was just made, to hand over
	MadeFor     string // the address it is for; "" for anybody
	MadeQR      *QR    // the code of that invitation
	Done        string // what has just been done, "" for nothing: a message members_done_
	Trouble     string // why it was not, "" for nothing: a message members_trouble_
	Form        string // the form that was not taken
	Account     string // the member whom that form is about
	Mistakes    map[string]Mistake
	Typed       url.Values // what was typed into it
	Levels      []string
	MaxRequest  int

	forms     string // the path that those of their forms begin with
	ofNetwork bool   // else of an element
}

// Action is where a form of the page is sent, in French, by its name.
func (m Members) Action(form string) string { return m.forms + form }

// LevelMessage names the message about a level, by what it says of that: nothing before
// the level, own_ or offered_.
func (m Members) LevelMessage(level string) string {
	if m.ofNetwork {
		return "curate_level_" + level
	}
	return "members_level_" + level
}

// memberForm is what the template of a form about a member reads.
type memberForm struct {
	Members         // whose page it is
	ID       string // that tells it from the others of the page
	Level    string
	Roles    string
	Mistakes map[string]Mistake
}

// Fields returns the fields of a form about a member, with what was typed into it.
func (m Members) Fields(form string, member ElementMember) memberForm {
	fields := memberForm{Members: m, ID: form + member.ID, Level: member.Level, Roles: joinNonEmpty(", ", member.Roles...)}
	if m.Form == form && m.Account == member.ID {
		fields.Level, fields.Roles, fields.Mistakes = m.Typed.Get("level"), m.Typed.Get("roles"), m.Mistakes
	}
	return fields
}

// Newcomer is somebody who is invited and not there yet: to a network, most often to make
// it.
func (m Members) Newcomer() ElementMember {
	if m.ofNetwork {
		return ElementMember{Level: "editor"}
	}
	return ElementMember{Level: "member"}
}

// MistakeIn returns what is wrong with a field of a form, nil for nothing.
func (m Members) MistakeIn(form, field string) *Mistake {
	if mistake, ok := m.Mistakes[field]; ok && m.Form == form {
		return &mistake
	}
	return nil
}

// TypedIn returns what was typed into a field of a form that was not taken.
func (m Members) TypedIn(form, field string) string {
	if m.Form != form {
		return ""
	}
	return m.Typed.Get(field)
}

// Confirms reports whether a form that waits for a confirmation is about a member.
func (m Members) Confirms(form, account string) bool {
	return m.Trouble == "last" && m.Form == form && m.Account == account
}

// Members writes that page.
func (r *Renderer) Members(w io.Writer, language Language, view Members) error {
	view.forms = MembersPath + view.ID + "/"
	return r.accountPage(w, language, "members", MembersPath+view.ID, "members_title", view)
}

// Notes is the page of the notes of an element.
type Notes struct {
	Target
	Notes   []Note
	Writes  bool   // whether who asks may add one
	Typed   string // the one that was not taken
	Mistake *Mistake
	Trouble string // a message members_trouble_
	Most    int
}

// Notes writes that page.
func (r *Renderer) Notes(w io.Writer, language Language, view Notes) error {
	return r.accountPage(w, language, "notes", NotesPath+view.ID, "notes_title", view)
}

// Contact is the page on which somebody writes to those who look after an element.
type Contact struct {
	Target
	Reached bool // whether a message reaches anybody else
	// Themselves says that it would reach nobody but who writes it.
	Themselves bool
	Sends      bool // whether the site sends mails
	Done       string
	Text       string // as typed
	Show       bool   // the box that shows the sender's address
	Copy       bool
	Email      string // the sender's own address
	Mistake    *Mistake
	Trouble    string // a message contact_trouble_
	Most       int
}

// Contact writes that page.
func (r *Renderer) Contact(w io.Writer, language Language, view Contact) error {
	return r.accountPage(w, language, "contact", ContactPath+view.ID, "contact_title", view)
}

// Invitation is the page that the link of an invitation leads to.
type Invitation struct {
	Target         // of no element when the link is not good
	OfNetwork bool // whether it is to a map, which has a slug only when anybody may be told of it
	Token     string
	By        string // who invites; "" when the link proves who looks after the element
	Level     string
	Roles     []string
	In        bool   // whether who asks has logged in
	IsNew     bool   // whether the link makes an account
	Email     string // of that account
	Typed     string // the name that was typed
	Back      string // this page, in the language of who asks
	Done      string // refused
	Mistakes  map[string]Mistake
}

// LogInPath is where who has an account logs in and comes back, in French.
func (i Invitation) LogInPath() string {
	return goingOn(LogInPath, i.Back)
}

// Fields lists the fields of the form that makes an account.
func (i Invitation) Fields() []Field {
	return []Field{newField("invited", "name", i.Typed, i.Mistakes), newField("invited", "password", "", i.Mistakes)}
}

// Invitation writes that page.
func (r *Renderer) Invitation(w io.Writer, language Language, view Invitation) error {
	return r.accountPage(w, language, "invitation", withToken(InvitationPath, view.Token), "invitation_title", view)
}

// Message is a message to those who look after an element.
type Message struct {
	ID    string
	Who   string
	Reply string // the sender's address, if they show it
	About Target
	At    time.Time
	Text  string
}

// Messages writes the page of the messages that no mail has brought.
func (r *Renderer) Messages(w io.Writer, language Language, messages []Message) error {
	return r.accountPage(w, language, "messages", MessagesPath, "messages_title", messages)
}
