package index

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

func publicAt(id, name string, at geo.Point) data.Element {
	return data.Element{
		Kind: data.KindPlace, Name: name, Geometry: geo.PointGeometry(at), Source: data.Source{Name: "follow", ID: id},
		Status: data.StatusPublished, Visibility: data.VisibilityPublic,
	}
}

// after returns what changed since a snapshot, once something has.
func (b *bench) after(before *Snapshot) Change {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	defer cancel()
	c, err := b.engine.Follow(ctx, before)
	if err != nil {
		b.t.Fatalf("nothing is told: %v", err)
	}
	return c
}

func TestAFollowerLearnsWhereAnElementWasAndIs(t *testing.T) {
	b := newBench(t, squareWorld())
	here, there := geo.Point{Lon: 1.5, Lat: 41.5}, geo.Point{Lon: 2.5, Lat: 42.5}
	b.write(publicAt("1", "Verger", here), publicAt("2", "Mare", here))
	begin := b.snapshot()
	b.write(publicAt("1", "Verger", there))
	c := b.after(begin)
	if c.Everything || len(c.Nums) != 1 || c.Before != begin {
		t.Fatalf("the follower is told %+v, want one change of one element", c)
	}
	was, before := c.Before.Extent(c.Nums[0])
	is, after := c.After.Extent(c.Nums[0])
	box := func(p geo.Point) geo.Bounds { return geo.Bounds{West: p.Lon, South: p.Lat, East: p.Lon, North: p.Lat} }
	if !before || !after || was != box(here) || is != box(there) {
		t.Errorf("the element moves from %v (%v) to %v (%v), want %v to %v", was, before, is, after, here, there)
	}
}

func TestAFollowerThatComesLateLearnsAllAtOnce(t *testing.T) {
	b := newBench(t, squareWorld())
	begin := b.snapshot()
	for _, id := range []string{"1", "2", "3"} {
		b.write(publicAt(id, "Mare", geo.Point{Lon: 1, Lat: 41}))
		b.snapshot()
	}
	c := b.after(begin)
	if c.Everything || len(c.Nums) != 3 || !slices.IsSorted(c.Nums) || c.After != b.engine.Snapshot() {
		t.Errorf("after three writes the follower is told %+v, want three elements", c)
	}
}

func TestAnElementThatNobodyMaySeeHasNoExtent(t *testing.T) {
	b := newBench(t, squareWorld())
	begin := b.snapshot()
	draft := publicAt("2", "Brouillon", geo.Point{Lon: 1.5, Lat: 41.5})
	draft.Status = data.StatusDraft
	b.write(draft)
	c := b.after(begin)
	for _, num := range c.Nums {
		if bounds, placed := c.After.Extent(num); placed {
			t.Errorf("element %d, a draft, is shown at %v", num, bounds)
		}
	}
}

func TestTerritoriesChangeEverything(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(publicAt("1", "Mare", geo.Point{Lon: 1, Lat: 41}))
	begin := b.snapshot()
	renamed := squareWorld()[:1]
	renamed[0].Name = "Pays nouveau"
	if err := b.commons.ImportTerritories(t.Context(), renamed); err != nil {
		t.Fatal(err)
	}
	if c := b.after(begin); !c.Everything {
		t.Errorf("after an import of territories the follower is told %+v, want everything", c)
	}
}

func TestAFollowerWaitsAsLongAsItWants(t *testing.T) {
	b := newBench(t, squareWorld())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if c, err := b.engine.Follow(ctx, b.snapshot()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without a change: %+v, %v, want that the time is over", c, err)
	}
}
