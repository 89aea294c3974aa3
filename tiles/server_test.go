package tiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"maillage/geo"
	"maillage/index"
)

// watched counts what is asked of a source.
type watched struct {
	world
	cells, places, shapes atomic.Int32
}

func (w *watched) Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(index.Cell) bool) {
	w.cells.Add(1)
	w.world.Cells(depth, minI, minJ, maxI, maxJ, yield)
}

func (w *watched) Places(t geo.Tile, yield func(index.Mark)) {
	w.places.Add(1)
	w.world.Places(t, yield)
}

func (w *watched) Shapes(b geo.Bounds, least float64, yield func(index.Shape)) {
	w.shapes.Add(1)
	w.world.Shapes(b, least, yield)
}

func (w *watched) asked() int32 { return w.cells.Load() + w.places.Load() + w.shapes.Load() }

func inflate(t *testing.T, tile Tile) []byte {
	t.Helper()
	switch tile.Encoding {
	case Identity:
		return tile.Body
	case Gzip:
		r, err := gzip.NewReader(bytes.NewReader(tile.Body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	r, err := zstd.NewReader(bytes.NewReader(tile.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAllEncodingsHoldTheSameTile(t *testing.T) {
	w := towns(random(t), 3000)
	for _, tile := range []geo.Tile{{}, geo.TileAt(w.marks[0].Position, 5), geo.TileAt(w.marks[0].Position, 15)} {
		want, err := Elements(w, tile)
		if err != nil {
			t.Fatal(err)
		}
		s := NewServer(DefaultCacheBytes)
		for _, e := range []Encoding{Identity, Gzip, Zstd} {
			for range 2 { // drawn, then kept
				got, err := s.Elements(t.Context(), w, tile, e)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(inflate(t, got), want) {
					t.Errorf("tile %v in %q differs from the tile itself", tile, e)
				}
				if len(want) > 2000 && got.Encoding != e {
					t.Errorf("tile %v of %d bytes is sent in %q, want %q", tile, len(want), got.Encoding, e)
				}
			}
		}
	}
}

func TestSmallTilesAreSentAsTheyAre(t *testing.T) {
	w := new(world).place(geo.Position{X: 5, Y: 5})
	got, err := NewServer(DefaultCacheBytes).Elements(t.Context(), w, geo.Tile{}, Gzip)
	if err != nil || got.Encoding != Identity || len(got.Body) == 0 {
		t.Errorf("got %d bytes in %q, error %v; want some, not compressed", len(got.Body), got.Encoding, err)
	}
}

func TestAnEmptyTileHasNoBody(t *testing.T) {
	got, err := NewServer(DefaultCacheBytes).Elements(t.Context(), new(world), geo.Tile{}, Gzip)
	if err != nil || got.Body != nil || got.Encoding != Identity {
		t.Errorf("got %v, error %v; want no body", got, err)
	}
}

func TestETagsBuildNothing(t *testing.T) {
	w := &watched{world: *towns(random(t), 100)}
	if _, err := ElementsETag(w, geo.Tile{Z: 5, X: 16, Y: 11}, Gzip); err != nil {
		t.Fatal(err)
	}
	if w.asked() != 0 {
		t.Errorf("an entity tag asked %d questions about elements, want none", w.asked())
	}
}

func TestETagsDifferWhereTilesMay(t *testing.T) {
	seen := map[string]string{}
	add := func(what, tag string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if tag[0] != '"' || tag[len(tag)-1] != '"' {
			t.Errorf("%s has the tag %s, want a strong one", what, tag)
		}
		if seen[tag] != "" {
			t.Errorf("%s and %s have the same tag %s", what, seen[tag], tag)
		}
		seen[tag] = what
	}
	for _, key := range []string{"", "kind=place"} {
		for version := range uint64(2) {
			for _, e := range []Encoding{Identity, Gzip, Zstd} {
				for _, tile := range []geo.Tile{{}, {Z: 1}} {
					what := fmt.Sprint(key, version, e, tile)
					tag, err := ElementsETag(&world{key: key, version: uint64(version)}, tile, e)
					add("elements "+what, tag, err)
					if key == "" {
						tag, err = TerritoriesETag(int64(version), tile, e)
						add("territories "+what, tag, err)
					}
				}
			}
		}
	}
	again, err := ElementsETag(&world{key: "kind=place", version: 1}, geo.Tile{Z: 1}, Gzip)
	if err != nil || seen[again] == "" {
		t.Errorf("the same tile has another tag the second time: %s, error %v", again, err)
	}
}

func TestATileIsDrawnOnceForAllWhoAsk(t *testing.T) {
	w := &watched{world: *towns(random(t), 2000)}
	s := NewServer(DefaultCacheBytes)
	tile := geo.TileAt(w.marks[0].Position, 8)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := s.Elements(context.Background(), w, tile, Gzip); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if w.shapes.Load() != 1 {
		t.Errorf("a tile asked for 8 times at once reads the shapes %d times, want 1", w.shapes.Load())
	}
}

func TestAChangeOfVersionOrMeaningDrawsAnew(t *testing.T) {
	s := NewServer(DefaultCacheBytes)
	draw := func(w *world) int {
		t.Helper()
		tile, err := s.Elements(t.Context(), w, geo.Tile{}, Identity)
		if err != nil {
			t.Fatal(err)
		}
		return len(decode(t, tile.Body)[elementsLayer])
	}
	w := new(world).place(geo.Position{X: 1 << 31, Y: 1 << 31})
	if got := draw(w); got != 1 {
		t.Fatalf("%d elements, want 1", got)
	}
	w.place(geo.Position{X: 1 << 30, Y: 1 << 30})
	if got := draw(w); got != 1 {
		t.Errorf("with the same version: %d elements, want the 1 that is kept", got)
	}
	w.version++
	if got := draw(w); got != 2 {
		t.Errorf("with another version: %d elements, want 2", got)
	}
	if got := draw(&world{key: "another", version: w.version}); got != 0 {
		t.Errorf("with another key: %d elements, want 0", got)
	}
}

func TestWhoeverHasGoneAwayIsNotDrawnFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := &watched{world: *towns(random(t), 100)}
	if _, err := NewServer(DefaultCacheBytes).Elements(ctx, w, geo.Tile{}, Gzip); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if w.asked() != 0 {
		t.Errorf("%d questions were asked, want none", w.asked())
	}
}

func TestTerritoriesAreServedByTheirGazetteer(t *testing.T) {
	s := NewServer(DefaultCacheBytes)
	count := func(g *geo.Gazetteer, version int64) int {
		t.Helper()
		tile, err := s.Territories(t.Context(), g, version, geo.Tile{}, Gzip)
		if err != nil {
			t.Fatal(err)
		}
		return len(decode(t, inflate(t, tile))[outlinesLayer])
	}
	if got := count(smallWorld(), 1); got != 1 {
		t.Errorf("%d countries, want 1", got)
	}
	more := geo.NewGazetteer([]geo.Territory{
		box("AA", geo.LevelCountry, 0, 0, 10, 10, 0), box("BB", geo.LevelCountry, 10, 0, 20, 10, 0),
	})
	if got := count(more, 2); got != 2 {
		t.Errorf("after a change: %d countries, want 2", got)
	}
	if _, err := s.Territories(t.Context(), more, 2, geo.Tile{Z: 13}, Gzip); !errors.Is(err, ErrTile) {
		t.Errorf("zoom 13: error %v, want ErrTile", err)
	}
}

func TestTheCacheStaysWithinItsBytes(t *testing.T) {
	const limit = 10_000
	c := newLRU[string, int](limit)
	for n := range 1000 {
		c.put(fmt.Sprint(n), n, n%700)
		if _, found := c.get("0"); !found {
			t.Fatalf("after %d: what is used again and again is gone", n)
		}
		if c.size > limit || len(c.entries) != c.recent.Len() {
			t.Fatalf("after %d: %d bytes in %d entries, want at most %d", n, c.size, len(c.entries), limit)
		}
	}
	if _, found := c.get("1"); found {
		t.Error("the value used least recently is still there")
	}
	c.put("huge", 1, limit)
	if _, found := c.get("huge"); found {
		t.Error("a value larger than the cache is kept")
	}
}
