// Package web renders the pages of Maillage: Go templates that are readable
// without JavaScript, on which Svelte islands are mounted, and one catalogue of
// messages for both.
//
// # Conventions
//
// A [Renderer] turns typed views ([Explore], [Element], [Problem]) into HTML in
// one [Language]. Views hold plain values; all their text is escaped here, but
// for an element's description, which its maker hands over as safe HTML. Paths
// are those of the French page; the English one stands under /en.
//
// The island's files are built by npm into dist and embedded; [Assets] serves
// them. Pages work without them, plainly, and say what to run.
//
// web knows no other room of the house, does no I/O but writing to the writer
// it is given, and keeps no state: a Renderer is safe for concurrent use.
package web
