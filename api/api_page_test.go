package api

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// TestEveryExampleOfTheAPIAnswersAsDescribed asks each and holds the answer
// against its schema.
func TestEveryExampleOfTheAPIAnswersAsDescribed(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	n := h.network("camille@example.org", "Jardins", "tag=jardinpartage", func(n *data.Network) {
		fieldsOf(n)
		n.Clears = true
	})
	h.add(garden("Jardin neuf", 2.5, 45, "jardin partagé"))
	h.settle()
	document := h.server.openAPI
	for _, operation := range operations(document) {
		samples, _ := operation.Extensions["x-codeSamples"].([]codeSample)
		if len(samples) == 0 {
			t.Errorf("%s has no example", operation.OperationID)
		}
		for _, sample := range samples {
			if operation.Method != http.MethodGet {
				continue // see TestWritesAnswerAsDescribed
			}
			if len(operation.Security) > 0 {
				path := strings.NewReplacer("{ref}", n.Slug).Replace(operation.Path)
				checkAnswer(t, document, operation, path, camille.look(path))
				continue
			}
			path := strings.NewReplacer("{id}", h.ids["L'Établi"].String(), "{ref}", n.Slug).Replace(sample.path)
			got := h.get(path)
			if got.status != http.StatusOK && (got.status != http.StatusNoContent || operation.Responses["204"] == nil) {
				t.Errorf("GET %s = %d %s", path, got.status, got.body)
				continue
			}
			if !strings.Contains(sample.Source, "'http://127.0.0.1:8080"+sample.path+"'") {
				t.Errorf("the example of %s reads %s", sample.path, sample.Source)
			}
			checkAnswer(t, document, operation, path, got)
		}
	}
}

// TestWritesAnswerAsDescribed does each and holds the answer against its schema.
func TestWritesAnswerAsDescribed(t *testing.T) {
	h := newHouse(t)
	camille, document := h.member("camille@example.org"), h.server.openAPI
	described := map[string]*huma.Operation{}
	for _, operation := range operations(document) {
		described[operation.OperationID] = operation
	}
	for path, given := range map[string]string{elementsPath: sampleElement, networksPath: sampleNetwork} {
		checkWrites(t, camille, document, described, path, given)
	}
}

// checkWrites makes something, changes it and takes it away.
func checkWrites(t *testing.T, camille *visitor, document *huma.OpenAPI, described map[string]*huma.Operation, path, given string) {
	ids := []string{"createElement", "replaceElement", "hideElement"}
	if path == networksPath {
		ids = []string{"createNetwork", "replaceNetwork", "deleteNetwork"}
	}
	for i, id := range ids {
		operation := described[id]
		headers := []string{}
		if i > 0 {
			headers = []string{"If-Match", strconv.Quote(strconv.Itoa(i))}
		}
		if i == 1 {
			given = strings.NewReplacer("Ormes", "Saules", "partagés", "ouverts").Replace(given)
		}
		if operation.RequestBody != nil {
			checkDescribed(t, document, operation.RequestBody.Content["application/json"].Schema, huma.ModeWriteToServer, []byte(given), "what "+id+" is sent")
		}
		got := camille.send(operation.Method, path, "application/json", strings.NewReader(given), headers...)
		if operation.Responses[strconv.Itoa(got.status)] == nil || got.status >= 300 {
			t.Fatalf("%s = %d\n%s", id, got.status, got.body)
		}
		if got.status == http.StatusNoContent {
			continue
		}
		checkDescribed(t, document, operation.Responses[strconv.Itoa(got.status)].Content["application/json"].Schema, huma.ModeReadFromServer, got.body, "what "+id+" answers")
		if i == 0 {
			path = got.header.Get("Location")
		}
	}
}

// TestWhatMembersSendIsDescribed sends what the document says, to maps that approve
// changes.
func TestWhatMembersSendIsDescribed(t *testing.T) {
	h := newHouse(t)
	camille, document := h.member("camille@example.org"), h.server.openAPI
	n := h.networkOf("camille@example.org", "Jardins", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	h.add(garden("Jardin neuf", 2.5, 45, "jardin partagé"))
	h.settle()
	written := strings.NewReplacer("01890a5d-ac96-774b-bcce-b302099a8057", h.ids["Jardin neuf"].String(), `"revision":3`, `"revision":1`)
	for _, one := range memberOperations {
		if one.given == nil {
			continue // see TestEveryExampleOfTheAPIAnswersAsDescribed
		}
		operation := document.Paths[one.path].Post
		body := written.Replace(samples[one.id])
		checkDescribed(t, document, operation.RequestBody.Content["application/json"].Schema, huma.ModeWriteToServer, []byte(body), "what "+one.id+" is sent")
		path := strings.ReplaceAll(one.path, "{ref}", n.Slug)
		got := camille.send(operation.Method, path, "application/json", strings.NewReader(body))
		if got.status != http.StatusOK {
			t.Fatalf("%s = %d\n%s", one.id, got.status, got.body)
		}
		checkAnswer(t, document, operation, path, got)
		got.holds(t, `"changed":1`)
		h.add(garden("Jardin neuf", 2.6, 45, "jardin partagé")) // for the next
		h.settle()
		written = strings.NewReplacer("01890a5d-ac96-774b-bcce-b302099a8057", h.ids["Jardin neuf"].String(), `"revision":3`, `"revision":2`)
	}
}

// checkDescribed holds a document against its schema.
func checkDescribed(t *testing.T, document *huma.OpenAPI, schema *huma.Schema, mode huma.ValidateMode, body []byte, what string) {
	t.Helper()
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatal(err)
	}
	var result huma.ValidateResult
	huma.Validate(document.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), mode, value, &result)
	for _, err := range result.Errors {
		t.Errorf("%s is not as described: %v", what, err)
	}
}

// TestEveryRouteOfTheAPIIsDescribed holds the routes of the server against the document.
func TestEveryRouteOfTheAPIIsDescribed(t *testing.T) {
	h := newHouse(t)
	parameter := regexp.MustCompile(`:(\w+)`)
	routes := 0
	for _, route := range h.server.router().(*gin.Engine).Routes() {
		switch {
		case !strings.HasPrefix(route.Path, "/api/v1/"),
			strings.HasPrefix(route.Path, "/api/v1/openapi"), strings.HasPrefix(route.Path, "/api/v1/schemas/"), // the document itself
			route.Path == geocodePath: // for our own pages: another service answers it
			continue
		}
		routes++
		described := false
		for _, operation := range operations(h.server.openAPI) {
			described = described || operation.Method == route.Method && operation.Path == parameter.ReplaceAllString(route.Path, "{$1}")
		}
		if !described {
			t.Errorf("%s %s is not described", route.Method, route.Path)
		}
	}
	if routes < 25 {
		t.Errorf("%d routes only", routes)
	}
}

func checkAnswer(t *testing.T, document *huma.OpenAPI, operation *huma.Operation, path string, got answer) {
	t.Helper()
	if got.status == http.StatusNoContent {
		return
	}
	mediaType, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
	content, ok := operation.Responses["200"].Content[mediaType]
	switch {
	case !ok:
		t.Errorf("GET %s answers %s, which is not described", path, mediaType)
	case content.Schema != nil:
		checkDescribed(t, document, content.Schema, huma.ModeReadFromServer, got.body, "what "+path+" answers")
	case strings.HasSuffix(mediaType, "json") && mediaType != "application/x-ndjson" && !json.Valid(got.body):
		t.Errorf("GET %s is no JSON", path)
	case strings.HasSuffix(mediaType, "xml"):
		if err := xml.Unmarshal(got.body, new(any)); err != nil && err.Error() != "non-pointer passed to Unmarshal" {
			readAtom(t, got)
		}
	}
}

func TestTheAPIPageShowsEveryOperation(t *testing.T) {
	h := newHouse(t)
	page, english := h.get("/api"), h.get("/en/api")
	if page.status != http.StatusOK || english.status != http.StatusOK {
		t.Fatalf("status %d, %d\n%s", page.status, english.status, page.body)
	}
	for _, operation := range operations(h.server.openAPI) {
		page.holds(t, `id="`+operation.OperationID+`"`, operation.Path)
		french := h.server.about(web.French, operation.OperationID, "")
		if french == "" || french == operation.Summary {
			t.Errorf("%s is not described in French", operation.OperationID)
		}
		page.holds(t, html.EscapeString(french))
		for _, parameter := range operation.Parameters {
			about := h.server.about(web.French, operation.OperationID, parameter.Name)
			if about == "" || parameter.Description == "" || about == parameter.Description {
				t.Errorf("%s of %s is not described in both languages: %q, %q", parameter.Name, operation.OperationID, about, parameter.Description)
			}
		}
	}
	page.holds(t, `href="/api/v1/openapi.json"`, "400 bad_parameter", "503 not_ready", "nombre entier, de 1 à 200, 20 par défaut", "200 caractères au plus", "licence de sa source")
	page.lacks(t, "<script", " style=", "TODO")
	english.holds(t, "integer, from 1 to 200, 20 by default", "one of: person, organization")
	// What the page offers to try, answers.
	for _, link := range regexp.MustCompile(`href="(/(?:api/v1|tiles)/[^"]*)"`).FindAllStringSubmatch(string(page.body), -1) {
		path := html.UnescapeString(link[1])
		if got := h.get(path); got.status != http.StatusOK && got.status != http.StatusNoContent {
			t.Errorf("GET %s, which the page links to, = %d", path, got.status)
		}
		if base := h.url + path; strings.Contains(path, "?") && !strings.Contains(html.UnescapeString(string(page.body)), "'"+base+"'") {
			t.Errorf("the page shows no command for %s", base)
		}
	}
}

func TestTheAPIPageWithoutElements(t *testing.T) {
	h := newColdHouse(t)
	if got := h.get("/api"); got.status != http.StatusOK {
		t.Errorf("status %d while the index is not ready", got.status)
	}
}

func TestTheOpenAPIDocumentSaysWhichVersionItIs(t *testing.T) {
	h := newHouse(t)
	document := read[struct {
		OpenAPI string                     `json:"openapi"`
		Paths   map[string]json.RawMessage `json:"paths"`
	}](h, "/api/v1/openapi.json")
	if !strings.HasPrefix(document.OpenAPI, "3.1") || len(document.Paths) < 13 {
		t.Errorf("openapi %q with %d paths", document.OpenAPI, len(document.Paths))
	}
}
