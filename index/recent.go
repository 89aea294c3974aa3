package index

import (
	"context"
	"slices"
	"sync"

	"maillage/geo"
)

// Change is what became of the index between two snapshots.
type Change struct {
	Before, After *Snapshot
	// Nums are the elements that changed, ascending, when Everything is false:
	// each may have come, gone, or be as it was. A selection on Before and one on
	// After tell which of them matched, [Snapshot.Extent] where they were.
	Nums       []int64
	Everything bool // too much has changed to tell what
}

// Follow waits for a snapshot that shows more than before, which is not nil, and
// returns what changed. Only the caller keeps before in memory: one who comes
// late learns that everything changed. The error is the context's.
func (e *Engine) Follow(ctx context.Context, before *Snapshot) (Change, error) {
	if err := e.Wait(ctx, before.sequence+1); err != nil {
		return Change{}, err
	}
	after := e.Snapshot()
	c := Change{Before: before, After: after}
	nums, known := e.recent.between(before.sequence, after.sequence)
	if !known || before.territoriesVersion != after.territoriesVersion {
		c.Everything = true
		return c, nil
	}
	c.Nums = nums
	return c, nil
}

// Extent returns the box of an element's place, and whether s holds the element
// and it has a place.
func (s *Snapshot) Extent(num int64) (geo.Bounds, bool) {
	for _, p := range s.parts {
		if entry, known := p.entryOf(num); known && !p.isDead(entry) && p.placed(entry) {
			return p.extent(entry), true
		}
	}
	return geo.Bounds{}, false
}

// has reports whether s shows an element.
func (s *Snapshot) has(num int64) bool {
	for _, p := range s.parts {
		if entry, known := p.entryOf(num); known && !p.isDead(entry) {
			return true
		}
	}
	return false
}

func (s *segment) extent(entry uint32) geo.Bounds {
	if shape, ok := s.shape(entry); ok {
		return shape.Bounds()
	}
	p := s.point(entry)
	return geo.Bounds{West: p.Lon, South: p.Lat, East: p.Lon, North: p.Lat}
}

// keptNums bounds how many changes of elements an engine remembers.
const keptNums = 1 << 16

// recentChanges remembers which elements the latest publications changed.
type recentChanges struct {
	pending []int64 // noted since the last publication; the follower's own
	anew    bool    // the next publication is built anew: all is noted, whatever changed; likewise

	mutex sync.Mutex
	since int64 // what changed after it is known
	lists []changedNums
	total int // of the nums in lists
}

// changedNums is what one publication changed.
type changedNums struct {
	sequence int64 // what readers saw then
	nums     []int64
}

// begin forgets what was noted: all will be read again, and what really changed
// until the next publication is not known.
func (r *recentChanges) begin() { r.pending, r.anew = nil, true }

// note remembers nums for the next publication.
func (r *recentChanges) note(nums []int64) {
	if !r.anew && len(r.pending) <= keptNums {
		r.pending = append(r.pending, nums...)
	}
}

// publish files what was noted under the sequence that readers see from now on,
// and forgets the oldest when there is much.
func (r *recentChanges) publish(sequence int64) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.anew {
		r.lists, r.total, r.since, r.anew = nil, 0, sequence, false
	}
	if len(r.pending) > 0 {
		r.lists = append(r.lists, changedNums{sequence, r.pending})
		r.total += len(r.pending)
		r.pending = nil
	}
	for r.total > keptNums {
		r.since, r.total = r.lists[0].sequence, r.total-len(r.lists[0].nums)
		r.lists = r.lists[1:]
	}
}

// between returns the elements that changed after one sequence up to another,
// and whether that is still known.
func (r *recentChanges) between(after, upTo int64) (nums []int64, known bool) {
	r.mutex.Lock()
	since, lists := r.since, r.lists
	r.mutex.Unlock()
	if after < since {
		return nil, false
	}
	for _, list := range lists {
		if list.sequence > after && list.sequence <= upTo {
			nums = append(nums, list.nums...)
		}
	}
	slices.Sort(nums)
	return slices.Compact(nums), true
}
