package api

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/encoding/mvt"

	"maillage/data"
)

// TestEverySurfaceAsksOfRecordsAlike asks by account, by link and since when: list,
// counts, tiles, files, feed, page and stream must speak of the same elements.
func TestEverySurfaceAsksOfRecordsAlike(t *testing.T) {
	h := newHouse(t)
	camille, sacha := data.NewID(), data.NewID()
	early, late := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 24, 18, 30, 0, 0, time.UTC)
	record := func(name string, lon float64, by data.ID, at time.Time, of ...data.ID) data.Element {
		e := garden(name, lon, 45.05, "mare")
		e.CreatedBy, e.UpdatedAt = by, at
		for _, id := range of {
			e.Links = append(e.Links, data.Link{Rel: "partOf", Target: id})
		}
		return e
	}
	root := h.ids["Les Ormes solidaires"]
	hidden := record("Cachée", 1.05, camille, late, root)
	hidden.Status = data.StatusDraft
	h.add(record("Mare aux tritons", 1.05, camille, early, root), record("Mare aux libellules", 1.06, camille, late), record("Mare aux hérons", 1.9, sacha, late, root), hidden)
	h.settle()
	tests := []struct {
		name  string
		query url.Values
		want  []string
	}{
		{"by an account", url.Values{"by": {camille.String()}}, []string{"Mare aux libellules", "Mare aux tritons"}},
		{"by any of two", url.Values{"by": {camille.String() + "," + strings.ToUpper(sacha.String())}}, []string{"Mare aux hérons", "Mare aux libellules", "Mare aux tritons"}},
		{"by nobody who is known", url.Values{"by": {data.NewID().String()}}, []string{}},
		{"of an element", url.Values{"of": {root.String()}}, []string{"Mare aux hérons", "Mare aux tritons"}},
		{"of an element, by an account", url.Values{"of": {root.String()}, "by": {sacha.String()}}, []string{"Mare aux hérons"}},
		{"of an element, here", url.Values{"of": {root.String()}, "in": {"FR-87085"}}, []string{"Mare aux tritons"}},
		{"since a day", url.Values{"since": {"2026-12-01"}}, []string{"Mare aux hérons", "Mare aux libellules"}},
		{"since the very moment", url.Values{"since": {"2026-12-24T19:30:00+01:00"}}, []string{"Mare aux hérons", "Mare aux libellules"}},
		{"since a moment later", url.Values{"since": {"2026-12-24T18:30:00.001Z"}}, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			query := "?" + tt.query.Encode()
			got := read[foundAnswer](h, "/api/v1/search"+query+"&facets=kind")
			if diff := cmp.Diff(tt.want, got.names()); diff != "" || got.Total != len(tt.want) {
				t.Errorf("the list has %d (-want +got)\n%s", got.Total, diff)
			}
			counted := 0
			for _, v := range got.Facets["kind"] {
				counted += v.Count
			}
			if world := got.Ladder[len(got.Ladder)-1].Count; counted != len(tt.want) || tt.query.Get("in") == "" && world != len(tt.want) {
				t.Errorf("kinds add up to %d, the world to %d, want %d", counted, world, len(tt.want))
			}
			if exported := read[foundAnswer](h, "/api/v1/elements.geojson"+query); !slices.Equal(exported.names(), tt.want) {
				t.Errorf("exported as GeoJSON: %q", exported.names())
			}
			for _, format := range []string{"csv", "ndjson", "atom"} {
				body := string(h.get("/api/v1/elements." + format + query).body)
				for _, name := range []string{"Mare aux hérons", "Mare aux libellules", "Mare aux tritons", "Cachée", "Jardin"} {
					if strings.Contains(body, name) != slices.Contains(tt.want, name) {
						t.Errorf("the %s has %q: %v", format, name, !slices.Contains(tt.want, name))
					}
				}
			}
			if n := h.drawn(query); n != len(tt.want) {
				t.Errorf("the tile of the world draws %d, want %d", n, len(tt.want))
			}
			if page := string(h.get("/" + query).body); strings.Contains(page, "Mare aux tritons</a>") != slices.Contains(tt.want, "Mare aux tritons") {
				t.Errorf("the page has %q: %v", "Mare aux tritons", !slices.Contains(tt.want, "Mare aux tritons"))
			}
		})
	}
	page := string(h.get("/?of=" + root.String() + "&by=" + camille.String() + "&since=2026-10-01").body)
	for _, chip := range []string{"Référencé par une personne", "Lié à « Les Ormes solidaires »", "Modifié depuis le 1"} {
		if !strings.Contains(page, chip) {
			t.Errorf("the page does not say %q", chip)
		}
	}
	if secret := string(h.get("/?of=" + h.ids["Brouillon secret"].String()).body); !strings.Contains(secret, "Lié à une fiche") || strings.Contains(secret, "Brouillon secret") {
		t.Error("a chip names what is not public")
	}
	follower, _ := h.follow("?by=" + camille.String())
	h.add(record("Mare aux grenouilles", 1.07, sacha, late))
	follower.quiet(300 * time.Millisecond)
	h.add(record("Mare aux rainettes", 1.07, camille, late))
	if n := follower.next(2 * time.Second); n.Changes != 1 {
		t.Errorf("the stream tells %+v, want one change", n)
	}
}

// settle waits until all that is written is shown.
func (h *house) settle() {
	h.t.Helper()
	if err := h.engine.Wait(h.t.Context(), h.sequence()); err != nil {
		h.t.Fatal(err)
	}
}

// drawn returns how many elements the tile of the world shows of a query.
func (h *house) drawn(query string) (n int) {
	h.t.Helper()
	got := h.get("/tiles/elements/0/0/0.mvt" + query)
	layers, err := mvt.Unmarshal(got.body)
	if err != nil {
		h.t.Fatalf("status %d: %v", got.status, err)
	}
	for _, layer := range layers {
		for _, feature := range layer.Features {
			switch layer.Name {
			case "elements":
				n++
			case "clusters":
				n += int(feature.Properties["count"].(float64))
			}
		}
	}
	return n
}
