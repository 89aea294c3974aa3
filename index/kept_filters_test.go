package index

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// segmentOf returns a segment of so many entries without anything to tell.
func segmentOf(entries int) *segment {
	records := make([]record, entries)
	for i := range records {
		records[i].num = int64(i)
	}
	return newSegment(records)
}

func TestSixteenWhoAskForOneFilterFindItOnce(t *testing.T) {
	kept, s := newKeptFilters(), segmentOf(leastKept)
	var found atomic.Int32
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			b := kept.entries(s, "tag=velo\n", func() *roaring.Bitmap {
				found.Add(1)
				time.Sleep(10 * time.Millisecond)
				return roaring.BitmapOf(1, 2)
			})
			if b.GetCardinality() != 2 {
				t.Errorf("found %v", b)
			}
		})
	}
	group.Wait()
	if n := found.Load(); n != 1 {
		t.Errorf("found %d times, want once", n)
	}
}

func TestKeptFiltersAreBoundedAndTheLatestUsedStay(t *testing.T) {
	kept, s := newKeptFilters(), segmentOf(leastKept)
	kept.most = 10_000
	ask := func(filter string) (anew bool) {
		kept.entries(s, filter, func() *roaring.Bitmap {
			anew = true
			return roaring.BitmapOf(1, 2, 3)
		})
		return anew
	}
	for i := range 1000 {
		ask(fmt.Sprint("tag=", i))
		if ask("often\n") != (i == 0) {
			t.Fatalf("what is used all the time was found again after %d others", i)
		}
		if kept.bytes > kept.most {
			t.Fatalf("%d bytes are kept, at most %d may be", kept.bytes, kept.most)
		}
	}
	if !ask("tag=0") {
		t.Error("what was not used for long is still kept")
	}
}

func TestWhatIsKeptGoesWithItsSegment(t *testing.T) {
	kept := newKeptFilters()
	func() {
		s := segmentOf(leastKept)
		kept.entries(s, "tag=velo\n", func() *roaring.Bitmap { return roaring.BitmapOf(uint32(s.size() - 1)) })
	}()
	count := func() int {
		kept.mutex.Lock()
		defer kept.mutex.Unlock()
		return len(kept.bySet) + len(kept.watched) + kept.bytes
	}
	for wait := time.Now().Add(20 * time.Second); count() > 0; runtime.GC() {
		if time.Now().After(wait) {
			t.Fatal("the segment is gone, what was kept of it is not")
		}
		time.Sleep(time.Millisecond)
	}
}
