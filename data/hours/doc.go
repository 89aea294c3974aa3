// Package hours reads opening hours in a documented subset of OpenStreetMap's
// syntax, writes them in one canonical form, and tells when a place is open. The
// subset is described in docs/opening-hours.md.
//
// # Conventions
//
// A time of day is minutes since midnight on the clock of the place: 0 to 1440,
// more when it lies in the next day. Weeks begin on Monday. A rule replaces those
// before it on the days it speaks of, unless it adds to them; what begins before
// midnight belongs to the day on which it begins.
//
// What the text does not tell, such as when an open end closes or whether the
// schools are on holiday, is [Unknown], never guessed. A text outside the subset
// is an error, for the caller to show as it is.
//
// hours does no I/O, starts no goroutine, and imports nothing of ours but geo.
package hours
