package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// geoAPI answers as geo.api.gouv.fr does, about two invented towns that stand
// where Rennes and a neighbour do.
func geoAPI(w http.ResponseWriter, r *http.Request) {
	commune := func(code, name, epci string, west float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"nom":%q,"code":%q,"codesPostaux":["35000","35200"],"codeDepartement":"35","codeRegion":"53",%s,"population":1200},"geometry":{"type":"Polygon","coordinates":[[[%[4]v,48.1],[%[5]v,48.1],[%[5]v,48.2],[%[4]v,48.2],[%[4]v,48.1]]]}}`,
			name, code, epci, west, west+0.1)
	}
	whole := `{"type":"FeatureCollection","features":[` + commune("35238", "Rennes", `"codeEpci":"243500139","epci":{"code":"243500139","nom":"Rennes Métropole"}`, -1.7) +
		"," + commune("35051", "Cesson-Sévigné", `"codeEpci":"243500139"`, -1.6) + "]}"
	switch r.URL.Path {
	case "/communes":
		fmt.Fprint(w, whole)
	case "/page":
		fmt.Fprint(w, "<!DOCTYPE html><html><body>Maintenance</body></html>")
	case "/list":
		fmt.Fprint(w, `[{"nom":"Rennes","code":"35238"}]`)
	case "/points":
		fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Rennes","code":"35238"},"geometry":{"type":"Point","coordinates":[-1.6,48.1]}}]}`)
	case "/often":
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	case "/down":
		w.WriteHeader(http.StatusBadGateway)
	case "/cut":
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		fmt.Fprint(w, whole[:len(whole)-100])
	default:
		http.NotFound(w, r)
	}
}

// importCommunes runs the import of an address into a folder and returns the
// status and all it said.
func importCommunes(t *testing.T, folder, address string) (int, string) {
	t.Helper()
	var said strings.Builder
	status := run(t.Context(), []string{"import", "territories", "--data", folder, "--country", "FR", "--level", "commune", address}, &said, &said)
	return status, said.String()
}

func TestCommunesComeFromAnAddressWithTheirIntercommunalityAndPostcodes(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(geoAPI))
	defer server.Close()
	folder := t.TempDir()
	status, said := importCommunes(t, folder, server.URL+"/communes?format=geojson&geometry=contour")
	if status != 0 || !strings.Contains(said, "3 territories imported, 1 intercommunalités among them; 0 rejected") {
		t.Fatalf("status %d:\n%s", status, said)
	}
	p := &program{ctx: t.Context(), data: folder, stdout: &strings.Builder{}, stderr: &strings.Builder{}}
	kept, err := p.openFolderWithWorld()
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	gazetteer, _, err := kept.Gazetteer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	epci, known := gazetteer.Territory("FR-EPCI-243500139")
	if !known || epci.Name != "Rennes Métropole" || epci.Population != 2400 {
		t.Errorf("the intercommunalité is %+v", epci)
	}
	if served := gazetteer.ByPostcode("35200"); len(served) != 2 {
		t.Errorf("%d communes have the postcode 35200, want 2", len(served))
	}
}

func TestAnAddressThatGivesNoOutlinesIsSaidWhy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(geoAPI))
	defer server.Close()
	folder := t.TempDir()
	for path, want := range map[string]string{
		"/page":   "it is a web page, not data",
		"/list":   "it is a list of JSON, not GeoJSON: an address of geo.api.gouv.fr needs format=geojson&geometry=contour",
		"/points": "expected an area, got a Point: an address of geo.api.gouv.fr needs geometry=contour",
		"/often":  "the server answers 429 Too Many Requests: it was asked too often, try again in 30 seconds",
		"/down":   "the server answers 502 Bad Gateway: it is in trouble, try again later",
		"/none":   "the server answers 404 Not Found: check the address in a browser",
	} {
		status, said := importCommunes(t, folder, server.URL+path)
		if status != 1 || !strings.Contains(said, want) || !strings.Contains(said, "no territory could be read") {
			t.Errorf("%s: status %d, want %q in:\n%s", path, status, want, said)
		}
	}
	status, said := importCommunes(t, folder, server.URL+"/cut")
	if status != 0 || !strings.Contains(said, "it ends in the middle") || !strings.Contains(said, "2 territories imported") {
		t.Errorf("what came of a cut answer: status %d:\n%s", status, said)
	}
}
