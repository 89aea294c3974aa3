package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"maillage/data"
	"maillage/geo"
)

func named(id int, name string, tags ...string) data.Element {
	return data.Element{
		Kind: data.KindPlace, Name: name, Tags: tags, Source: data.Source{Name: "test", ID: fmt.Sprint(id)},
		Geometry: geo.PointGeometry(geo.Point{Lon: 0.5, Lat: 40.5}),
	}
}

func TestSuggestionsCompleteWhatIsTyped(t *testing.T) {
	b := newBench(t, squareWorld())
	b.write(
		named(1, "La Fabrique du Héron", "fablab", "Low-tech"),
		named(2, "Fablab de la Mare", "Fablab", "réparation"),
		named(3, "Le fab-lab"),
		named(4, "Café des Fabricants", "café"),
		named(5, "Café", "cafe", "low tech"),
	)
	archived := named(6, "Fablab fermé", "fablab")
	archived.Status = data.StatusArchived
	b.write(archived)
	s := b.snapshot()
	tests := []struct {
		typed       string
		names, tags []string
		territories []string
	}{
		{"fab", []string{"Fablab de la Mare", "Le fab-lab", "Café des Fabricants", "La Fabrique du Héron"}, []string{"Fablab"}, nil},
		{"FABLAB", []string{"Fablab de la Mare"}, []string{"Fablab"}, nil},
		{"café", []string{"Café", "Café des Fabricants"}, []string{"cafe"}, nil},
		{"héron fabr", []string{"La Fabrique du Héron"}, nil, nil},
		{"low-t", nil, []string{"Low-tech"}, nil},
		{"bourg aa 01 8", nil, nil, []string{"AA-01008"}},
		{"01004", nil, nil, []string{"AA-01008"}},
		{"pays de aa 1", nil, nil, []string{"AA-10", "AA-11"}},
		{"", nil, nil, nil},
		{"!!", nil, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			got, err := s.Suggest(t.Context(), tt.typed, 10)
			if err != nil {
				t.Fatal(err)
			}
			var names, tags, codes []string
			for _, hit := range got.Elements {
				names = append(names, s.nameOf(hit.Num))
			}
			for _, tag := range got.Tags {
				tags = append(tags, tag.Label)
			}
			for _, territory := range got.Territories {
				codes = append(codes, territory.Code)
			}
			if !slices.Equal(names, tt.names) {
				t.Errorf("names %q, want %q", names, tt.names)
			}
			if !slices.Equal(tags, tt.tags) {
				t.Errorf("tags %q, want %q", tags, tt.tags)
			}
			if !slices.Equal(codes, tt.territories) {
				t.Errorf("territories %q, want %q", codes, tt.territories)
			}
		})
	}
}

// nameOf returns the name of a living element.
func (s *Snapshot) nameOf(num int64) string {
	for _, p := range s.parts {
		if entry, ok := p.entryOf(num); ok && !p.isDead(entry) {
			return p.name(entry)
		}
	}
	return ""
}

func TestWordsInTheNameCountMost(t *testing.T) {
	b := newBench(t, squareWorld())
	inText := named(1, "Maison de quartier")
	inText.Description = "On y trouve un atelier vélo, entre autres choses fort utiles aux gens du quartier."
	inTag := named(2, "Les Rayons libres", "atelier vélo")
	inName := named(3, "Atelier vélo")
	b.write(inText, inTag, inName)
	result, err := b.snapshot().Search(t.Context(), Query{Words: "ateliers velos"})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, hit := range result.Hits {
		order = append(order, b.snapshot().nameOf(hit.Num))
	}
	if want := []string{inName.Name, inTag.Name, inText.Name}; !slices.Equal(order, want) {
		t.Errorf("order %q, want %q", order, want)
	}
}

func TestMisspeltWordsSayHowTheyWereRead(t *testing.T) {
	b := newBench(t, squareWorld())
	withPostcode := named(2, "Fablab du Ponant")
	withPostcode.Address.PostalCode = "44000"
	b.write(named(1, "Jardins partagés du Levant"), withPostcode)
	tests := []struct {
		words, corrected string
		total            int
	}{
		{"fablab", "", 1},
		{"fabalb", "fablab", 1},
		{"jardn partagés", "jardins partages", 1},
		{"fablab jardin", "", 0},
		{"xyzzyx", "", 0},
		{"44100", "", 0},
		{"44000", "", 1},
	}
	for _, tt := range tests {
		result, err := b.snapshot().Search(t.Context(), Query{Words: tt.words})
		if err != nil {
			t.Fatal(err)
		}
		if result.Corrected != tt.corrected || result.Total != tt.total {
			t.Errorf("%q is read as %q with %d results, want %q with %d", tt.words, result.Corrected, result.Total, tt.corrected, tt.total)
		}
	}
}

// TestReadersNeverSeeHalfAChange lets readers ask while a writer moves one
// element back and forth: each snapshot shows it exactly once, in list and cells.
func TestReadersNeverSeeHalfAChange(t *testing.T) {
	b := newBench(t, squareWorld())
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 50 {
		b.write(randomElement(r, i))
	}
	moving := named(1000, "Roulotte itinérante")
	b.write(moving)
	b.snapshot()
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				s := b.engine.Snapshot()
				selection, err := s.Select(t.Context(), Query{Words: "roulotte"})
				if err != nil {
					t.Error(err)
					return
				}
				drawn := 0
				selection.Cells(9, 0, 0, 511, 511, func(c Cell) bool { drawn += int(c.Count); return true })
				if selection.Total() != 1 || drawn != 1 {
					t.Errorf("%d in the list, %d on the map", selection.Total(), drawn)
					return
				}
				if _, err := s.Search(t.Context(), Query{Words: "itinérante", Facets: Facets}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 60 {
		moving.Geometry = geo.PointGeometry(geo.Point{Lon: float64(i % 12), Lat: 41})
		b.write(moving)
		b.snapshot()
	}
	cancel()
	readers.Wait()
}
