package index

import (
	"context"
	"maps"
	"slices"

	"maillage/data"
	"maillage/geo"
)

// apply derives the snapshot that shows changes on top of s. Only the newest
// state of each element is read, so a change applied twice is harmless.
func (e *Engine) apply(ctx context.Context, s *Snapshot, changes []data.Change) (*Snapshot, error) {
	latest := map[int64]int64{} // num to its last change
	for _, change := range changes {
		switch change.Subject {
		case data.SubjectElement:
			latest[change.Num] = change.Sequence
		case data.SubjectTerritories:
			if change.Sequence > s.territoriesVersion {
				return e.restart(ctx, change.Sequence)
			}
		}
	}
	sequence := changes[len(changes)-1].Sequence
	nums := slices.Sorted(maps.Keys(latest))
	elements, err := e.options.Source.ElementsByNum(ctx, nums)
	if err != nil {
		return nil, err
	}
	var public []*data.Element
	records := make([]record, 0, len(elements))
	gone := maps.Clone(latest)
	for i := range elements {
		if element := &elements[i]; element.Public() {
			public = append(public, element)
			records = append(records, newRecord(element, s.territories))
			delete(gone, element.Num)
		}
	}
	if sequence > e.ranked { // else the words were kept while the rest is built anew
		if err := e.ranker.apply(ctx, public, slices.Collect(maps.Keys(gone)), sequence); err != nil {
			return nil, err
		}
		e.ranked = sequence
	}
	return s.derive(records, latest, sequence), nil
}

// restart begins again at the first change, because territories, imported by
// the change latest, are derived for every element anew.
func (e *Engine) restart(ctx context.Context, latest int64) (*Snapshot, error) {
	e.logger.Info("the index is built anew", "because", "territories were imported")
	territories, version, err := e.options.Source.Gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	return e.emptySnapshot(e.working.identity, territories, version, max(latest, version)), nil
}

// derive returns s with the elements of latest replaced by records; one without
// a record is gone. latest holds the number of each element's last change.
func (s *Snapshot) derive(records []record, latest map[int64]int64, sequence int64) *Snapshot {
	next := *s
	next.sequence = sequence
	next.selections = new(selections)
	next.parts = slices.Clone(s.parts)
	fresh := map[uint32]bool{}
	for i, p := range next.parts {
		var dead []uint32
		for num, change := range latest {
			entry, known := p.entryOf(num)
			if !known || p.isDead(entry) {
				continue
			}
			dead = append(dead, entry)
			if p.placed(entry) {
				next.regions.touch(p.extent(entry), change, fresh)
			}
		}
		next.parts[i] = p.without(dead)
	}
	for _, r := range records {
		if r.placed {
			next.regions.touch(r.extent(), latest[r.num], fresh)
		}
	}
	if len(records) > 0 {
		next.parts = append(next.parts, newPart(newSegment(records)))
	}
	next.parts = settle(next.parts)
	return &next
}

func (s *segment) extent(entry uint32) geo.Bounds {
	if shape, ok := s.shape(entry); ok {
		return shape.Bounds()
	}
	return pointBounds(s.point(entry))
}

func (r *record) extent() geo.Bounds {
	if !r.shape.IsZero() {
		return r.shape.Bounds()
	}
	return pointBounds(r.point)
}

func pointBounds(p geo.Point) geo.Bounds {
	return geo.Bounds{West: p.Lon, South: p.Lat, East: p.Lon, North: p.Lat}
}

// Shape of the parts: each at least sizeRatio times the next, so that there are
// few of them and an entry is merged a logarithmic number of times.
const (
	sizeRatio    = 4
	maxDeadShare = 0.2
)

// settle rebuilds the parts with many dead entries, and merges neighbours until
// each part is well larger than the next.
func settle(parts []part) []part {
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		living := p.size() - p.deadCount()
		switch {
		case living == 0:
			parts = slices.Delete(parts, i, i+1)
		case float64(p.deadCount()) > maxDeadShare*float64(p.size()):
			parts[i] = newPart(mergeParts(parts[i : i+1]))
		}
	}
	for i := len(parts) - 2; i >= 0; i-- {
		if parts[i].size() < sizeRatio*parts[i+1].size() {
			parts = slices.Replace(parts, i, i+2, newPart(mergeParts(parts[i:i+2])))
		}
	}
	return parts
}
