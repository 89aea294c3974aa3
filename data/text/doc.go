// Package text turns what people write, Markdown, into HTML that is safe on a
// page and into plain text.
//
// # Conventions
//
// Any text is taken, however hostile: HTML in it is shown to nobody, nothing is
// loaded from anywhere, links say that they are not ours. The result of the same
// text is always the same. Texts longer than an element's description
// ([data.MaxDescription]) are cut there.
package text
