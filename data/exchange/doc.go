// Package exchange reads and writes the files by which commons travel: elements
// as tables, features, lines of JSON or a GoGoCarto's answers, territories as
// GeoJSON and a table, exports. [Open] is where files of elements come in.
//
// # Conventions
//
// Readers stream: memory does not grow with the file, every line and every
// feature is bounded, gzip is recognised by its first bytes. A reader gives one
// answer per record, never fewer: the record, or why it cannot be taken. What is
// optional in a record is repaired or left out with a warning; what is not, its
// name and coordinates that can be on the Earth, makes it refused.
//
// Writers stream too and leave persons out: they are listed here by their own
// choice, not copied elsewhere.
//
// exchange opens no file, asks no network and writes to no store.
package exchange
