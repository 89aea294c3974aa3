package web

import "io"

// Paths of the pages about the site, in French.
const (
	LegalPath   = "/legal"
	PrivacyPath = "/privacy"
	CharterPath = "/charter"
)

// Legal writes the legal notice.
func (r *Renderer) Legal(w io.Writer, language Language) error {
	return r.write(w, "legal", page{
		Language: language, Path: LegalPath, Title: r.title(language, "legal_title"), Type: "website", Content: r.site,
	})
}

// Charter writes the charter of the site, if it has one.
func (r *Renderer) Charter(w io.Writer, language Language) error {
	return r.write(w, "charter", page{
		Language: language, Path: CharterPath, Title: r.title(language, "charter_title"), Type: "website", Content: r.site.Charter[language],
	})
}

// Privacy is what a site keeps about people.
type Privacy struct {
	// Topics are the sorts of things that are kept. Each has a message for what it
	// is, why it is kept and until when.
	Topics    []string
	SendsMail bool // whether mails are sent, through another machine
}

// DeviceTopics are what pages keep on a person's own device, by the part of its
// key after "maillage.".
var DeviceTopics = []string{"town", "asked", "welcome", "drafts"}

// Device lists what is kept on the device.
func (Privacy) Device() []string { return DeviceTopics }

// Privacy writes what the site keeps about people.
func (r *Renderer) Privacy(w io.Writer, language Language, view Privacy) error {
	return r.write(w, "privacy", page{
		Language: language, Path: PrivacyPath, Title: r.title(language, "privacy_title"), Type: "website", Content: view,
	})
}
