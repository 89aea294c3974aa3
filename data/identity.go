package data

// Identity is what a record is known by when it comes again: the name of its
// source and its id there or, without both of these, the ID it carries. The
// zero value is of a record that nothing makes known: it is new each time.
type Identity struct {
	SourceName, SourceID string // both or neither
	ID                   ID     // zero when the source is given
}

// Identity returns what e is known by.
func (e *Element) Identity() Identity {
	if name, id, ok := e.SourcePair(); ok {
		return Identity{SourceName: name, SourceID: id}
	}
	return Identity{ID: e.ID}
}

// IsZero reports whether nothing makes the record known.
func (i Identity) IsZero() bool { return i == Identity{} }

// SourcePair returns the name and the id under which a source knows e, and
// whether e has both: only the two together recognise a record.
func (e *Element) SourcePair() (name, id string, ok bool) {
	return e.Source.Name, e.Source.ID, e.Source.Name != "" && e.Source.ID != ""
}
