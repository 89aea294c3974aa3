// Package data holds the words of the commons and their rules: what an
// [Element] is, which ones are valid, how a hashtag is compared, what a
// [Change] says.
//
// # Conventions
//
// Every rule is a pure function: no I/O, no clock, no goroutine, no state. A
// rule that refuses says which field and why ([FieldError]). Names of fields
// follow schema.org where it has one. Coordinates are longitude before
// latitude on WGS 84; instants carry a zone and are stored in UTC.
//
// Sub-packages keep (store), change (commons) and exchange these values; they
// never restate a rule.
package data
