package index

import (
	"context"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Selection is the elements that match a filter on one snapshot: what tiles are
// drawn from and exports written from. It is safe for several readers.
type Selection struct {
	snapshot *Snapshot
	filter   filter
	key      string         // of the filter
	matches  func() bitmaps // found when first needed, once: not for a tile that is known
	total    func() int     // counted when first needed, once

	deadMatches func() []*deaths // of each part, what matches and is dead; found when first needed, once

	marks    []data.NetworkMark // by which it is drawn instead of its network's; nil: by those
	marksKey string             // of them; "" for none
}

// Select returns the matches of q; its order, paging and facets do not matter.
// The error is a [*QueryError], or the context's.
func (s *Snapshot) Select(ctx context.Context, q Query) (*Selection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	asked := q.Filter().String()
	if known := s.selections.get(asked); known != nil && q.Network == "" {
		return known, nil
	}
	s, err := s.seenBy(ctx, q)
	if err != nil {
		return nil, err
	}
	f, _, err := s.understand(ctx, q) // who may not ask the network is told here
	if err != nil {
		return nil, err
	}
	selection := s.selection(f)
	s.selections.put(asked, selection)
	return selection, nil
}

// selection returns the matches of f.
func (s *Snapshot) selection(f filter) *Selection {
	key := f.key()
	if known := s.selections.get(key); known != nil {
		return known
	}
	selection := &Selection{snapshot: s, filter: f, key: key}
	selection.matches = sync.OnceValue(selection.find)
	selection.total = sync.OnceValue(selection.count)
	selection.deadMatches = sync.OnceValue(selection.findDead)
	s.selections.put(key, selection)
	return selection
}

// find returns the living entries that match, nil when they all do.
func (s *Selection) find() bitmaps {
	if s.everything() {
		return nil
	}
	found := make(bitmaps, len(s.snapshot.parts))
	for i, p := range s.snapshot.parts {
		found[i] = s.filter.in(p.segment, s.snapshot.kept)
		if p.dead != nil && found[i].Intersects(p.dead) {
			found[i] = roaring.AndNot(found[i], p.dead)
		}
	}
	return found
}

func (s *Selection) count() int {
	if s.everything() {
		return s.snapshot.Total()
	}
	return s.matches().count()
}

// everything reports whether s is every element of its snapshot: then there is
// no bitmap of it.
func (s *Selection) everything() bool { return s.key == everythingKey }

// matchesOf returns the living entries of a part that match, nil when s is
// everything. The caller must not change it.
func (s *Selection) matchesOf(part int) *roaring.Bitmap {
	if s.everything() {
		return nil
	}
	return s.matches()[part]
}

// countOf returns how many entries of a part match.
func (s *Selection) countOf(part int) int {
	if s.everything() {
		return s.snapshot.parts[part].livingCount()
	}
	return int(s.matches()[part].GetCardinality())
}

// Resolve finds the matches, if they are not yet known. Without it they are
// found when first needed. The error is the context's.
func (s *Selection) Resolve(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.matches()
	return ctx.Err()
}

// Snapshot returns the snapshot that s was made on.
func (s *Selection) Snapshot() *Snapshot { return s.snapshot }

// Key returns a text that is the same for selections with the same meaning: the
// canonical filter with its words as they were read, the source and territories
// it was made of, and the marks it is drawn by. With a region's version it decides what a tile
// holds.
func (s *Selection) Key() string {
	return s.key + "\n" + s.snapshot.identity + "\n" + strconv.FormatInt(s.snapshot.territoriesVersion, 10) + s.marksKey
}

// Version returns a number that stands for everything that t may depend on,
// matching or not: where that is alike, now, later or on another node, so is it.
func (s *Selection) Version(t geo.Tile) uint64 { return s.snapshot.regions.version(t) }

// Total returns how many elements match, with or without a place.
func (s *Selection) Total() int { return s.total() }
