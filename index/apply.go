package index

import (
	"context"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"maillage/data"
	"maillage/geo"
)

// apply derives the snapshot that shows changes on top of the working one. Only
// the newest state of each element is read, so a change applied twice is
// harmless.
func (e *Engine) apply(ctx context.Context, changes []data.Change) error {
	s := e.working
	sequence := changes[len(changes)-1].Sequence
	changed, changedNetworks, approved := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	for _, change := range changes {
		switch change.Subject {
		case data.SubjectElement:
			if change.Sequence > e.trusted || !s.has(change.Num) {
				changed[change.Num] = true
			}
		case data.SubjectNetwork:
			changedNetworks[change.Num] = true
		case data.SubjectApproval:
			approved[change.Num] = true
		case data.SubjectTerritories:
			if change.Sequence > s.territoriesVersion {
				return e.restart(ctx)
			}
		}
	}
	nums := slices.Sorted(maps.Keys(changed))
	elements, err := e.options.Source.ElementsByNum(ctx, nums)
	if err != nil {
		return err
	}
	elements = slices.DeleteFunc(elements, func(element data.Element) bool { return !element.Public() })
	records, err := newRecords(ctx, elements, s.territories)
	if err != nil {
		return err
	}
	next := s.derive(records, nums, sequence)
	e.recent.note(nums)
	e.recent.note(slices.Sorted(maps.Keys(approved)))
	if len(changedNetworks) > 0 {
		if err := e.applyNetworks(ctx, next, changedNetworks); err != nil {
			return err
		}
	}
	if err := e.followClearings(ctx, s, next, nums, slices.Sorted(maps.Keys(approved))); err != nil {
		return err
	}
	e.working = next
	return nil
}

// applyNetworks gives a snapshot that nobody has seen yet the networks that changed, by
// num, as they are now. What came into one or left it counts as changed.
func (e *Engine) applyNetworks(ctx context.Context, next *Snapshot, changed map[int64]bool) error {
	scopes, err := e.options.Source.Networks(ctx, slices.Sorted(maps.Keys(changed))...)
	if err != nil {
		return err
	}
	before := next.networks
	next.networks = before.with(changed, scopes)
	for num := range changed {
		e.recent.note(next.differing(before.byNum(num), next.networks.byNum(num), keptNums))
	}
	return nil
}

// restart begins again at the first change, because territories, imported since,
// are derived for every element anew.
func (e *Engine) restart(ctx context.Context) error {
	e.logger.Info("the index is built anew", "because", "territories were imported")
	territories, version, err := e.options.Source.Gazetteer(ctx)
	if err != nil {
		return err
	}
	e.endLoads(func(*clearingLoad) bool { return true })
	networks := e.working.networks
	e.working = e.emptySnapshot(e.working.identity, territories, version)
	e.working.networks = networks
	e.whole, e.trusted = false, 0
	e.recent.begin()
	return nil
}

// recordsAtOnce is how many records one goroutine makes.
const recordsAtOnce = 64

// newRecords reads elements, all public, on several cores. One of Go's processors
// is left to what is light, where there are more than two.
func newRecords(ctx context.Context, elements []data.Element, territories *geo.Gazetteer) ([]record, error) {
	records := make([]record, len(elements))
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(max(2, runtime.GOMAXPROCS(0)-1))
	for from := 0; from < len(elements); from += recordsAtOnce {
		workers.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			for i := from; i < min(from+recordsAtOnce, len(elements)); i++ {
				records[i] = newRecord(&elements[i], territories)
			}
			return nil
		})
	}
	return records, workers.Wait()
}

// derive returns s with the elements of nums replaced by records; one without
// a record is gone.
func (s *Snapshot) derive(records []record, nums []int64, sequence int64) *Snapshot {
	parts, regions := slices.Clone(s.parts), s.regions.change()
	for i, p := range parts {
		var dead []uint32
		for _, num := range nums {
			if entry, known := p.entryOf(num); known && !p.isDead(entry) {
				dead = append(dead, entry)
				regions.removeEntry(p.segment, entry)
			}
		}
		parts[i] = p.without(dead)
	}
	for i := range records {
		regions.addRecord(&records[i])
	}
	if len(records) > 0 {
		parts = append(parts, newPart(newSegment(records)))
	}
	next := s.with(parts)
	next.sequence, next.regions = sequence, regions.regionSums
	return next
}

// with returns s made of other parts with the same living entries.
func (s *Snapshot) with(parts []part) *Snapshot {
	next := *s
	next.parts, next.selections, next.views = parts, new(selections), new(views)
	return &next
}
