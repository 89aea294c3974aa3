package data

import "errors"

// AccountError says which field of what somebody gives of themselves breaks which
// rule. It unwraps to [ErrInvalid]. It never holds what was typed.
type AccountError struct {
	Field string // email, name, password, language
	Rule  string // a stable word; pages have a sentence for each, in every language
	Facts Facts
}

// accountSentences tells each rule in English, for the command line. The
// catalogue of the pages says the same.
var accountSentences = map[string]string{
	"email":           "This is not an e-mail address. Write it like camille@example.org.",
	"name_missing":    "The name is missing: others need one to know you by.",
	"encoding":        "This text is damaged: it is not UTF-8. Type it again.",
	"invisible":       "This text holds an invisible character. Type it again rather than pasting it.",
	"long":            "This text has {count} characters; at most {most} are taken.",
	"visible":         "This name shows nothing: give it a letter or a digit.",
	"language":        "Choose French or English.",
	"contributions":   "Choose what becomes of what you contributed.",
	"password_short":  "This password is too short: take at least {least} characters. A few words in a row are easy to remember.",
	"password_long":   "This password is too long: at most {most} bytes are taken.",
	"password_common": "This password is among the first that others try. Take another one: a few words in a row are easy to remember.",
	"password_yours":  "This password is your name or your address: others would try it first. Take another one.",
}

// Error returns the field and the sentence of the rule in English.
func (e *AccountError) Error() string {
	return e.Field + ": " + e.Facts.fill(accountSentences[e.Rule])
}

// Unwrap returns [ErrInvalid].
func (e *AccountError) Unwrap() error { return ErrInvalid }

// AccountRules lists the rules that an [AccountError] may name.
func AccountRules() []string {
	rules := make([]string, 0, len(accountSentences))
	for rule := range accountSentences {
		rules = append(rules, rule)
	}
	return rules
}

// AccountErrors returns the broken rules that err joins, in their order; none
// when it is nil or of another sort.
func AccountErrors(err error) []*AccountError {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*AccountError
		for _, one := range joined.Unwrap() {
			all = append(all, AccountErrors(one)...)
		}
		return all
	}
	if one, ok := err.(*AccountError); ok {
		return []*AccountError{one}
	}
	if inner := errors.Unwrap(err); inner != nil {
		return AccountErrors(inner)
	}
	return nil
}
