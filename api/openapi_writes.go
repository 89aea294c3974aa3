package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
)

// writtenElement is an element as somebody writes it.
type writtenElement struct{ data.Element }

// ofTheHouse are the members of an element that its author does not say: they are
// taken and not heeded, so that what was read can be sent back.
var ofTheHouse = []string{
	"num", "slug", "source", "createdBy", "createdAt", "updatedBy", "updatedAt", "verifiedAt", "revision", "redirect", "visibility",
}

// TransformSchema leaves out what an author does not say.
func (writtenElement) TransformSchema(r huma.Registry, s *huma.Schema) *huma.Schema {
	for _, member := range ofTheHouse {
		delete(s.Properties, member)
	}
	s.Properties["id"] = &huma.Schema{Type: huma.TypeString, Format: "uuid",
		Description: "Of a new element, a UUID, version 7, made lately: it is kept under this id if it is free. Sent again with the same id and content, it is not kept twice: the answer is the element that is there. Absent, or not to be had: the site chooses one. When an element is replaced, it is not heeded."}
	s.Properties["geometry"] = geometry{}.Schema(r)
	s.Properties["status"] = &huma.Schema{Type: huma.TypeString, Enum: []any{string(data.StatusDraft), string(data.StatusPublished)},
		Description: "draft: only its author sees it; published, or absent: everybody does."}
	return s
}

// sampleElement is what the examples write.
const sampleElement = `{"kind":"place","name":"Jardin des Ormes","tags":["jardin"],"geometry":{"type":"Point","coordinates":[-1.68,48.11]}}`

// writes are the operations that write elements: gin serves them, and the OpenAPI
// document tells of them.
var writes = []struct {
	id, method, path string
	status           int
	revises          bool // whether they follow a revision that was read
	body             bool // whether they bring an element
}{
	{"createElement", http.MethodPost, elementsPath, http.StatusCreated, false, true},
	{"replaceElement", http.MethodPut, elementsPath + "/{id}", http.StatusOK, true, true},
	{"hideElement", http.MethodDelete, elementsPath + "/{id}", http.StatusOK, true, false},
}

// sessionScheme is how the document calls the cookie of who has logged in.
const sessionScheme = "session"

// describeWrites adds the writes to the OpenAPI document.
func (s *Server) describeWrites(to *huma.OpenAPI) {
	if to.Components.SecuritySchemes == nil {
		to.Components.SecuritySchemes = map[string]*huma.SecurityScheme{}
	}
	to.Components.SecuritySchemes[sessionScheme] = &huma.SecurityScheme{Type: "apiKey", In: "cookie", Name: s.sessions.Cookie.Name,
		Description: "The cookie that logging in on the site gives."}
	schemas := to.Components.Schemas
	answer := &huma.MediaType{Schema: schemas.Schema(reflect.TypeFor[feature](), true, "Feature")}
	wrong := map[string]*huma.MediaType{"application/problem+json": {Schema: schemas.Schema(problemType, true, "Problem")}}
	for _, write := range writes {
		operation := &huma.Operation{
			OperationID: write.id, Method: write.method, Path: write.path, Responses: map[string]*huma.Response{},
			Security: []map[string][]string{{sessionScheme: {}}},
		}
		for _, status := range []int{write.status, http.StatusAccepted} {
			operation.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/json": answer}}
		}
		statuses := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity,
			http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage}
		if write.revises {
			operation.Parameters = []*huma.Param{
				pathParameter("id", ""),
				{Name: "If-Match", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
				{Name: "comment", In: "query", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: count(data.MaxComment)}},
			}
			statuses = append(statuses, http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
		}
		if write.body {
			operation.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
				"application/json": {Schema: schemas.Schema(reflect.TypeFor[writtenElement](), true, "WrittenElement")}}}
			statuses = append(statuses, http.StatusRequestEntityTooLarge)
		}
		slices.Sort(statuses)
		for _, status := range statuses {
			operation.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: wrong}
		}
		s.describe(operation)
		operation.Extensions = map[string]any{"x-codeSamples": []codeSample{{"Shell", curlWrite(s.publicURL, operation), ""}}}
		to.AddOperation(operation)
	}
}

// curlWrite returns the line that does a write, in a shell of Unix.
func curlWrite(base string, operation *huma.Operation) string {
	line := "curl -X " + operation.Method + " --cookie 'maillage_session=…'"
	if slices.ContainsFunc(operation.Parameters, func(p *huma.Param) bool { return p.Name == "If-Match" }) {
		line += ` -H 'If-Match: "3"'`
	}
	if operation.RequestBody != nil {
		line += " --json '" + sampleElement + "'"
	}
	return line + " '" + baseOf(base) + operation.Path + "'"
}
