package commons

import (
	"time"

	"maillage/data"
	"maillage/data/store"
)

// identity is what an element is known by: one of the two.
type identity struct {
	source store.Source
	id     data.ID
}

// recognition matches the elements of a batch to those kept.
type recognition struct {
	bySource map[store.Source]data.Element
	byID     map[data.ID]data.Element
	claimed  map[identity]int // what a later element of the batch stands for, to its index
}

// recognise looks up everything that the elements of batch may refer to.
func recognise(tx *store.Tx, batch []data.Element) (*recognition, error) {
	var sources []store.Source
	var ids []data.ID
	for i := range batch {
		if name, id, ok := batch[i].SourcePair(); ok {
			sources = append(sources, store.Source{Name: name, ID: id})
		}
		if !batch[i].ID.IsZero() {
			ids = append(ids, batch[i].ID)
		}
	}
	r := &recognition{claimed: make(map[identity]int)}
	var err error
	if r.bySource, err = tx.ElementsBySource(sources); err != nil {
		return nil, err
	}
	r.byID, err = tx.ElementsByID(ids)
	return r, err
}

// known returns the kept element that given is about.
func (r *recognition) known(given *data.Element) (data.Element, bool) {
	if name, id, ok := given.SourcePair(); ok {
		e, found := r.bySource[store.Source{Name: name, ID: id}]
		return e, found
	}
	e, found := r.byID[given.ID]
	return e, found
}

// identityOf returns what given is known by; false when it is new whatever
// happens.
func (r *recognition) identityOf(given *data.Element) (identity, bool) {
	if e, ok := r.known(given); ok {
		return identity{id: e.ID}, true
	}
	if name, id, ok := given.SourcePair(); ok {
		return identity{source: store.Source{Name: name, ID: id}}, true
	}
	return identity{id: given.ID}, !given.ID.IsZero()
}

// claim reserves what given is known by for the element at index of the batch.
// If another one has it already, claim returns that one's index and false.
func (r *recognition) claim(given *data.Element, index int) (holder int, ok bool) {
	key, has := r.identityOf(given)
	if !has {
		return index, true
	}
	if holder, taken := r.claimed[key]; taken {
		return holder, false
	}
	r.claimed[key] = index
	return index, true
}

// next returns the element to keep after given, which has claimed its place in
// the batch, and what that means.
func (r *recognition) next(given *data.Element, index int, at time.Time) (*data.Element, Result, error) {
	known, ok := r.known(given)
	if !ok {
		e := data.FirstRevision(*given, r.newID(given, index), at)
		return &e, Created, nil
	}
	e := data.NextRevision(known, *given, at)
	same, err := data.SameContent(&known, &e)
	if err != nil {
		return nil, 0, err
	}
	if same {
		return &known, Unchanged, nil
	}
	return &e, Changed, nil
}

// newID returns the ID that given carries, so that links to it and addresses
// with it stay good, unless another element has it; else a fresh one.
func (r *recognition) newID(given *data.Element, index int) data.ID {
	if given.ID.IsZero() {
		return data.NewID()
	}
	if _, kept := r.byID[given.ID]; kept {
		return data.NewID()
	}
	key := identity{id: given.ID}
	if holder, taken := r.claimed[key]; taken && holder != index {
		return data.NewID()
	}
	r.claimed[key] = index
	return given.ID
}
