package commons

import (
	"time"

	"maillage/data"
	"maillage/data/store"
)

// recognition matches the elements of a batch to those kept.
type recognition struct {
	kept    map[data.Identity]data.Element // each under its source and under its ID
	claimed map[data.Identity]int          // what a later element of the batch stands for, to its index
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
	bySource, err := tx.ElementsBySource(sources)
	if err != nil {
		return nil, err
	}
	byID, err := tx.ElementsByID(ids)
	if err != nil {
		return nil, err
	}
	r := &recognition{kept: make(map[data.Identity]data.Element, len(bySource)+len(byID)), claimed: make(map[data.Identity]int)}
	for _, e := range bySource {
		r.kept[e.Identity()] = e
	}
	for id, e := range byID {
		r.kept[data.Identity{ID: id}] = e
	}
	return r, nil
}

// known returns the kept element that given is about.
func (r *recognition) known(given *data.Element) (data.Element, bool) {
	e, found := r.kept[given.Identity()]
	return e, found
}

// claim reserves what given is known by for the element at index of the batch.
// If another one has it already, claim returns that one's index and false.
func (r *recognition) claim(given *data.Element, index int) (holder int, ok bool) {
	key := given.Identity()
	if e, ok := r.known(given); ok {
		key = data.Identity{ID: e.ID} // whichever way it was found
	}
	if key.IsZero() {
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
	key := data.Identity{ID: given.ID}
	if _, kept := r.kept[key]; kept {
		return data.NewID()
	}
	if holder, taken := r.claimed[key]; taken && holder != index {
		return data.NewID()
	}
	r.claimed[key] = index
	return given.ID
}
