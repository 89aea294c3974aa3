// Package index is the engine: it holds every public element in memory and
// answers a [Query] with matches, counts, facets, the widening ladder, the
// nearest, and the cells that tiles are drawn from.
//
// # State
//
// An [Engine] follows the store's change log and nothing else. Its state is a
// function of that log and of the territories loaded: replay gives the same
// answers. What anyone may not see never enters it.
//
// One writer derives the next [Snapshot] and publishes it through an atomic
// pointer. A snapshot never changes: readers take it once per request and never
// wait for the writer. It is made of segments, each an immutable set of entries in
// Morton order with its own bitmaps; a newer revision of an element kills the
// older one's bit in the segment that holds it.
//
// # Segments
//
// A segment is flat arrays, without a pointer for the garbage collector to
// follow; its file holds them as they lie in memory, each with a checksum, so
// that a restart reads and checks them, and computes hardly anything. Of each
// value of a dimension (a kind, a tag, a territory, a term, ...) it holds the
// entries that have it: a short list as it is, a long one as a roaring bitmap
// read in place. Only of kinds, types and tags does it also hold the values of
// each entry. What few entries have, and is only asked for as a whole (who made
// them known, what they link to, their website and other identifiers), is a sorted
// array of hashes with their entries. Segments are merged value by value and never change. A large one
// also holds the sums of its occupied cells, for every grid down to that of zoom
// 13: they follow from the keys, and are made in the background.
//
// # Matching and ranking
//
// Which entries match is decided by bitmaps alone, so totals, lists, facets,
// ladder and tiles always agree. Of bleve there is the stemmer alone.
//
// The package does no HTTP, knows no format, and never writes to the store.
package index
