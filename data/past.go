package data

// HasHistory reports whether somebody who may do these acts upon an element, as it is
// now, may know what became of it: what may be read has a history that may be, but a
// person's past is their own.
func (e *Element) HasHistory(may func(Act) bool) bool {
	return e.Public() && e.Kind != KindPerson || may(ActReadHidden)
}

// ShowsRevision reports whether the same may know that there was a revision: what a
// draft said, and that there was one, is its author's.
func (e *Element) ShowsRevision(past *Element, may func(Act) bool) bool {
	return e.HasHistory(may) && (past.Status != StatusDraft || may(ActPublish))
}

// ReadsRevision reports whether they may read what it said: what was off the map is
// for those who look after the element.
func (e *Element) ReadsRevision(past *Element, may func(Act) bool) bool {
	return e.ShowsRevision(past, may) && (past.Public() || past.Status == StatusDraft || may(ActReadHidden))
}
