package data

import (
	"errors"
	"fmt"
	"strings"
)

// Facts are what a sentence about a broken rule names: texts, ints and float64s.
type Facts map[string]any

// fill returns a sentence with its {placeholders} filled at once: what a fact
// holds is never read as one.
func (f Facts) fill(sentence string) string {
	pairs := make([]string, 0, 2*len(f))
	for name, value := range f {
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// SettingError says which setting breaks which rule. It unwraps to [ErrInvalid].
type SettingError struct {
	Key   SettingKey
	Rule  string // a stable word; pages have a sentence for each, in every language
	Facts Facts
}

// settingSentences tells each rule in English, for the command line. The
// catalogue of the pages says the same.
var settingSentences = map[string]string{
	"unknown":     "There is no such setting.",
	"encoding":    "This text is damaged: it is not UTF-8. Type it again.",
	"invisible":   "This text holds an invisible character. Type it again rather than pasting it.",
	"long":        "This text has {count} characters; at most {most} are taken.",
	"line":        "This must be one line.",
	"visible":     "This name shows nothing: give it a letter or a digit.",
	"color":       "“{value}” is not a colour. Write it like #2f6b4f: a hash and six digits from 0 to f.",
	"contrast":    "{value} is too pale to be read on the pages: its contrast with the background is {ratio}, and {needed} is needed. Take a darker colour.",
	"territory":   "No territory has the code “{value}”. Give a code that the map knows, like FR-35 or FR-35238.",
	"view":        "“{value}” is not a view of the map. Write longitude, latitude and zoom with commas, like -1.68,48.11,9, or copy the address of the map: longitude goes from -180 to 180, latitude from -85 to 85, zoom from 0 to 20.",
	"languages":   "“{value}” is not a choice of languages. Choose fr,en or en,fr, the first being the usual one, or fr or en alone.",
	"email":       "“{value}” is not an e-mail address. Write it like contact@example.org.",
	"phone":       "“{value}” is not a telephone number. Write digits and spaces, like 02 99 00 00 00.",
	"host":        "“{value}” is not the name of a server. Write it like smtp.example.org, without http:// and without a port.",
	"port":        "“{value}” is not a port. Write a number from 1 to 65535: usually 587 with STARTTLS, 465 with TLS.",
	"security":    "“{value}” is not a way to encrypt. Choose starttls, tls or none.",
	"unencrypted": "Without encryption, anybody between here and {host} could read the password and the mails. Choose STARTTLS or TLS; only a server on this machine (localhost) goes without.",
	"mail_from":   "The address that mails come from is missing: most servers refuse a mail without one.",
	"service":     "“{value}” is not the address of a service. Write it like https://photon.example.org/api, without a question behind it.",
	"service_tls": "What people type would go to {host} unencrypted, for anybody between here and there to read. Give an address that begins with https://; only a service on this machine or in its own network goes without.",

	"geocoder_kind":    "“{value}” is not a sort of address service. Choose photon or addok.",
	"geocoder_missing": "Say first which sort of address service it is: photon or addok.",

	"mail_user": "There is a password and no user name: give both, or neither.",
}

// Error returns the key and the sentence of the rule in English.
func (e *SettingError) Error() string {
	return string(e.Key) + ": " + e.Facts.fill(settingSentences[e.Rule])
}

// Unwrap returns [ErrInvalid].
func (e *SettingError) Unwrap() error { return ErrInvalid }

// SettingErrors returns the broken rules that err joins, in their order; none
// when it is nil or of another sort.
func SettingErrors(err error) []*SettingError {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*SettingError
		for _, one := range joined.Unwrap() {
			all = append(all, SettingErrors(one)...)
		}
		return all
	}
	if one, ok := err.(*SettingError); ok {
		return []*SettingError{one}
	}
	if inner := errors.Unwrap(err); inner != nil {
		return SettingErrors(inner)
	}
	return nil
}
