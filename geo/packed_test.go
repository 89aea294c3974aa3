package geo

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/paulmach/orb"
)

// raggedRing is a closed star around a center, its corners at random distances.
func raggedRing(r *rand.Rand, center orb.Point, radius float64, corners int) orb.Ring {
	ring := make(orb.Ring, 0, corners+1)
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		reach := radius * (0.5 + 0.5*r.Float64())
		ring = append(ring, orb.Point{center[0] + reach*cos, center[1] + reach*sin})
	}
	return append(ring, ring[0])
}

// A packed polygon answers to the last bit what its points answer, whether it is
// read through or unpacked, on its corners and their parallels too.
func TestPackedPolygonsAnswerAsUnpackedOnes(t *testing.T) {
	const seed = 31
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for _, corners := range []int{3, 20, fewEdges, 400, fewVertices - 5, fewVertices + 1, 5000} {
		center := orb.Point{-170 + 340*r.Float64(), -80 + 160*r.Float64()}
		polygon := orb.Polygon{raggedRing(r, center, 0.3, corners), raggedRing(r, center, 0.05, 5)}
		before := EncodeOutline(orb.MultiPolygon{{raggedRing(r, orb.Point{}, 1, 4)}, polygon})
		outline, err := ReadOutline(before)
		if err != nil {
			t.Fatal(err)
		}
		packed := parcel{packedPolygon: outline.polygons[1]}
		unpacked := newArea(outline.Unpack()[1])
		if packed.box != unpacked.box {
			t.Errorf("%d corners: the box %v, unpacked %v", corners, packed.box, unpacked.box)
		}
		for n := range 2000 {
			p := Point{center[0] - 0.35 + 0.7*r.Float64(), center[1] - 0.35 + 0.7*r.Float64()}
			if corner := unpacked.polygon[n%2][r.IntN(len(unpacked.polygon[n%2]))]; n%3 > 0 {
				p.Lat = corner[1]
				if n%3 > 1 {
					p.Lon = corner[0]
				}
			}
			if got, want := packed.contains(p), unpacked.contains(p); got != want {
				t.Fatalf("%d corners: contains(%v) = %v, unpacked %v", corners, p, got, want)
			}
			if got, want := packed.area().distanceMeters(p, 5000), unpacked.distanceMeters(p, 5000); got != want && min(got, want) <= 5000 {
				t.Fatalf("%d corners: distanceMeters(%v) = %v, unpacked %v", corners, p, got, want)
			}
			box := orb.Bound{Min: orb.Point{p.Lon, p.Lat}, Max: orb.Point{p.Lon + 0.3*r.Float64(), p.Lat + r.Float64()*r.Float64()}}
			if got, want := packed.touches(box), unpacked.touches(box); got != want {
				t.Fatalf("%d corners: touches(%v) = %v, unpacked %v", corners, box, got, want)
			}
		}
	}
}

// Those who ask about a large polygon at once, the first time, are all answered.
func TestALargePolygonIsUnpackedWhileManyAsk(t *testing.T) {
	ring := raggedRing(rand.New(rand.NewPCG(1, 0)), orb.Point{2, 47}, 0.3, 3*fewVertices)
	g := NewGazetteer([]Territory{{Code: "FR", Level: LevelCountry, Outline: orb.MultiPolygon{{ring}}}})
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for n := range 100 {
				if chain, approximate := g.Locate(Point{2 + float64(n)/1000, 47}); len(chain) != 1 || approximate {
					t.Errorf("%d thousandths east of the middle lies in %v, approximate %v", n, chain, approximate)
				}
			}
		})
	}
	asking.Wait()
}

// A difference is read as encoding/binary reads it, however long it is and however
// little follows.
func TestADifferenceIsAVarint(t *testing.T) {
	for bits := range 64 {
		for _, value := range []int64{1<<bits - 1, 1 << bits, -1 << bits, -(1<<bits - 1)} {
			text := binary.AppendVarint(nil, value)
			for _, after := range []string{"", "\x00", "\xff\xff\xff", "\x80\x00\x00\x00"} {
				if got, size := difference(append(text[:len(text):len(text)], after...)); got != value || size != len(text) {
					t.Fatalf("%d before %q is read as %d of %d bytes, want %d", value, after, got, size, len(text))
				}
			}
			for cut := range text {
				_, want := binary.Varint(text[:cut])
				if _, size := difference(text[:cut]); size != want {
					t.Fatalf("%x is read as %d bytes, want %d", text[:cut], size, want)
				}
			}
		}
	}
}
