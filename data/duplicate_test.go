package data_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// twoTowns has two communes side by side, of a tenth of a degree.
func twoTowns() *geo.Gazetteer {
	square := func(code, name string, west float64) geo.Territory {
		ring := orb.Ring{{west, 48}, {west + 0.1, 48}, {west + 0.1, 48.1}, {west, 48.1}, {west, 48}}
		return geo.Territory{Code: code, Level: geo.LevelCommune, Name: name, Outline: orb.MultiPolygon{{ring}}, Label: geo.Point{Lon: west + 0.05, Lat: 48.05}}
	}
	return geo.NewGazetteer([]geo.Territory{square("FR-35901", "Bourg-les-Prés", 0), square("FR-35902", "Villeneuve", 0.1)})
}

// known is what the pairs of these tests are written with: a kind, a name, and how
// far east of a place it stands, in metres.
type known struct {
	kind data.Kind
	name string
	east float64
	with func(e *data.Element)
}

func (k known) element() *data.Element {
	const perDegree = 74_400 // metres of longitude there
	e := &data.Element{Kind: k.kind, Name: k.name, Geometry: geo.PointGeometry(geo.Point{Lon: 0.04 + k.east/perDegree, Lat: 48.05})}
	if e.Kind == "" {
		e.Kind = data.KindOrganization
	}
	if k.with != nil {
		k.with(e)
	}
	return e
}

func TestAlike(t *testing.T) {
	website := func(address string) func(*data.Element) { return func(e *data.Element) { e.Website = address } }
	phone := func(number string) func(*data.Element) { return func(e *data.Element) { e.Phone = number } }
	id := func(register, number string) func(*data.Element) {
		return func(e *data.Element) { e.ExternalIDs = map[string]string{register: number} }
	}
	on := func(start, end string) func(*data.Element) {
		return func(e *data.Element) {
			e.Schedule = &data.Schedule{Zone: "Europe/Paris", Slots: []data.Slot{{Start: start, End: end}}}
		}
	}
	in := func(commune string) func(*data.Element) {
		return func(e *data.Element) { e.Geometry, e.Address.Commune = geo.Geometry{}, commune }
	}
	roughly := func(e *data.Element) { e.Precision = data.PrecisionCommune }
	park := func(e *data.Element) {
		ring := orb.Ring{{0.04, 48.05}, {0.05, 48.05}, {0.05, 48.06}, {0.04, 48.06}, {0.04, 48.05}}
		e.Geometry, _ = geo.NewGeometry(orb.Polygon{ring})
	}
	const event, project, place, person, classified = data.KindEvent, data.KindProject, data.KindPlace, data.KindPerson, data.KindClassified
	none := []data.Likeness(nil)
	near := []data.Likeness{data.NearAndLike}
	tests := []struct {
		name string
		a, b known
		want []data.Likeness
	}{
		// Near, and of similar names.
		{"the same name at the same place", known{name: "Jardin des Lilas"}, known{name: "Jardin des Lilas"}, near},
		{"accents, capitals and plurals", known{name: "Jardin des Lilas"}, known{name: "JARDINS DU LILÀS", east: 100}, near},
		{"a word of its sort more", known{name: "Jardin partagé des Lilas"}, known{name: "Jardin des Lilas", east: 80}, near},
		{"its form before", known{name: "Association Les Mésanges"}, known{name: "Les mésanges", east: 20}, near},
		{"another form", known{name: "Collectif Les Mésanges"}, known{name: "Asso Les Mésanges"}, near},
		{"a letter missing", known{name: "Repair Café Vilejean"}, known{name: "Repair Café Villejean"}, near},
		{"a misspelt sort", known{name: "Resourcerie du Roseau"}, known{name: "Ressourcerie du Roseau"}, near},
		{"a word cut in two", known{name: "Coudepouce"}, known{name: "Coup de pouce"}, near},
		{"in one word", known{name: "FabLab La Trame"}, known{name: "Fab Lab Latrame"}, near},
		{"in another order", known{name: "Mésanges et compagnons du Roseau"}, known{name: "Compagnons du Roseau et Mésanges"}, near},
		{"with its town", known{name: "Repair Café Villejean Bourg-les-Prés"}, known{name: "Repair Café Villejean"}, near},
		{"with the year", known{name: "Fête des Mésanges 2026", kind: event, with: on("2026-05-23T10:00", "")}, known{name: "Fête des Mésanges", kind: event, with: on("2026-05-23T10:00", "")}, near},
		{"two words of many more", known{name: "Les Compagnons du Roseau Bleu"}, known{name: "Compagnons du Roseau Bleu en Brocéliande Nord"}, near},
		{"one letter in the word that differs", known{name: "Compagnons du Roseau Bleu de Brocéliande"}, known{name: "Compagnons du Roseau Bleu de Broceliende"}, near},
		{"an organization and its place", known{name: "Jardin des Lilas"}, known{kind: place, name: "Jardin des Lilas"}, near},
		{"the same town hall", known{name: "Mairie de Bourg-les-Prés"}, known{name: "Mairie de Bourg les Prés", east: 140}, near},
		{"the gate of a park", known{kind: place, name: "Parc des Mésanges", with: park}, known{kind: place, name: "Parc des Mésanges", east: -100}, near},
		{"words of everybody at one spot", known{name: "Jardin partagé"}, known{name: "Jardins partagés", east: 20}, near},
		{"at the same town, roughly", known{name: "Les Mésanges"}, known{name: "Les Mésanges", east: 900, with: roughly}, near},
		{"in the same town, somewhere", known{name: "Les Mésanges"}, known{name: "Les Mésanges", with: in("FR-35901")}, near},
		{"both somewhere in a town", known{name: "Les Mésanges", with: in("FR-35901")}, known{name: "Association les Mésanges", with: in("FR-35901")}, near},

		// False friends.
		{"too far", known{name: "Jardin des Lilas"}, known{name: "Jardin des Lilas", east: 170}, none},
		{"too far, roughly", known{name: "Les Mésanges"}, known{name: "Les Mésanges", east: 1100, with: roughly}, none},
		{"in another town", known{name: "Les Mésanges"}, known{name: "Les Mésanges", with: in("FR-35902")}, none},
		{"in no town that is known", known{name: "Les Mésanges", with: in("")}, known{name: "Les Mésanges", with: in("")}, none},
		{"words of everybody down the street", known{name: "Jardin partagé"}, known{name: "Jardin partagé", east: 60}, none},
		{"words of everybody in one town", known{name: "Jardin partagé"}, known{name: "Jardin partagé", with: in("FR-35901")}, none},
		{"only words of everybody in common", known{name: "Jardin partagé"}, known{name: "Jardin partagé des Lilas"}, none},
		{"the same sort of garden", known{name: "Jardin partagé des Lilas"}, known{name: "Jardin partagé du Roseau", east: 50}, none},
		{"two schools of one street", known{name: "École Louise-Michel"}, known{name: "Collège Louise-Michel", east: 120}, none},
		{"two schools in one house", known{name: "École maternelle Louise-Michel"}, known{name: "École élémentaire Louise-Michel"}, none},
		{"town hall and library", known{name: "Mairie de Bourg-les-Prés"}, known{name: "Médiathèque de Bourg-les-Prés", east: 30}, none},
		{"cafés with one word in common", known{name: "Café de la Paix"}, known{name: "Café de la Poste", east: 40}, none},
		{"two namesakes", known{name: "Crèche Jean Moulin"}, known{name: "Crèche Jean Macé"}, none},
		{"two numbers", known{name: "Composteur Lilas 1"}, known{name: "Composteur Lilas 2", east: 20}, none},
		{"a number more", known{name: "Salle Mésange"}, known{name: "Salle Mésange 2"}, none},
		{"short words", known{name: "Le Mars"}, known{name: "La Mare"}, none},
		{"one word for another", known{name: "Compagnons du Roseau Bleu de Brocéliande Haute"}, known{name: "Compagnons du Roseau Bleu de Brocéliande Basse"}, none},
		{"two of one landlord", known{name: "Southdene Housing Co-operative Limited"}, known{name: "Springwood Housing Co-operative Limited"}, none},
		{"two counters", known{name: "Agence postale des Prés - Roseau"}, known{name: "Agence postale des Prés - Lilas"}, none},
		{"names without a letter", known{name: "???"}, known{name: "!!!"}, none},
		{"the quarters of a town", known{name: "Conseil Bourg-les-Prés Nord"}, known{name: "Conseil Bourg-les-Prés Sud"}, none},

		// Kinds and dates.
		{"persons", known{kind: person, name: "Camille Roseau"}, known{kind: person, name: "Camille Roseau"}, none},
		{"persons with one telephone", known{kind: person, name: "Camille", with: phone("0261910000")}, known{kind: person, name: "Sacha", with: phone("0261910000")}, none},
		{"classifieds", known{kind: classified, name: "Vélo à donner"}, known{kind: classified, name: "Vélo à donner"}, none},
		{"a project and its organization", known{kind: project, name: "Les Mésanges"}, known{name: "Les Mésanges"}, none},
		{"two projects", known{kind: project, name: "Les Mésanges"}, known{kind: project, name: "Les Mésanges"}, near},
		{"events of two days", known{kind: event, name: "Les Mésanges", with: on("2026-05-23T19:00", "")}, known{kind: event, name: "Les Mésanges", with: on("2026-05-24T19:00", "")}, none},
		{"days that overlap", known{kind: event, name: "Les Mésanges", with: on("2026-05-22T19:00", "2026-05-25T12:00")}, known{kind: event, name: "Les Mésanges", with: on("2026-05-24T19:00", "")}, near},
		{"an event without dates", known{kind: event, name: "Les Mésanges", with: on("2026-05-23T19:00", "")}, known{kind: event, name: "Les Mésanges"}, none},
		{"two evenings on one site", known{kind: event, name: "Les Mésanges", with: func(e *data.Element) { on("2026-05-23T19:00", "")(e); website("mesanges.example.org")(e) }},
			known{kind: event, name: "Bal", with: func(e *data.Element) { on("2026-06-23T19:00", "")(e); website("mesanges.example.org")(e) }}, none},

		// Identifiers.
		{"one site, written in two ways", known{name: "A", with: website("https://www.lilas.example.org/")}, known{name: "B", east: 5000, with: website("http://lilas.example.org")}, []data.Likeness{data.SameWebsite}},
		{"the branches of one body", known{name: "A", with: website("https://lilas.example.org")}, known{name: "A", east: 40_000, with: website("https://lilas.example.org")}, none},
		{"a SIRET, however far", known{name: "A", with: id("siret", "12345678900012")}, known{name: "A", east: 40_000, with: id("siret", "12345678900012")}, []data.Likeness{data.SameSIRET}},
		{"two pages of one site", known{name: "A", with: website("https://ville.example.org/lilas")}, known{name: "B", with: website("https://ville.example.org/roseau")}, none},
		{"two sheets of a directory", known{name: "A", with: website("https://annuaire.example.org/fiche.php?id=1")}, known{name: "B", with: website("https://annuaire.example.org/fiche.php?id=2")}, none},
		{"the same, followed by a letter", known{name: "A", with: website("https://lilas.example.org/?utm_source=lettre")}, known{name: "B", with: website("https://lilas.example.org/?fbclid=1")}, []data.Likeness{data.SameWebsite}},
		{"a platform", known{name: "A", with: website("https://www.facebook.com/")}, known{name: "B", with: website("https://facebook.com")}, none},
		{"two pages of a platform", known{name: "A", with: website("https://www.facebook.com/profile.php?id=1")}, known{name: "B", with: website("https://facebook.com/profile.php?id=2")}, none},
		{"one telephone", known{name: "A", with: phone("02 61 91 00 00")}, known{name: "B", with: phone("+33 2 61 91 00 00")}, []data.Likeness{data.SamePhone}},
		{"a number of everybody's", known{name: "A", with: phone("115")}, known{name: "B", with: phone("115")}, none},
		{"one SIRET", known{name: "A", with: id("siret", "123 456 789 00012")}, known{name: "B", with: id("siret", "12345678900012")}, []data.Likeness{data.SameSIRET}},
		{"two places of one firm", known{name: "A", with: id("siret", "12345678900012")}, known{name: "B", with: id("siret", "12345678900020")}, none},
		{"one RNA", known{name: "A", with: id("rna", "W351000123")}, known{name: "B", with: id("rna", "w351000123")}, []data.Likeness{data.SameRNA}},
		{"one object of OpenStreetMap", known{name: "A", with: id("osm", "node/1")}, known{name: "B", with: id("osm", "https://www.openstreetmap.org/node/1")}, []data.Likeness{data.SameOSM}},
		{"other ids", known{name: "A", with: id("list", "1")}, known{name: "B", with: id("list", "1")}, none},
		{"all at once", known{name: "Les Mésanges", with: phone("0261910000")}, known{name: "Mésanges", with: phone("0261910000")}, []data.Likeness{data.SamePhone, data.NearAndLike}},
	}
	g := twoTowns()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := tt.a.element(), tt.b.element()
			if got := data.Alike(a, b, g); !slices.Equal(got, tt.want) {
				t.Errorf("%q and %q: %q, want %q", a.Name, b.Name, got, tt.want)
			}
			if got := data.Alike(b, a, g); !slices.Equal(got, tt.want) {
				t.Errorf("the other way round: %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzCompareName: a name is like itself unless it says nothing, both ways round
// agree, and the longest names take no time.
func FuzzCompareName(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	f.Add("Jardin partagé des Lilas", "Jardins des Lilas", "Bourg-les-Prés")
	f.Add("École n° 2", "Ecole 2026", "")
	f.Add("日本 庭園", "???", "日本")
	long := ""
	for range 400 {
		long += fmt.Sprintf("%x ", r.Uint32())
	}
	f.Add(long, long[1:], long)
	f.Fuzz(func(t *testing.T, a, b, town string) {
		x, y := data.CompareName(a, town), data.CompareName(b, town)
		if x.Similar(y) != y.Similar(x) {
			t.Errorf("%q and %q: %d one way, %d the other", a, b, x.Similar(y), y.Similar(x))
		}
		for name, read := range map[string]data.ComparedName{a: x, b: y} {
			if len(name) <= data.MaxName && len(data.TagKey(name)) > 1 && data.TagKey(name)[0] >= 'a' && data.TagKey(name)[0] <= 'z' && read.Similar(read) == data.OtherNames {
				t.Errorf("%q is not like itself", name)
			}
		}
	})
}
