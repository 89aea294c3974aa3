// Package openstreetmap reads elements out of OpenStreetMap's own files: XML and
// protocol buffers (PBF).
//
// # Conventions
//
// An object is taken when it has a name and one of [Keys]; what becomes of its
// tags is written in docs/import-elements.md. Nodes are points, closed ways and
// multipolygons areas, other ways lines. A file is read three times: which ways the
// relations need, which nodes the ways need, then everything. Memory holds the
// places of needed nodes and the ways of relations, and everything is bounded.
//
// The blocks of PBF are read here, by hand: the usual decoder panics on damaged
// files, in goroutines where nobody can recover it.
//
// openstreetmap opens no file, asks no network and writes to no store.
package openstreetmap
