package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

// addresses makes a house whose settings name a service that answers as Photon.
func (h *house) addresses(handler http.HandlerFunc) {
	h.t.Helper()
	service := httptest.NewServer(handler)
	h.t.Cleanup(service.Close)
	h.set(data.Settings{data.SettingGeocoderKind: "photon", data.SettingGeocoderURL: service.URL + "/api"})
}

func TestGeocode(t *testing.T) {
	h := newHouse(t)
	h.addresses(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("q") != "8 rue saint" || r.Header.Get("Accept-Language") != "fr" || r.URL.Query().Get("lon") != "-1.7" || r.Header.Get("Cookie") != "" {
			t.Errorf("asked %s %v", r.URL, r.Header)
		}
		io.WriteString(w, `{"features":[{"geometry":{"coordinates":[-1.68,48.11]},"properties":{"type":"house","housenumber":"8","street":"Rue Saint-Georges","postcode":"35000","city":"Rennes","country":"France","countrycode":"FR"}}]}`)
	})
	got := h.get("/api/v1/geocode?q=8+rue+saint&lon=-1.6812&lat=48.1&language=fr")
	var answer geocodeAnswer
	if err := json.Unmarshal(got.body, &answer); err != nil {
		t.Fatalf("%v: %s", err, got.body)
	}
	want := []geocodedPlace{{"8 Rue Saint-Georges, 35000 Rennes", -1.68, 48.11, "8 Rue Saint-Georges", "35000", "Rennes", "FR", data.PrecisionExact}}
	if diff := cmp.Diff(want, answer.Places); diff != "" || got.status != http.StatusOK {
		t.Errorf("%d\n%s", got.status, diff)
	}
	if got.header.Get("Cache-Control") != "private, max-age=300" || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("others may keep or read the answer: %v", got.header)
	}
	if log := h.log.String(); strings.Contains(log, "rue") || strings.Contains(log, "1.68") {
		t.Errorf("the log tells what was looked for:\n%s", log)
	}
}

func TestGeocodeSaysWhyNot(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		name, query string
		status      int
		code, param string
	}{
		{"no words", "", 400, "bad_parameter", "q"},
		{"too many words", "q=" + strings.Repeat("a", 201), 400, "bad_parameter", "q"},
		{"no text", "q=%ff", 400, "bad_parameter", "q"},
		{"twice", "q=a&q=b", 400, "bad_parameter", "q"},
		{"half a place", "q=a&lon=1", 400, "bad_parameter", "lat"},
		{"a place of NaN", "q=a&lon=NaN&lat=1", 400, "bad_parameter", "lon"},
		{"another language", "q=a&language=br", 400, "bad_parameter", "language"},
		{"an unknown parameter", "q=a&url=http://127.0.0.1", 400, "bad_parameter", "url"},
		{"no service", "q=a", 404, "geocoder_none", ""},
	}
	check := func(t *testing.T, query string, status int, code, param string) {
		t.Helper()
		got := h.get("/api/v1/geocode?" + query)
		var p problem
		if err := json.Unmarshal(got.body, &p); err != nil || got.status != status || p.Code != code || p.Param != param {
			t.Errorf("%d %s, want %d %s %s", got.status, got.body, status, code, param)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.query, tt.status, tt.code, tt.param) })
	}
	t.Run("a service that fails", func(t *testing.T) {
		h.addresses(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		check(t, "q=rue+du+secret", 503, "geocoder_failed", "")
	})
	t.Run("a service that hangs", func(t *testing.T) {
		h := newHouse(t)
		h.addresses(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		got := h.get("/api/v1/geocode?q=rue+du+secret&language=fr")
		if got.status != 504 || !strings.Contains(string(got.body), "ne répond pas") && !strings.Contains(string(got.body), "does not answer") {
			t.Errorf("%d %s", got.status, got.body)
		}
		if strings.Contains(h.log.String(), "secret") {
			t.Errorf("the log tells what was looked for:\n%s", h.log)
		}
	})
	if strings.Contains(h.log.String(), "secret") {
		t.Errorf("the log tells what was looked for:\n%s", h.log)
	}
}

func TestGeocodeIsLimitedByNetwork(t *testing.T) {
	h := newHouse(t)
	h.addresses(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"features":[]}`) })
	last := answer{}
	for range 70 {
		if last = h.get("/api/v1/geocode?q=rue"); last.status != http.StatusOK {
			break
		}
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" || !strings.Contains(string(last.body), "geocoder_often") {
		t.Errorf("%d %v %s", last.status, last.header, last.body)
	}
}

func TestPagesSayWhoFindsAddresses(t *testing.T) {
	h := newHouse(t)
	if page := string(h.get("/privacy").body); strings.Contains(page, "service d’adresses") || strings.Contains(page, "data-geocoder") {
		t.Error("a service is named where none is set")
	}
	h.set(data.Settings{data.SettingGeocoderKind: "addok", data.SettingGeocoderURL: "https://adresses.example.org/search"})
	page := string(h.get("/privacy").body)
	if !strings.Contains(page, "service d’adresses adresses.example.org") || !strings.Contains(page, `data-geocoder="adresses.example.org"`) {
		t.Errorf("the privacy page does not name the service:\n%s", page)
	}
	before := h.server.now().geocoder
	h.set(data.Settings{data.SettingGeocoderKind: "addok", data.SettingGeocoderURL: "https://adresses.example.org/search", data.SettingName: "Carte"})
	if h.server.now().geocoder != before {
		t.Error("what was found is forgotten when the name of the site changes")
	}
}
