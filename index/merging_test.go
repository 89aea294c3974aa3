package index

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// TestWhatDiesDuringAMergeIsDeadAfterIt replaces elements while a merge of the
// parts that hold them is under way.
func TestWhatDiesDuringAMergeIsDeadAfterIt(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	l := newLife(t)
	for num := range 60 {
		e := randomElement(r, num)
		e.Num = int64(num + 1)
		l.ledger.put(e)
		if num%10 == 9 {
			l.step()
		}
	}
	if l.engine.merging == nil {
		t.Fatal("no merge is under way")
	}
	for num := range int64(30) {
		l.hide(num + 1)
	}
	l.step()
	l.finishMerge()
	l.check()
	if l.engine.merging != nil && l.begun == nil {
		t.Error("the finished merge was not installed")
	}
}

// TestPartsAreFew: however writes come, there are few parts, each well larger
// than the next.
func TestPartsAreFew(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	l := newLife(t)
	for num := range 400 {
		e := randomElement(r, num)
		e.Num = int64(num + 1)
		l.ledger.put(e)
		if r.IntN(3) == 0 {
			l.step()
		}
		if r.IntN(9) == 0 {
			l.finishMerge()
		}
		if n := len(l.engine.working.parts); n > l.engine.shape.most {
			t.Fatalf("%d parts", n)
		}
	}
	for !l.step() || l.begun != nil {
		l.finishMerge()
	}
	parts := l.engine.working.parts
	for i := range len(parts) - 1 {
		if parts[i].livingCount() < l.engine.shape.ratio*parts[i+1].livingCount() {
			t.Errorf("part %d has %d entries, the next %d", i, parts[i].livingCount(), parts[i+1].livingCount())
		}
	}
}

// TestVersionsAreAlikeOnEveryNode compares an engine that has seen a long history
// with one that is built from its end, and with one that came back from files.
func TestVersionsAreAlikeOnEveryNode(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	l := newLife(t)
	for range 40 {
		for range r.IntN(20) {
			e := randomElement(r, 0)
			e.Num = 1 + r.Int64N(200)
			l.ledger.put(e)
		}
		l.step()
		l.finishMerge()
	}
	l.check()
	old := l.engine.Snapshot()
	fresh := &life{t: t, dir: t.TempDir(), ledger: l.ledger, worlds: l.worlds}
	fresh.open()
	fresh.check()
	l.stop()
	l.check()
	for range 500 {
		tile := randomTile(r)
		if a, b, c := old.regions.version(tile), fresh.engine.Snapshot().regions.version(tile), l.engine.Snapshot().regions.version(tile); a != b || a != c {
			t.Fatalf("%v has version %x, built anew %x, from files %x", tile, a, b, c)
		}
	}
}

// TestOldContentHasItsOldVersion: an element that goes away and comes back as it
// was leaves no trace in the version of its place.
func TestOldContentHasItsOldVersion(t *testing.T) {
	l := newLife(t)
	e := named(1, "Jardin")
	e.Status, e.Visibility = data.StatusPublished, data.VisibilityPublic
	e.Num, e.Geometry = 1, geo.PointGeometry(geo.Point{Lon: 2, Lat: 41})
	tile := geo.TileAt(geo.Project(geo.Point{Lon: 2, Lat: 41}), 12)
	version := func() uint64 {
		l.check()
		return l.engine.Snapshot().regions.version(tile)
	}
	empty := version()
	l.ledger.put(e)
	with := version()
	e.Name = "Potager"
	l.ledger.put(e)
	renamed := version()
	if with == empty || renamed == with || renamed == empty {
		t.Errorf("versions %x, %x and %x of different content", empty, with, renamed)
	}
	e.Name = "Jardin"
	l.ledger.put(e)
	if again := version(); again != with {
		t.Errorf("version %x of the old content, want the old %x", again, with)
	}
	l.hide(1)
	if again := version(); again != empty {
		t.Errorf("version %x without the element, want the old %x", again, empty)
	}
}

// grow writes count new public elements and lets the engine apply them.
func (l *life) grow(count int) {
	r := rand.New(rand.NewPCG(3, uint64(len(l.ledger.elements))))
	for range count {
		num := int64(len(l.ledger.elements) + 1)
		e := randomElement(r, int(num))
		e.Num, e.Status, e.Visibility = num, data.StatusPublished, data.VisibilityPublic
		l.ledger.put(e)
	}
	if _, err := l.engine.step(l.t.Context()); err != nil {
		l.t.Fatal(err)
	}
}

// lifeWithMerge returns an engine of several parts with a merge under way.
func lifeWithMerge(t *testing.T) *life {
	l := newLife(t)
	l.grow(60)
	for _, count := range []int{40, 20, 20, 20, 20} {
		l.grow(count)
	}
	if l.begun == nil || len(l.engine.working.parts) < 5 {
		t.Fatalf("%d parts, and no merge under way", len(l.engine.working.parts))
	}
	return l
}

func TestMergesGoOnWhileNothingIsWritten(t *testing.T) {
	l := lifeWithMerge(t)
	l.finishMerges()
	l = lifeWithMerge(t)
	l.engine.save()
	l.open() // the merge is lost
	l.finishMerges()
}

// finishMerges finishes the merge that is under way and those that follow.
func (l *life) finishMerges() {
	l.t.Helper()
	e, caughtUp := l.engine, true
	for l.grow(0); l.begun != nil; l.grow(0) {
		l.finishMerge()
		if !e.rest(l.t.Context(), nil, caughtUp, nil) {
			l.t.Fatal("the engine has stopped")
		}
	}
	if from, to := e.shape.next(e.working.parts); to != 0 {
		l.t.Errorf("%d parts are left, of which those from %d to below %d should be one", len(e.working.parts), from, to)
	}
	checkParts(l.t, e.working, e.shape)
}

func TestAFollowerThatWaitsForAMergeStopsWhenTold(t *testing.T) {
	l := lifeWithMerge(t)
	l.engine.shape.most = 1 // too many parts: it waits, and nobody runs the merge
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { l.engine.keepUp(ctx); close(stopped) }()
	cancel()
	select {
	case <-stopped:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for ever")
	}
}

// TestTheFollowerGoesOnBesideALargeMerge: where so much is written while millions
// are merged that small merges do not suffice, it makes larger ones itself.
func TestTheFollowerGoesOnBesideALargeMerge(t *testing.T) {
	e := &Engine{shape: shape{ratio: 4, fold: 20, most: 8}}
	e.working = e.emptySnapshot("", geo.NewGazetteer(nil), 0)
	e.working.parts = []part{newPart(segmentOf(1000))}
	e.merging = &merge{parts: e.working.parts} // nobody runs it: who waits for it waits for ever
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	num := int64(1000)
	for range 100 {
		records := make([]record, 30)
		for i := range records {
			records[i].num = num
			num++
		}
		e.working = e.working.derive(records, nil, num)
		e.tidy()
		if e.keepUp(ctx); len(e.working.parts) > e.shape.most {
			t.Fatalf("%d parts of at most %d after %d writes", len(e.working.parts), e.shape.most, num)
		}
	}
	if ctx.Err() != nil {
		t.Error("it waited for the large merge")
	}
	if e.working.parts[0].segment != e.merging.parts[0].segment || e.working.Total() != int(num) {
		t.Errorf("%d entries, want %d, and the part of the merge first", e.working.Total(), num)
	}
}

// TestPartsStayFewWhileALargeMergeIsUnderWay: a merge of millions takes seconds, in
// which the follower must not have to wait for it.
func TestPartsStayFewWhileALargeMergeIsUnderWay(t *testing.T) {
	for _, batch := range []int{1, 30, 300} {
		e := &Engine{shape: usualShape}
		large := newPart(segmentOf(20_000))
		e.working = e.emptySnapshot("", geo.NewGazetteer(nil), 0)
		e.working.parts = []part{large}
		e.merging = &merge{parts: e.working.parts}
		num := int64(large.size())
		for written := 0; written < 20_000; written += max(batch, 20) {
			records := make([]record, batch)
			for i := range records {
				records[i].num = num
				num++
			}
			e.working = e.working.derive(records, nil, num)
			if e.tidy(); len(e.working.parts) > 20 {
				t.Fatalf("batches of %d: %d parts after %d writes", batch, len(e.working.parts), num-int64(large.size()))
			}
		}
	}
}
