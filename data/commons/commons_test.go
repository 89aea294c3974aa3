package commons_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

// noon is when the imports of these tests take place.
var noon = time.Date(2026, 5, 23, 12, 0, 0, 0, time.UTC)

// openStore opens a store in dir that is closed when the test ends.
func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// elements returns n elements of the source "test", numbered from first, as
// large as those that associations publish.
func elements(first, n int) []data.Element {
	batch := make([]data.Element, n)
	for i := range batch {
		number := first + i
		batch[i] = data.Element{
			Kind: data.KindOrganization, Type: "association",
			Name:        fmt.Sprintf("Jardin partagé n° %d", number),
			Summary:     "Un jardin de quartier ouvert à toutes et à tous.",
			Description: strings.Repeat("On y sème, on y récolte, on y partage le café du dimanche. ", 5),
			Tags:        []string{"jardin", "zéro-déchet", "compost"},
			Geometry:    geo.PointGeometry(geo.Point{Lon: -1.6 + float64(number%1000)/1e4, Lat: 48.1}),
			Address:     data.Address{Street: "2, rue des Lilas", PostalCode: "35000", Locality: "Rennes", Country: "FR", Commune: "FR-35238"},
			Website:     "https://jardin.example.org/",
			ExternalIDs: map[string]string{"osm": fmt.Sprintf("node/%d", number)},
			Source:      data.Source{Name: "test", ID: fmt.Sprint(number), License: "ODbL-1.0"},
		}
	}
	return batch
}

// importAll imports batch and fails the test unless it was written or known.
func importAll(t testing.TB, c *commons.Commons, batch []data.Element) []commons.Outcome {
	t.Helper()
	outcomes, err := c.ImportElements(t.Context(), batch, noon)
	if err != nil {
		t.Fatalf("ImportElements: %v", err)
	}
	for i, outcome := range outcomes {
		if outcome.Err != nil {
			t.Fatalf("element %d was rejected: %v", i, outcome.Err)
		}
	}
	return outcomes
}
