package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/web"
)

// wrongValues are values that a parameter refuses, by its name; every one of them
// as a query string writes it.
var wrongValues = map[string][]string{
	"q":       {strings.Repeat("a", 201), strings.Repeat("%C3%A9", 201)},
	"kind":    {"shop", "place,shop", strings.Repeat("place,", 17), "PLACE"},
	"type":    {"---", strings.Repeat("a", 201), strings.Repeat("a,", 17)},
	"tag":     {"!!!", strings.Repeat("a", data.MaxTag+1)},
	"anyTag":  {"%2C%2C", strings.Repeat("a", data.MaxTag+1)},
	"notTag":  {"%20%23%20", strings.Repeat("a", data.MaxTag+1)},
	"in":      {"france", "FR-00000", "FR-<b>", "../../etc/passwd", strings.Repeat("FR,", 17)},
	"bbox":    {"1,2,3", "a,b,c,d", "NaN,0,1,1", "0,50,1,40", "-181,0,1,1", "0,0,1,91", "1,2,3,4,5"},
	"near":    {"48", "48,-200", "a,b", "NaN,0", "Inf,0", "1e999,0", "1,2,3"},
	"radius":  {"0", "-1", "NaN", "500001", "far", "1e999"},
	"by":      {"me", "00000000-0000-0000-0000-000000000000", "01890a5d-ac96-774b-bcce-b302099a8057%20x", strings.Repeat("01890a5d-ac96-774b-bcce-b302099a8057,", 17)},
	"of":      {"1", "(01890a5d-ac96-774b-bcce-b302099a8057)", "zzzzzzzz-ac96-774b-bcce-b302099a8057"},
	"since":   {"yesterday", "2026-13-01", "2026-05-23T19:00", "1969-12-31", "10000-01-01", "%00"},
	"network": {"unknown", "a%20b", "JARDINS", "jardins~x", "%20-%20", strings.Repeat("a", data.MaxNetworkSlug+1)},
	"sort":    {"best", "relevance", "distance"},
	"limit":   {"0", "-1", "201", "x", "1.5", "99999999999999999999"},
	"cursor":  {"AAAA", "%00", strings.Repeat("A", 300)},
	"facets":  {"colour", strings.Repeat("tag,", 17)},
	"text":    {strings.Repeat("a", data.MaxShortText+1), strings.Repeat("%C3%A9", data.MaxShortText+1)},
	"lon":     {"x", "181", "-180.5", "NaN", "Inf"},
	"lat":     {"x", "91", "-90.5", "NaN", "1,5"},
	"id":      {"1", "notanid", strings.Repeat("9", 36), "zzzzzzzz-ac96-774b-bcce-b302099a8057"},
	"z":       {"99", "-1", "a", "01"},
	"x":       {"99999", "-1", "a", "4294967296"},
	"y":       {"99999", "-1", "a"},

	"name":      {strings.Repeat("a", data.MaxName+1)},
	"commune":   {strings.Repeat("a", 21)},
	"country":   {"France"},
	"website":   {"https://" + strings.Repeat("a", data.MaxWebAddress)},
	"phone":     {strings.Repeat("0", data.MaxPhone+1)},
	"siret":     {strings.Repeat("0", data.MaxShortText+1)},
	"rna":       {strings.Repeat("0", data.MaxShortText+1)},
	"osm":       {strings.Repeat("0", data.MaxShortText+1)},
	"precision": {"about", "EXACT"},
	"start":     {"tomorrow", "2026-02-30", "19:00"},
	"end":       {"2026-05-23T25:00", "%00"},
	"except":    {"1", "zzzzzzzz-ac96-774b-bcce-b302099a8057"},
	"notsame":   {"1", "", strings.Repeat("&notsame=01890a5d-ac96-774b-bcce-b302099a8057", data.MaxList+1)},

	"after":         {"-1", "x", "1.5", "99999999999999999999"},
	"Last-Event-ID": {"-1", "x", "1.5", "99999999999999999999"},

	"element": {"1", "zzzzzzzz-ac96-774b-bcce-b302099a8057"},
	"list":    {"all", "WAITING", "waiting,dismissed"},

	"mark": {"", "x", "0:vélo", "51:vélo", "1:", "1:" + strings.Repeat("a", maxMarkTag+1), strings.Repeat("1:a&mark=", data.MaxNetworkMarks) + "1:a"},

	"Min-Sequence": {"-1", "x", "1.5", "99999999999999999999"},
}

// beside is what a wrong value needs beside it to be the only thing wrong.
var beside = map[string]string{"radius": "near=1,45", "lon": "lat=45", "lat": "lon=1"}

// needed are the parameters without which an operation answers nothing.
var needed = map[string]string{"locate": "lon=1&lat=45", "duplicates": "kind=place", "findTerritories": "q=a"}

// englishWords tell English from French: none of them is a word of both, or the
// name of a parameter.
var englishWords = regexp.MustCompile(`(?i)\b(the|is|are|not|at most|with|needs|has|from|like|here|one|allowed|given|these)\b`)

func TestEveryWrongValueOfEveryParameterIsExplained(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	h.networkOf("camille@example.org", "Relue", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	tried := 0
	for _, operation := range operations(h.server.openAPI) {
		if operation.Method != http.MethodGet {
			continue // see TestWritesAreRefusedWithReasons
		}
		for _, parameter := range operation.Parameters {
			values, ok := wrongValues[parameter.Name]
			if parameter.In == "path" && (parameter.Name == "code" || parameter.Name == networkParameter) {
				continue // any may be one: it is unknown, not wrong
			}
			if operation.OperationID == "choices" && parameter.Name == "network" {
				continue // one that is not open to who asks is left out
			}
			if !ok {
				t.Errorf("%s of %s has no wrong values to try", parameter.Name, operation.OperationID)
			}
			for _, value := range values {
				if parameter.Name == "cursor" && len(value) < 100 && operation.OperationID != "search" && len(operation.Security) == 0 {
					continue // an export or a feed has no pages: it passes a cursor over
				}
				tried++
				h.refuses(t, camille, operation, parameter, value)
			}
			if parameter.In == "query" {
				h.refuses(t, camille, operation, parameter, "%ff%fe")
				if !strings.Contains("kind type tag anyTag notTag in facets by of notsame", parameter.Name) {
					h.refuses(t, camille, operation, parameter, "1&"+parameter.Name+"=2")
				}
			}
		}
		unknown := &huma.Param{Name: "colour", In: "query"}
		h.refuses(t, camille, operation, unknown, "red")
		h.refuses(t, camille, operation, &huma.Param{In: "query"}, "%zz")
	}
	if tried < 200 {
		t.Errorf("%d values tried only", tried)
	}
}

// refuses asks an operation with a wrong value of a parameter, in both languages; as
// somebody who edits a map, where one has to be in.
func (h *house) refuses(t *testing.T, asks *visitor, operation *huma.Operation, parameter *huma.Param, value string) {
	t.Helper()
	path, headers := h.mistaken(operation, parameter, value)
	for _, l := range web.Languages {
		headers := append(headers, "Accept-Language", string(l))
		got := h.get(path, headers...)
		if len(operation.Security) > 0 {
			got = asks.send(http.MethodGet, path, "", nil, headers...)
		}
		var p problem
		if err := json.Unmarshal(got.body, &p); err != nil {
			t.Fatalf("GET %s: status %d, %v: %s", path, got.status, err, got.body)
		}
		code, param := "bad_parameter", parameter.Name
		switch param {
		case "z", "x", "y":
			code, param = "bad_tile", ""
		}
		if got.status != http.StatusBadRequest || p.Code != code || p.Param != param || p.Status != 400 || p.Type != "about:blank" {
			t.Errorf("%s %v = %d %s param %q, want 400 %s %q\n%s", path, headers, got.status, p.Code, p.Param, code, param, got.body)
		}
		if got.header.Get("Content-Language") != string(l) || p.Detail == "" || strings.ContainsAny(p.Detail, "{}") {
			t.Errorf("%s: %s in %q", path, p.Detail, got.header.Get("Content-Language"))
		}
		if english := englishWords.MatchString(p.Detail); english != (l == web.English) {
			t.Errorf("%s in %s reads %q", path, l, p.Detail)
		}
	}
}

// mistaken returns a request of an operation with a wrong value of a parameter.
func (h *house) mistaken(operation *huma.Operation, parameter *huma.Param, value string) (path string, headers []string) {
	path = strings.NewReplacer("{z}", "5", "{x}", "16", "{y}", "11", "{code}", "FR", "{ref}", "relue", "{id}", h.ids["L'Établi"].String()).Replace(operation.Path)
	query := needed[operation.OperationID]
	switch {
	case parameter.In == "path":
		path = strings.NewReplacer("{"+parameter.Name+"}", value, "{z}", "5", "{x}", "16", "{y}", "11").Replace(operation.Path)
	case parameter.In == "header":
		headers = []string{parameter.Name, value}
	case parameter.Name == "":
		query = "q=" + value
	default:
		values, _ := url.ParseQuery(query)
		values.Del(parameter.Name)
		query = strings.Trim(values.Encode()+"&"+parameter.Name+"="+value+"&"+beside[parameter.Name], "&")
		if operation.OperationID == "locate" {
			query = strings.TrimSuffix(query, "&"+beside[parameter.Name])
		}
	}
	if query != "" {
		path += "?" + query
	}
	return path, headers
}

func TestParametersThatDoNotGoTogetherAreExplained(t *testing.T) {
	h := newHouse(t)
	for query, want := range map[string]struct{ param, french string }{
		"radius=500":                   {"radius", "radius\u00a0: a besoin de near=longitude,latitude, d’où la distance se mesure"},
		"sort=distance&q=jardin":       {"sort", "sort\u00a0: trier par distance demande near=longitude,latitude, d’où elle se mesure"},
		"sort=relevance":               {"sort", "sort\u00a0: trier par pertinence demande des mots dans q"},
		strings.Repeat("tag=a&", 17):   {"tag", "tag\u00a0: a 17 valeurs, 16 au plus sont permises"},
		"bbox=0,50,1,40":               {"bbox", "bbox\u00a0: « 0,50,1,40 » a son sud au-dessus de son nord : écrivez ouest,sud,est,nord"},
		"near=48,-200":                 {"near", "near\u00a0: la latitude -200 n’est pas entre -90 et 90 ; écrivez la longitude avant la latitude"},
		strings.Repeat("tag=a&", 2000): {"", "l’adresse fait 12000 octets, 8192 au plus sont lus"},
	} {
		got := h.get("/api/v1/search?"+query, "Accept-Language", "fr")
		var p problem
		if err := json.Unmarshal(got.body, &p); err != nil || p.Param != want.param || p.Detail != want.french {
			t.Errorf("%.40s: %q %q, want %q %q", query, p.Param, p.Detail, want.param, want.french)
		}
	}
}
