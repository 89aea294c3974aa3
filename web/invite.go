package web

import "io"

// InvitePath is that of the page by which somebody invites others, in French.
const InvitePath = "/invite"

// QR is a QR code, to be drawn as one path.
type QR struct {
	Size int // modules of a side, with the light ones around
	Path string
}

// Invite is the page by which somebody invites others to the site, or to look at an
// element.
type Invite struct {
	ID, Slug, Name string // of the element; "" for the site
	MayMembers     bool   // whether who asks invites others to belong to the element
	Link           string
	QR             *QR
	Sends          bool // whether the site sends mails
	Most           int  // characters of a message
	Email, Message string
	Account        map[string]Mistake // of the address
	Mistakes       map[string]Mistake // of the message
	Done           string             // what has just been done: "", sent
}

// EmailField is the field for the address.
func (i Invite) EmailField() Field {
	field := newField("invite", "email", i.Email, i.Account)
	field.Autocomplete = "off"
	return field
}

// Invite writes that page.
func (r *Renderer) Invite(w io.Writer, language Language, view Invite) error {
	return r.accountPage(w, language, "invite", InvitePath, "invite_title", view)
}
