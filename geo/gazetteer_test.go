package geo_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"maillage/geo"
)

// island is an invented country around 0,45: a région of two départements; the
// communes A and B fill the west but for a strip a kilometre wide along its
// coast, an intercommunalité joins them; the east has no commune.
func island() []geo.Territory {
	strip := 0.0127 // degrees of longitude, a kilometre at this latitude
	territory := func(code string, level geo.Level, name string, ring orb.Ring, parents ...string) geo.Territory {
		t := geo.Territory{Code: code, Level: level, Name: name, Parents: parents}
		if ring != nil {
			t.Outline = orb.MultiPolygon{{ring}}
		}
		return t
	}
	return []geo.Territory{
		territory("IL", geo.LevelCountry, "Île", square(0, 45, 2, 46)),
		territory("IL-R", geo.LevelRegion, "Région", square(0, 45, 2, 46), "IL"),
		territory("IL-1", geo.LevelDepartement, "Ouest", square(0, 45, 1, 46), "IL-R", "IL"),
		territory("IL-2", geo.LevelDepartement, "Est", square(1, 45, 2, 46), "IL-R", "IL"),
		territory("IL-1B", geo.LevelCommune, "Bourg", square(strip, 45, 0.5, 46), "IL-EPCI-1", "IL-1", "IL-R", "IL"),
		territory("IL-1A", geo.LevelCommune, "Étang", square(0.5, 45, 1, 46), "IL-EPCI-1", "IL-1", "IL-R", "IL"),
		territory("IL-EPCI-1", geo.LevelEPCI, "Ensemble", nil, "IL-R", "IL"),
		territory("LO", geo.LevelCountry, "Loin", square(10, 45, 11, 46)),
	}
}

func codes(territories []*geo.Territory) string {
	var all []string
	for _, t := range territories {
		all = append(all, t.Code)
	}
	return strings.Join(all, " ")
}

func TestLocate(t *testing.T) {
	g := geo.NewGazetteer(island())
	tests := []struct {
		name        string
		p           geo.Point
		want        string
		approximate bool
	}{
		{"in a commune", geo.Point{Lon: 0.3, Lat: 45.5}, "IL-1B IL-EPCI-1 IL-1 IL-R IL", false},
		{"on the border of two communes, one of them", geo.Point{Lon: 0.5, Lat: 45.5}, "IL-1A IL-EPCI-1 IL-1 IL-R IL", false},
		{"between the coast and the simplified commune", geo.Point{Lon: 0.005, Lat: 45.5}, "IL-1B IL-EPCI-1 IL-1 IL-R IL", true},
		{"at sea, four kilometres off", geo.Point{Lon: -0.035, Lat: 45.5}, "IL-1B IL-EPCI-1 IL-1 IL-R IL", true},
		{"at sea, the commune out of reach but not the coast", geo.Point{Lon: -0.06, Lat: 45.5}, "IL-1 IL-R IL", true},
		{"at sea, six kilometres off", geo.Point{Lon: -0.08, Lat: 45.5}, "", false},
		{"where no commune is known, near one that is", geo.Point{Lon: 1.01, Lat: 45.5}, "IL-2 IL-R IL", false},
		{"far from everything", geo.Point{Lon: 0, Lat: -45}, "", false},
		{"nowhere", geo.Point{Lon: math.NaN(), Lat: 45}, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			chain, approximate := g.Locate(tt.p)
			if got := codes(chain); got != tt.want || approximate != tt.approximate {
				t.Errorf("Locate(%v) = %q, approximate %v; want %q, %v", tt.p, got, approximate, tt.want, tt.approximate)
			}
		})
	}
}

func TestNear(t *testing.T) {
	g := geo.NewGazetteer(island())
	tests := []struct {
		name string
		p    geo.Point
		want bool
	}{
		{"on land", geo.Point{Lon: 0.3, Lat: 45.5}, true},
		{"at sea, nineteen kilometres off", geo.Point{Lon: -0.243, Lat: 45.5}, true},
		{"at sea, twenty-one kilometres off", geo.Point{Lon: -0.27, Lat: 45.5}, false},
		{"far from everything", geo.Point{Lon: 0, Lat: -45}, false},
		{"nowhere", geo.Point{Lon: 0, Lat: math.Inf(1)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := g.Near(tt.p, 20_000); got != tt.want {
				t.Errorf("Near(%v, 20 km) = %v, want %v", tt.p, got, tt.want)
			}
		})
	}
}

func TestLocateOverTheAntimeridian(t *testing.T) {
	g := geo.NewGazetteer([]geo.Territory{
		{Code: "EE", Level: geo.LevelCountry, Outline: orb.MultiPolygon{{square(-180, -1, -179, 1)}}},
		{Code: "WW", Level: geo.LevelCountry, Outline: orb.MultiPolygon{{square(179, 10, 180, 12)}}},
	})
	for _, tt := range []struct {
		name        string
		p           geo.Point
		want        string
		approximate bool
	}{
		{"on the meridian, said to be east", geo.Point{Lon: 180}, "EE", false},
		{"on the meridian, said to be west", geo.Point{Lon: -180}, "EE", false},
		{"west of it, the land is east", geo.Point{Lon: 179.99}, "EE", true},
		{"east of it, the land is west", geo.Point{Lon: -179.99, Lat: 11}, "WW", true},
		{"on its border", geo.Point{Lon: -180, Lat: 11}, "WW", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chain, approximate := g.Locate(tt.p)
			if got := codes(chain); got != tt.want || approximate != tt.approximate {
				t.Errorf("Locate(%v) = %q, approximate %v; want %q, %v", tt.p, got, approximate, tt.want, tt.approximate)
			}
		})
	}
}

// polygons returns countries of one polygon each, with holes, small and large,
// overlapping here and there.
func polygons(r *rand.Rand, count int) []geo.Territory {
	var territories []geo.Territory
	for i := range count {
		points := 3 + r.IntN(50)
		if i%4 == 0 {
			points = 100 + r.IntN(2000) // enough for bands
		}
		center := orb.Point{5 + 4*r.Float64(), 60 + 4*r.Float64()}
		territories = append(territories, geo.Territory{
			Code: "C" + string(rune('A'+i)), Level: geo.LevelCountry,
			Outline: orb.MultiPolygon{ringWithHole(r, center, 0.02+r.Float64(), points), {square(center[0], 70, center[0]+0.01, 70.01)}},
		})
	}
	return territories
}

func TestLocateAgreesWithBruteForce(t *testing.T) {
	r := seeded(t, 11)
	for range 10 {
		territories := polygons(r, 12)
		outlines := make([]orb.MultiPolygon, len(territories))
		for i := range territories {
			outlines[i] = territories[i].Outline.Clone()
		}
		g := geo.NewGazetteer(territories)
		for range 200 {
			p := geo.Point{Lon: 4 + 6*r.Float64(), Lat: 59 + 6*r.Float64()}
			inside, nearest, distances := "", "", math.Inf(1)
			for i, t := range territories {
				if inside == "" && planar.MultiPolygonContains(outlines[i], orb.Point{p.Lon, p.Lat}) {
					inside = t.Code
				}
				if d := distanceToOutline(p, outlines[i]); d < distances {
					nearest, distances = t.Code, d
				}
			}
			chain, approximate := g.Locate(p)
			want := inside
			if inside == "" && distances < geo.LocateReachMeters {
				want = nearest
			}
			if codes(chain) != want || approximate != (inside == "" && want != "") {
				t.Fatalf("Locate(%v) = %q, %v; inside %q, nearest %q at %v m", p, codes(chain), approximate, inside, nearest, distances)
			}
		}
	}
}

// distanceToOutline walks along every edge by halving: the distance on the
// sphere has one minimum on an edge this short.
func distanceToOutline(p geo.Point, outline orb.MultiPolygon) float64 {
	least := math.Inf(1)
	for _, polygon := range outline {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				// Beyond a fifth of a degree, 11 km here, it is out of reach.
				if box := orb.LineString(ring[i-1 : i+1]).Bound().Pad(0.2); !box.Contains(orb.Point{p.Lon, p.Lat}) {
					continue
				}
				at := func(f float64) float64 {
					return p.DistanceMeters(geo.Point{Lon: ring[i-1][0] + f*(ring[i][0]-ring[i-1][0]), Lat: ring[i-1][1] + f*(ring[i][1]-ring[i-1][1])})
				}
				low, high := 0.0, 1.0
				for range 50 {
					a, b := low+(high-low)/3, high-(high-low)/3
					if at(a) < at(b) {
						high = b
					} else {
						low = a
					}
				}
				least = min(least, at(low))
			}
		}
	}
	return least
}

func TestFindAgreesWithGeometry(t *testing.T) {
	r := seeded(t, 12)
	for range 50 {
		territories := polygons(r, 12)
		g := geo.NewGazetteer(territories)
		west, south := 4+5*r.Float64(), 59+5*r.Float64()
		box := geo.Bounds{West: west, South: south, East: west + r.Float64(), North: south + r.Float64()}
		var want []string
		for _, territory := range g.All() {
			shape, err := geo.NewGeometry(g.Outline(territory.Code))
			if err != nil {
				t.Fatal(err)
			}
			if shape.Intersects(box) {
				want = append(want, territory.Code)
			}
		}
		if got := codes(g.Find(box, geo.LevelCountry)); got != strings.Join(want, " ") {
			t.Fatalf("Find(%v) = %q, want %q", box, got, want)
		}
		if got := g.Find(box, geo.LevelCommune); len(got) > 0 {
			t.Fatalf("Find(%v) of communes = %q, there are none", box, codes(got))
		}
	}
	around := geo.Bounds{West: 170, South: 0, East: -170, North: 1}
	g := geo.NewGazetteer([]geo.Territory{{Code: "EE", Level: geo.LevelCountry, Outline: orb.MultiPolygon{{square(-180, 0, -179, 1)}, {square(179, 0, 180, 1)}}}})
	if got := codes(g.Find(around, geo.LevelCountry)); got != "EE" {
		t.Errorf("over the antimeridian Find gives %q, want EE once", got)
	}
}
