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
	bases   map[int64]data.Element         // what sources last gave of those that people have changed since, by num
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
	var nums, written []int64
	keep := func(under data.Identity, e data.Element) {
		r.kept[under] = e
		nums = append(nums, e.Num)
		if !e.UpdatedBy.IsZero() {
			written = append(written, e.Num)
		}
	}
	for _, e := range bySource {
		keep(e.Identity(), e)
	}
	for id, e := range byID {
		keep(data.Identity{ID: id}, e)
	}
	r.bases, err = tx.LastImportsOfEdited(nums, written)
	return r, err
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

// step is what the import of one element comes to.
type step struct {
	element *data.Element // to keep
	outcome Outcome
	noted   bool          // whether record is to be noted
	record  *data.Element // see [store.Tx.KeepSourceRecord]
}

// next returns what given comes to, which has claimed its place in the batch.
func (r *recognition) next(given *data.Element, index int, at time.Time) (step, error) {
	known, ok := r.known(given)
	if !ok {
		e := data.FirstRevision(*given, r.newID(given, index), at)
		return newStep(&e, Created), nil
	}
	if base, ok := r.bases[known.Num]; ok && !base.IsEmptied() {
		return refresh(&base, &known, given, at)
	}
	e := data.NextRevision(known, *given, at)
	same, err := data.SameContent(&known, &e)
	if err != nil {
		return step{}, err
	}
	if same {
		return newStep(&known, Unchanged), nil
	}
	return newStep(&e, Changed), nil
}

func newStep(e *data.Element, result Result) step {
	return step{element: e, outcome: Outcome{Result: result, ID: e.ID, Num: e.Num}}
}

// refresh returns what given comes to where people have changed the element since its
// source gave it as base. What would break a rule together with what they wrote is
// not taken.
func refresh(base, known, given *data.Element, at time.Time) (step, error) {
	merged := data.Refreshed(*base, *known, *given, at)
	if merged.Next.Validate() != nil {
		s := newStep(known, Unchanged)
		s.outcome.Kept = true
		return s, nil
	}
	same, err := data.SameContent(known, &merged.Next)
	s := newStep(&merged.Next, Changed)
	if same {
		s = newStep(known, Unchanged)
	}
	s.outcome.Kept = merged.Kept
	if same && given.ID == known.ID { // it may be an export of ours, which tells nothing of the source
		return s, err
	}
	if err == nil {
		err = s.note(base, &merged.Record)
	}
	return s, err
}

// note has record, which the source gave after base, noted if anything needs it.
func (s *step) note(base, record *data.Element) error {
	told, err := data.SameContent(base, record)
	if err != nil || s.outcome.Result == Unchanged {
		s.noted, s.record = !told, record
		return err
	}
	whole, err := data.SameContent(s.element, record)
	s.noted = true
	if !whole {
		s.record = record
	}
	return err
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
