package data

import "time"

// Bounds of notes.
const (
	MaxNote  = 4000 // characters
	MaxNotes = 500  // of one element
)

// Note tells on a day how a project goes on. It is hidden with its element.
type Note struct {
	ID     ID        `json:"id"`
	Num    int64     `json:"num"`    // of the element
	Author ID        `json:"author"` // an account, which may be gone
	Text   string    `json:"text"`   // Markdown
	At     time.Time `json:"at"`
}

// Validate returns nil, or every broken rule as joined [*FieldError]s.
func (n *Note) Validate() error {
	c := &checker{}
	c.required("text", n.Text)
	c.visible("text", n.Text)
	c.text("text", n.Text, MaxNote)
	return c.err()
}

// HasNotes reports whether elements such as e are told of by notes.
func (e *Element) HasNotes() bool { return e.Kind == KindProject }
