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
// A request takes one snapshot of the index and answers from it; the header
// Sequence says which. What a client searches for and where it stands never
// reaches the log.
//
// The package keeps no state of its own and writes nothing to the store.
package api
