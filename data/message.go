package data

import "time"

// Bounds of messages to those who look after an element.
const (
	MaxMessage  = 2000 // characters
	MaxMessages = 200  // that wait for one account
	MessageLife = 90 * 24 * time.Hour
)

// Message is what somebody writes to those who look after an element. It is kept
// only where no mail is sent, until it is read.
type Message struct {
	ID      ID        `json:"id"`
	Num     int64     `json:"num"`             // of the element
	Account ID        `json:"account"`         // who is to read it
	Sender  ID        `json:"sender"`          // an account, which may be gone
	Reply   string    `json:"reply,omitempty"` // the sender's address, if they show it
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// Validate returns nil, or every broken rule as joined [*FieldError]s.
func (m *Message) Validate() error {
	c := &checker{}
	c.required("text", m.Text)
	c.visible("text", m.Text)
	c.text("text", m.Text, MaxMessage)
	return c.err()
}
