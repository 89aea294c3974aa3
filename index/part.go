package index

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// part is a segment as one snapshot sees it: some of its entries have been
// replaced since it was built. It never changes once published.
type part struct {
	*segment
	dead   *roaring.Bitmap        // nil: all live
	deaths *deaths                // the same entries, for counting; nil: all live
	living func() *roaring.Bitmap // the entries that count; the caller must not change them
}

// newPart returns a segment with all entries alive.
func newPart(s *segment) part { return part{segment: s}.counted() }

// counted gives p its set of living entries, made when first needed.
func (p part) counted() part {
	size, dead := uint64(p.size()), p.dead
	p.living = sync.OnceValue(func() *roaring.Bitmap {
		all := roaring.New()
		all.AddRange(0, size)
		if dead != nil {
			all.AndNot(dead)
		}
		return all
	})
	return p
}

// without returns p with more entries dead; they may be in any order, and
// dead already.
func (p part) without(entries []uint32) part {
	dead := roaring.BitmapOf(entries...)
	if p.dead != nil {
		dead.AndNot(p.dead)
	}
	if dead.IsEmpty() {
		return p
	}
	p.deaths = p.deaths.and(dead.ToArray(), p.segment)
	if p.dead != nil {
		dead.Or(p.dead)
	}
	p.dead = dead
	return p.counted()
}

func (p part) isDead(entry uint32) bool { return p.dead != nil && p.dead.Contains(entry) }

func (p part) deadCount() int { return p.deaths.count() }

// livingCount returns how many entries count.
func (p part) livingCount() int { return p.size() - p.deadCount() }
