// Package api speaks HTTP: JSON under /api/v1, vector tiles, the pages and their
// files. One file per resource; a handler reads parameters, asks the room below,
// and writes the answer.
//
// # Conventions
//
// Handlers return errors; one table (problems) says what a client may know of
// each, as RFC 9457 problem details with a stable code. The body of a 5xx never
// carries the error's text: that stays in the log. A query is read by
// [index.ParseQuery] whatever the surface; the OpenAPI description only tells of
// it.
//
// A request about elements or territories takes one snapshot of the index, at
// least the one that the header Min-Sequence asks for, and answers from it; the
// header Sequence says which. At most a few searches and exports are worked on at
// once, others wait their turn; drawing tiles has a bound of its own. What a
// client searches for and where it stands never reaches the log.
//
// The settings of the instance are kept in memory, no older than a second. Who
// changes them comes in by a link, and then by a session: its cookie is the only
// one there is. Whatever is not GET must come from a page of this site.
package api
