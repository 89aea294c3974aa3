package generate

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// ground is a territory on which elements live.
type ground struct {
	*geo.Territory
	outlined bool
	country  string      // its code; empty where it has no code of ISO 3166-1
	radius   float64     // in metres, roughly
	centres  []geo.Point // the middle, then quarters and hamlets
	houses   []geo.Point // where several elements have their seat
}

const (
	metersPerDegree = 111_195 // of latitude
	mostCentres     = 12
	peopleACentre   = 4000
	peopleAHouse    = 1500
)

// newGround builds a ground of a gazetteer where people live.
func newGround(gazetteer *geo.Gazetteer, t *geo.Territory, people float64) ground {
	g := ground{Territory: t, outlined: gazetteer.HasOutline(t.Code), radius: 400 * math.Cbrt(people/100)}
	for _, parent := range gazetteer.Chain(t.Code) {
		if parent.Level == geo.LevelCountry && data.IsCountryCode(parent.Code) {
			g.country = parent.Code
		}
	}
	if g.outlined {
		box := gazetteer.Outline(t.Code).Bound()
		width := (box.Max[0] - box.Min[0]) * math.Cos(t.Label.Lat*math.Pi/180)
		g.radius = math.Sqrt(width*(box.Max[1]-box.Min[1])) / 2 * metersPerDegree
	}
	name := fnv.New64a()
	name.Write([]byte(t.Code))
	random := rand.New(rand.NewPCG(name.Sum64(), 0))
	g.centres = []geo.Point{t.Label}
	for range min(mostCentres, int(people/peopleACentre)+1) {
		g.centres = append(g.centres, around(random, t.Label, 0.4*g.radius))
	}
	for range min(100, int(people/peopleAHouse)+1) {
		g.houses = append(g.houses, around(random, t.Label, 0.15*g.radius))
	}
	return g
}

// around returns a point in a random direction, at an exponential distance with
// the mean given in metres, to six decimals: 11 cm.
func around(random *rand.Rand, p geo.Point, mean float64) geo.Point {
	distance := random.ExpFloat64() * mean / metersPerDegree
	sin, cos := math.Sincos(2 * math.Pi * random.Float64())
	lat := math.Max(-85, math.Min(85, p.Lat+distance*sin))
	lon := p.Lon + distance*cos/math.Cos(lat*math.Pi/180)
	if lon < -180 || lon > 180 {
		lon = p.Lon
	}
	return geo.Point{Lon: rounded(lon), Lat: rounded(lat)}
}

func rounded(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// attempts bounds how often a point is drawn until one lies in the outline.
const attempts = 10

// point returns a place where somebody has a door: mostly in the middle of the
// town, else around one of its quarters, at times where others are too. It is
// inside the outline, if there is one.
func (m *maker) point() geo.Point {
	g := m.ground
	if m.chance(0.06) {
		if house := pick(m, g.houses); m.inside(house) {
			return house
		}
	}
	for range attempts {
		centre, spread := g.centres[0], 0.15
		if m.chance(0.45) {
			centre, spread = pick(m, g.centres), 0.1
		}
		if p := around(m.Rand, centre, spread*g.radius); m.inside(p) {
			return p
		}
	}
	return geo.Point{Lon: rounded(g.Label.Lon), Lat: rounded(g.Label.Lat)}
}

func (m *maker) inside(p geo.Point) bool {
	if !m.ground.outlined {
		return true
	}
	chain, approximate := m.generator.gazetteer.Locate(p)
	return !approximate && len(chain) > 0 && chain[0].Code == m.ground.Code
}

// shape returns a path or a plot of land that begins at a point, some hundreds of
// metres large.
func (m *maker) shape(from geo.Point) geo.Geometry {
	middle := orb.Point{from.Lon, from.Lat}
	if m.chance(0.5) {
		line := orb.LineString{middle}
		for range 2 + m.IntN(30) {
			next := around(m.Rand, geo.Point{Lon: middle[0], Lat: middle[1]}, 150)
			if middle = (orb.Point{next.Lon, next.Lat}); middle != line[len(line)-1] {
				line = append(line, middle)
			}
		}
		return drawn(line, from)
	}
	corners := 3 + m.IntN(12)
	ring := make(orb.Ring, 0, corners+1)
	size := (20 + 200*m.Float64()) / metersPerDegree
	stretch := math.Cos(from.Lat * math.Pi / 180)
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		reach := size * (0.7 + 0.6*m.Float64())
		ring = append(ring, orb.Point{rounded(from.Lon + reach*cos/stretch), rounded(from.Lat + reach*sin)})
	}
	return drawn(orb.Polygon{append(ring, ring[0])}, from)
}

// drawn returns the shape, or the point alone where it leaves the map.
func drawn(shape orb.Geometry, from geo.Point) geo.Geometry {
	if g, err := geo.NewGeometry(shape); err == nil {
		return g
	}
	return geo.PointGeometry(from)
}
