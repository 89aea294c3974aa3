package index

import (
	"context"

	"maillage/geo"
)

// Bounds returns the box of the points of the matches; found is false when none has a
// place. Matches on both sides of the antimeridian span the world. The error is the
// context's.
func (s *Selection) Bounds(ctx context.Context) (box geo.Bounds, found bool, err error) {
	box = geo.Bounds{West: 180, South: 90, East: -180, North: -90}
	err = s.walk(ctx, func(i int, entries []uint32) {
		p := s.snapshot.parts[i]
		for _, entry := range entries {
			if int(entry) >= len(p.keys) { // the last ones have no place
				continue
			}
			lon, lat := p.lons[entry], p.lats[entry]
			box.West, box.East = min(box.West, lon), max(box.East, lon)
			box.South, box.North = min(box.South, lat), max(box.North, lat)
			found = true
		}
	})
	return box, found, err
}
