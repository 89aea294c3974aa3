package web

import (
	"strings"
	"time"
)

// Catalogue holds the messages of every language, for what is no page: problems
// that programs receive and show to people, titles of feeds.
type Catalogue struct {
	words map[Language]*words
}

// NewCatalogue returns the embedded messages.
func NewCatalogue() (*Catalogue, error) {
	words, err := readAllWords()
	return &Catalogue{words}, err
}

// Rule says in a language what is wrong with a parameter: rule is one of
// index.Rules, and values fill its sentence. It is false when nobody gave the
// rule words.
func (c *Catalogue) Rule(l Language, rule string, values map[string]string) (string, bool) {
	return c.filled(l, "rule_"+rule, values)
}

// HoursMistake says in a language what keeps opening hours from being read: mistake
// is one of hours.Mistakes. It is false when nobody gave the mistake words.
func (c *Catalogue) HoursMistake(l Language, mistake string) (string, bool) {
	return c.filled(l, "hours_mistake_"+mistake, nil)
}

// Problem says in a language what a client should know of an error, by the name
// of the error. It is false when nobody gave it words.
func (c *Catalogue) Problem(l Language, name string) (string, bool) {
	return c.filled(l, "problem_"+name, nil)
}

// Status says an HTTP status in a language, or is false when it is none that we
// answer.
func (c *Catalogue) Status(l Language, status string) (string, bool) {
	return c.filled(l, "status_"+status, nil)
}

// About describes a part of the API in a language, by its name. It is false when
// nobody gave it words.
func (c *Catalogue) About(l Language, name string) (string, bool) {
	return c.filled(l, "about_"+name, nil)
}

// Feed returns the title of a feed of a site, of what parts say in their order:
// words, kinds, territories.
func (c *Catalogue) Feed(l Language, site string, parts []string) string {
	if len(parts) == 0 {
		parts = []string{c.words[l].messages["feed_all"]}
	}
	return site + " — " + strings.Join(parts, ", ")
}

// Site is the name of a site that has none of its own.
func (c *Catalogue) Site(l Language) string { return c.words[l].messages["site_name"] }

// Kind names an element of a kind.
func (c *Catalogue) Kind(l Language, kind string) string { return c.words[l].value("kind", kind) }

// Kinds names the elements of a kind.
func (c *Catalogue) Kinds(l Language, kind string) string { return c.words[l].value("kinds", kind) }

// FieldValue returns a value of a field of a network as people read it, by the type of
// the field.
func (c *Catalogue) FieldValue(l Language, sort, value string) string {
	return c.words[l].fieldValue(sort, value)
}

// Former names somebody whose account is gone.
func (c *Catalogue) Former(l Language) string { return c.words[l].messages["news_former"] }

// Gone names an element that can no longer be seen.
func (c *Catalogue) Gone(l Language) string { return c.words[l].messages["follow_gone"] }

// Date writes a day in a language.
func (c *Catalogue) Date(l Language, t time.Time) (string, error) { return c.words[l].date(t) }

// filled returns the message of key, its {placeholders} filled from values at
// once: what a value holds is never read as a placeholder.
func (c *Catalogue) filled(l Language, key string, values map[string]string) (string, bool) {
	message, err := c.words[l].filled(key, values)
	return message, err == nil
}
