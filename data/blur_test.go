package data_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// oneCommune is a gazetteer with a commune around -1.68,48.11.
func oneCommune() *geo.Gazetteer {
	ring := orb.Ring{{-1.75, 48.05}, {-1.6, 48.05}, {-1.6, 48.15}, {-1.75, 48.15}, {-1.75, 48.05}}
	return geo.NewGazetteer([]geo.Territory{{
		Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Label: geo.Point{Lon: -1.68, Lat: 48.1}, Outline: orb.MultiPolygon{{ring}},
	}})
}

func TestAStreetIsOneCellOfAFixedGrid(t *testing.T) {
	const seed = 5
	t.Logf("seed %d", seed)
	r, g := rand.New(rand.NewPCG(seed, 0)), geo.NewGazetteer(nil)
	for range 20_000 {
		home := geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*178 - 89}
		shown := data.Blurred(geo.PointGeometry(home), data.PrecisionStreet, g).Representative()
		if d := home.DistanceMeters(shown); d > 250 {
			t.Fatalf("%v is shown at %v, %.0f m away", home, shown, d)
		}
		if again := data.Blurred(geo.PointGeometry(shown), data.PrecisionStreet, g).Representative(); again != shown {
			t.Fatalf("%v is shown at %v, then at %v", home, shown, again)
		}
	}
	door := data.Blurred(geo.PointGeometry(geo.Point{Lon: -1.67, Lat: 48.11}), data.PrecisionStreet, g)
	neighbour := data.Blurred(geo.PointGeometry(geo.Point{Lon: -1.6701, Lat: 48.1101}), data.PrecisionStreet, g)
	if door.Representative() != neighbour.Representative() {
		t.Errorf("two doors of one street are told apart: %v, %v", door.Representative(), neighbour.Representative())
	}
}

func TestACommuneIsOnePoint(t *testing.T) {
	g := oneCommune()
	rennes, ok := g.Territory("FR-35238")
	if !ok {
		t.Fatal("there is no Rennes")
	}
	for _, p := range []geo.Point{{Lon: -1.68, Lat: 48.11}, {Lon: -1.66, Lat: 48.12}, rennes.Label} {
		if got := data.Blurred(geo.PointGeometry(p), data.PrecisionCommune, g).Representative(); got != rennes.Label {
			t.Errorf("%v is shown at %v, want %v", p, got, rennes.Label)
		}
	}
	far := geo.PointGeometry(geo.Point{Lon: 100.001, Lat: 15.001})
	once := data.Blurred(far, data.PrecisionCommune, g)
	if d := once.Representative().DistanceMeters(far.Representative()); d > 5000 || once.Representative() == far.Representative() {
		t.Errorf("where no commune is known a place moves by %.0f m", d)
	}
	if again := data.Blurred(once, data.PrecisionCommune, g); again.Representative() != once.Representative() {
		t.Errorf("blurred again it moves to %v", again.Representative())
	}
}

func TestWhatIsExactStays(t *testing.T) {
	p := geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11})
	for _, precision := range []data.Precision{"", data.PrecisionExact} {
		if got := data.Blurred(p, precision, geo.NewGazetteer(nil)); got.Representative() != p.Representative() {
			t.Errorf("%q: %v", precision, got.Representative())
		}
	}
	if got := data.Blurred(geo.Geometry{}, data.PrecisionCommune, geo.NewGazetteer(nil)); !got.IsZero() {
		t.Errorf("no place becomes %v", got)
	}
}

func TestTownsAreFoundAsTheyAreTyped(t *testing.T) {
	g := geo.NewGazetteer([]geo.Territory{
		{Code: "FR-35238", Level: geo.LevelCommune, Name: "Rennes", Postcodes: []string{"35000", "35700"}, Population: 220_000},
		{Code: "FR-93066", Level: geo.LevelCommune, Name: "Saint-Denis", Postcodes: []string{"93200"}, Population: 110_000},
		{Code: "FR-11339", Level: geo.LevelCommune, Name: "Saint-Denis", Postcodes: []string{"11310"}, Population: 500},
		{Code: "FR-35051", Level: geo.LevelCommune, Name: "Cesson-Sévigné", Postcodes: []string{"35510"}},
		{Code: "FR-88160", Level: geo.LevelCommune, Name: "Épinal", Postcodes: []string{"88000"}},
	})
	tests := []struct{ name, town, postcode, want string }{
		{"a name", "rennes", "", "FR-35238"},
		{"a name without its accent and hyphen", "cesson sevigne", "", "FR-35051"},
		{"a name that begins with an accent", "Epinal", "", "FR-88160"},
		{"a name that two have, the larger first", "St Denis", "", "FR-93066 FR-11339"},
		{"a name and a postcode", "St Denis", "11310", "FR-11339"},
		{"a name that holds the postcode", "11310 Saint-Denis", "", "FR-11339"},
		{"a postcode behind", "Saint-Denis 93200", "", "FR-93066"},
		{"a postcode alone", "", "35700", "FR-35238"},
		{"a postcode in place of the name", "35510", "", "FR-35051"},
		{"a postcode of another town", "Rennes", "88000", "FR-88160"},
		{"a postcode that nobody has", "Rennes", "99999", "FR-35238"},
		{"nothing", "", "", ""},
		{"no town", "Ailleurs", "", ""},
		{"signs alone", "-- !", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, town := range data.TownsNamed(g, tt.town, tt.postcode) {
				if got != "" {
					got += " "
				}
				got += town.Code
			}
			if got != tt.want {
				t.Errorf("TownsNamed(%q, %q) = %q, want %q", tt.town, tt.postcode, got, tt.want)
			}
		})
	}
}
