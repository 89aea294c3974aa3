package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/geo"
)

// squareWorld is a small Earth for tests: two countries of squares. AA has two
// régions of two départements each, of nine communes of one degree, half of
// which form an intercommunalité; BB has two divisions and nothing finer.
func squareWorld() []geo.Territory {
	square := func(code string, level geo.Level, west, south, size float64, parents ...string) geo.Territory {
		ring := orb.Ring{{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south}}
		return geo.Territory{
			Code: code, Level: level, Name: "Pays de " + code, Parents: parents,
			Outline: orb.MultiPolygon{{ring}}, Label: geo.Point{Lon: west + size/2, Lat: south + size/2},
		}
	}
	world := []geo.Territory{
		square("AA", geo.LevelCountry, 0, 40, 6),
		square("BB", geo.LevelCountry, 6, 40, 6),
		square("BB-N", geo.LevelRegion, 6, 43, 3, "BB"),
		square("BB-S", geo.LevelRegion, 6, 40, 3, "BB"),
	}
	for region := range 2 {
		regionCode := fmt.Sprintf("AA-R%d", region)
		outline := orb.MultiPolygon{}
		for half := range 2 {
			code := fmt.Sprintf("AA-%d%d", region, half)
			west, south := float64(3*half), 40+float64(3*region)
			departement := square(code, geo.LevelDepartement, west, south, 3, regionCode, "AA")
			outline = append(outline, departement.Outline...)
			world = append(world, departement)
			epci := fmt.Sprintf("AA-EPCI-%d%d", region, half)
			world = append(world, geo.Territory{Code: epci, Level: geo.LevelEPCI, Name: "Communauté " + code, Parents: []string{regionCode, "AA"}})
			for n := range 9 {
				parents := []string{code, regionCode, "AA"}
				if n%2 == 0 {
					parents = append([]string{epci}, parents...)
				}
				commune := square(fmt.Sprintf("%s%03d", code, n), geo.LevelCommune, west+float64(n%3), south+float64(n/3), 1, parents...)
				commune.Name = fmt.Sprintf("Bourg-%s-%d", code, n)
				commune.Postcodes = []string{fmt.Sprintf("%d%d%03d", region, half, n/2)}
				world = append(world, commune)
			}
		}
		world = append(world, geo.Territory{Code: regionCode, Level: geo.LevelRegion, Name: "Région " + regionCode, Parents: []string{"AA"}, Outline: outline, Label: geo.Point{Lon: 1.5, Lat: 41.5 + 3*float64(region)}})
	}
	return world
}

var (
	randomWords = strings.Fields(`jardin jardins partagé atelier vélo vélos réparation café fablab fablabs repair été
		logiciel libre monnaie locale compost graines bibliothèque objets solidaire coopérative épicerie quartier
		numérique couture menuiserie C++ œuvre cinéma semences potager verger abeilles ruche ruches mare`)
	randomTags = []string{"jardin partagé", "Vélo", "vélo", "#zéro-déchet", "Zéro déchet", "lire, écrire", "C++", "été", "fablab", "low-tech", "entraide", "日本"}
	randomType = []string{"", "", "fablab", "Jardin partagé", "jardin partage", "Lieu de médiation", "association"}
)

// randomElement invents an element; source and id make it known again.
func randomElement(r *rand.Rand, id int) data.Element {
	words := func(n int) string {
		var picked []string
		for range n {
			// The square of a uniform number makes the first words common.
			u := r.Float64()
			picked = append(picked, randomWords[int(u*u*float64(len(randomWords)))])
		}
		return strings.Join(picked, " ")
	}
	e := data.Element{
		Kind:        data.Kinds[r.IntN(len(data.Kinds))],
		Type:        randomType[r.IntN(len(randomType))],
		Name:        words(1 + r.IntN(3)),
		Description: words(r.IntN(8)),
		Source:      data.Source{Name: "random", ID: fmt.Sprint(id)},
		CreatedAt:   time.Unix(1_700_000_000+int64(r.IntN(50)), 0).UTC(),
		Status:      data.StatusPublished,
		Visibility:  data.VisibilityPublic,
	}
	addRecord(rand.New(rand.NewPCG(uint64(id), uint64(len(e.Description)))), &e)
	if e.Kind == data.KindClassified {
		e.Offer = &data.Offer{Intent: data.IntentOffer, Basis: data.BasisGive}
	}
	if e.Kind == data.KindPerson {
		e.Precision = data.PrecisionCommune
	}
	for range r.IntN(4) {
		u := r.Float64()
		e.Tags = append(e.Tags, randomTags[int(u*u*float64(len(randomTags)))])
	}
	switch r.IntN(30) {
	case 0:
		e.Status = data.StatusDraft
	case 1:
		e.Visibility = data.VisibilityMembers
	}
	e.Geometry = randomGeometry(r)
	switch r.IntN(6) {
	case 0:
		e.Address = data.Address{Commune: fmt.Sprintf("AA-%d%d%03d", r.IntN(2), r.IntN(2), r.IntN(9))}
	case 1:
		region, half, n := r.IntN(2), r.IntN(2), r.IntN(9)
		e.Address = data.Address{PostalCode: fmt.Sprintf("%d%d%03d", region, half, n/2), Locality: fmt.Sprintf("Bourg AA %d%d %d", region, half, n)}
	case 2:
		e.Address = data.Address{Country: "BB"}
	}
	return e
}

// addRecord invents what is known of an element besides its content.
func addRecord(r *rand.Rand, e *data.Element) {
	e.CreatedBy = pooled(r, 5)
	e.UpdatedAt = time.UnixMicro(1_700_000_000_000_000 + int64(r.IntN(100))*500_000 + int64(r.IntN(2))).UTC()
	for range r.IntN(3) {
		if target := pooled(r, 5); !target.IsZero() {
			e.Links = append(e.Links, data.Link{Rel: []string{"partOf", "memberOf"}[r.IntN(2)], Target: target})
		}
	}
	if r.IntN(3) == 0 {
		e.Website, e.Phone = fmt.Sprintf("https://site%d.example.org", r.IntN(20)), fmt.Sprintf("02 61 91 00 %02d", r.IntN(50))
	}
}

// pooled returns one of a few ids, which accounts and elements share in these
// tests, or none.
func pooled(r *rand.Rand, n int) (id data.ID) {
	id[15] = byte(r.IntN(n + 1))
	return id
}

// randomGeometry is often a point, sometimes on a border or at a shared place,
// sometimes far away or on the antimeridian, sometimes a shape, sometimes none.
func randomGeometry(r *rand.Rand) geo.Geometry {
	p := geo.Point{Lon: r.Float64() * 12, Lat: 40 + r.Float64()*6}
	switch r.IntN(12) {
	case 0, 1:
		return geo.Geometry{}
	case 2:
		p = geo.Point{Lon: float64(r.IntN(13)), Lat: 40 + float64(r.IntN(7))}
	case 3:
		p = geo.Point{Lon: 1.25, Lat: 41.25}
	case 4:
		p = geo.Point{Lon: []float64{180, -180, 179.5, -179.5}[r.IntN(4)], Lat: r.Float64()*170 - 85}
	case 5:
		p = geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90}
	case 6:
		size := r.Float64() * 2
		ring := orb.Ring{{p.Lon, p.Lat}, {p.Lon + size, p.Lat}, {p.Lon + size/2, p.Lat + size}, {p.Lon, p.Lat}}
		return mustGeometry(orb.Polygon{ring})
	case 7:
		return mustGeometry(orb.LineString{{p.Lon, p.Lat}, {p.Lon + r.Float64(), p.Lat - r.Float64()}, {p.Lon, p.Lat + r.Float64()}})
	}
	return geo.PointGeometry(p)
}

func mustGeometry(shape orb.Geometry) geo.Geometry {
	g, err := geo.NewGeometry(shape)
	if err != nil {
		panic(err)
	}
	return g
}
