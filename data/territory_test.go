package data_test

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// townsOfFrance has a few communes with the postcodes they share, one outline.
func townsOfFrance() *geo.Gazetteer {
	commune := func(insee, name, postcodes string) geo.Territory {
		return geo.Territory{
			Code: "FR-" + insee, Level: geo.LevelCommune, Name: name,
			Parents: geo.ParentsOfCommune(insee), Postcodes: strings.Fields(postcodes),
		}
	}
	rennes := commune("35238", "Rennes", "35000 35200 35700")
	rennes.Outline = orb.MultiPolygon{{{{-1.75, 48.07}, {-1.62, 48.07}, {-1.62, 48.15}, {-1.75, 48.15}, {-1.75, 48.07}}}}
	return geo.NewGazetteer([]geo.Territory{
		{Code: "FR", Level: geo.LevelCountry, Name: "France"},
		{Code: "BE", Level: geo.LevelCountry, Name: "Belgique"},
		{Code: "FR-BRE", Level: geo.LevelRegion, Name: "Bretagne", Parents: []string{"FR"}},
		{Code: "FR-35", Level: geo.LevelDepartement, Name: "Ille-et-Vilaine", Parents: []string{"FR-BRE", "FR"}},
		rennes,
		commune("35024", "Betton", "35830"),
		commune("13055", "Marseille", strings.Join(geo.PostcodesOfArrondissements("13055"), " ")),
		commune("75056", "Paris", strings.Join(geo.PostcodesOfArrondissements("75056"), " ")),
		commune("93066", "Saint-Denis", "93200 93210"),
		commune("94038", "L'Haÿ-les-Roses", "94240"),
		commune("09122", "Foix", "09000"),
		commune("09042", "Baulou", "09000"),
	})
}

func TestTerritoriesOf(t *testing.T) {
	g := townsOfFrance()
	inRennes := geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11})
	inTheAtlantic := geo.PointGeometry(geo.Point{Lon: -30, Lat: 40})
	tests := []struct {
		name     string
		geometry geo.Geometry
		address  data.Address
		want     string
	}{
		{"by its point", inRennes, data.Address{}, "FR-35238 FR-35 FR-BRE FR"},
		{"by its point, whatever it declares", inRennes, data.Address{Commune: "FR-09122", PostalCode: "75012", Locality: "Paris"}, "FR-35238 FR-35 FR-BRE FR"},
		{"by its commune, its point being nowhere", inTheAtlantic, data.Address{Commune: "FR-35024"}, "FR-35024 FR-35 FR-BRE FR"},
		{"by its commune, as INSEE writes it", geo.Geometry{}, data.Address{Commune: "35024"}, "FR-35024 FR-35 FR-BRE FR"},
		{"by its commune, a spreadsheet took the zero", geo.Geometry{}, data.Address{Commune: "9122"}, "FR-09122 FR"},
		{"by its arrondissement", geo.Geometry{}, data.Address{Commune: "FR-13211"}, "FR-13055 FR"},
		{"by what the code of an unknown commune begins with", geo.Geometry{}, data.Address{Commune: "FR-35001"}, "FR-35 FR-BRE FR"},
		{"by postcode and town", geo.Geometry{}, data.Address{PostalCode: "09000", Locality: "FOIX"}, "FR-09122 FR"},
		{"by postcode and town with an arrondissement", geo.Geometry{}, data.Address{PostalCode: "13011", Locality: "MARSEILLE 11"}, "FR-13055 FR"},
		{"by postcode and town with an ordinal", geo.Geometry{}, data.Address{PostalCode: "75012", Locality: "Paris 12e"}, "FR-75056 FR"},
		{"by postcode and town with an arrondissement in words", geo.Geometry{}, data.Address{PostalCode: "75012", Locality: "Paris 12ème arrondissement"}, "FR-75056 FR"},
		{"by postcode and town with a CEDEX", geo.Geometry{}, data.Address{PostalCode: "35000", Locality: "Rennes Cedex 7"}, "FR-35238 FR-35 FR-BRE FR"},
		{"by postcode and a shortened Saint", geo.Geometry{}, data.Address{PostalCode: "93200", Locality: "St Denis"}, "FR-93066 FR"},
		{"by postcode and town without its accents", geo.Geometry{}, data.Address{PostalCode: "94240", Locality: "L HAY LES ROSES"}, "FR-94038 FR"},
		{"by a postcode of one commune", geo.Geometry{}, data.Address{PostalCode: "35830"}, "FR-35024 FR-35 FR-BRE FR"},
		{"not by a postcode of several communes", geo.Geometry{}, data.Address{PostalCode: "09000", Country: "FR"}, "FR"},
		{"not by a postcode of one commune when the town is another", geo.Geometry{}, data.Address{PostalCode: "35830", Locality: "Foix", Country: "FR"}, "FR"},
		{"not by the postcode of another country", geo.Geometry{}, data.Address{PostalCode: "35830", Locality: "Betton", Country: "BE"}, "BE"},
		{"by its country", geo.Geometry{}, data.Address{Country: "BE"}, "BE"},
		{"by nothing", geo.Geometry{}, data.Address{Locality: "Rennes"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, territory := range data.TerritoriesOf(&data.Element{Geometry: tt.geometry, Address: tt.address}, g) {
				got = append(got, territory.Code)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzTerritoriesOf(f *testing.F) {
	f.Add("FR-35238", "35000", "Rennes", "FR")
	f.Add("", "75012", "12 e", "")
	f.Add("FR-", "13011", " ", "FR")
	g := townsOfFrance()
	f.Fuzz(func(t *testing.T, commune, postcode, town, country string) {
		e := &data.Element{Address: data.Address{Commune: commune, PostalCode: postcode, Locality: town, Country: country}}
		chain := data.TerritoriesOf(e, g)
		for i := 1; i < len(chain); i++ {
			if chain[i-1].Level >= chain[i].Level {
				t.Fatalf("%+v: %s comes before %s", e.Address, chain[i-1].Code, chain[i].Code)
			}
		}
	})
}
