package api

import (
	"net/http"
	"strings"
	"testing"

	"maillage/geo"
)

func TestTerritoryPageTellsWhatIsThere(t *testing.T) {
	h := newHouse(t)
	page := h.get("/t/FR-87")
	if page.status != http.StatusOK || page.header.Get("Sequence") == "" {
		t.Fatalf("status %d\n%s", page.status, page.body)
	}
	id := h.ids["Jardin des Ormes"].String()
	page.holds(t, `<html lang="fr">`, "<h1>Haute-Vienne</h1>", "département", `href="/t/FR-NAQ"`, `href="/t/FR"`, "6 fiches dans ce territoire",
		`href="/?in=FR-87&amp;kind=place"`, "Points d’intérêt", `href="/?in=FR-87&amp;tag=jardinpartage"`, "#jardin partagé",
		`href="/e/`+id+`/jardin-des-ormes"`, `href="/t/FR-87085"`, "Bourg-l&#39;Est", "<path class=\"own\" d=\"M",
		`href="/api/v1/elements.atom?in=FR-87"`, `type="application/atom+xml"`, `href="/api/v1/elements.geojson?in=FR-87"`, `href="/api/v1/elements.csv?in=FR-87"`)
	page.lacks(t, "secret", "noindex")
	h.get("/en/t/FR-87").holds(t, `<html lang="en">`, "6 entries in this territory", `href="/en/t/FR-NAQ"`, `href="/en/e/`+id, "Latest additions")
	h.get("/t/FR-87085").holds(t, "1\u202f200 habitants", "87000")
	if got := h.get("/t/FR?utm_source=letter"); got.status != http.StatusOK {
		t.Errorf("status %d with what other sites hang on links", got.status)
	}
}

func TestTerritoryPageOfNothingSaysWhereToLook(t *testing.T) {
	h := newHouse(t)
	territories := append(fixtureTerritories(), geo.Territory{Code: "FR-87001", Level: geo.LevelCommune, Name: "Vide", Parents: []string{"FR-87", "FR"}, Outline: square(2.5, 45), Label: geo.Point{Lon: 2.5, Lat: 45}})
	if err := h.commons.ImportTerritories(t.Context(), territories); err != nil {
		t.Fatal(err)
	}
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	page := h.get("/t/FR-87001")
	page.holds(t, "Rien n’est encore référencé ici", `href="/t/FR-87"`, "noindex", "Territoires voisins", `href="/t/FR-87086"`)
}

func TestTerritoryHasOneAddress(t *testing.T) {
	h := newHouse(t)
	for from, to := range map[string]string{
		"/t/fr-87085": "/t/FR-87085", "/t/87085": "/t/FR-87085", "/en/t/87085?a=b": "/en/t/FR-87085?a=b", "/t/87": "/t/FR-87", "/t/naq": "/t/FR-NAQ",
		"/t/world": "/", "/en/t/world": "/en/",
	} {
		got := h.get(from)
		if got.status != http.StatusFound || got.header.Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 302 to %q", from, got.status, got.header.Get("Location"), to)
		}
	}
}

func TestADrawingCrossesTheAntimeridian(t *testing.T) {
	outline := append(square(179.7, -17), square(-179.7, -17)...)
	fiji := geo.Territory{Code: "FJ", Level: geo.LevelCountry, Name: "Fidji", Outline: outline}
	g := geo.NewGazetteer([]geo.Territory{fiji})
	kept, _ := g.Territory("FJ")
	d := drawing(kept, nil, g)
	if strings.Count(d.Own, "Z") != 2 || d.Width != drawingWidth || d.Height < leastDrawing {
		t.Fatalf("drawing = %+v", d)
	}
	// Both halves are drawn large, side by side, rather than a world apart.
	if !strings.Contains(d.Own, "M51 ") || len(d.Own) > 100 {
		t.Errorf("path = %s", d.Own)
	}
}
