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

// writing is an operation that writes: gin serves it, and the OpenAPI document tells of
// it.
type writing struct {
	id, method, path string
	status           int
	revises          bool // whether it follows a revision that was read
	body             bool // whether it brings what is written
}

// writes are the operations that write elements.
var writes = []writing{
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
	elements := writtenThing{
		answer: schemas.Schema(reflect.TypeFor[feature](), true, "Feature"), given: schemas.Schema(reflect.TypeFor[writtenElement](), true, "WrittenElement"),
		parameters: []*huma.Param{pathParameter("id", ""),
			{Name: "comment", In: "query", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: count(data.MaxComment)}}},
	}
	for _, write := range writes {
		s.describeWrite(to, write, elements)
	}
	networks := writtenThing{
		answer: schemas.Schema(reflect.TypeFor[data.Network](), true, "Network"), given: schemas.Schema(reflect.TypeFor[writtenNetwork](), true, "WrittenNetwork"),
		parameters: []*huma.Param{pathParameter(networkParameter, "")},
	}
	for _, write := range networkWrites {
		s.describeWrite(to, write, networks)
	}
}

// writtenThing is what operations write: how they answer it, how they are given it, and
// what they take besides when they follow a revision.
type writtenThing struct {
	answer, given *huma.Schema
	parameters    []*huma.Param
}

// describeWrite adds one write to the OpenAPI document.
func (s *Server) describeWrite(to *huma.OpenAPI, write writing, thing writtenThing) {
	wrong := map[string]*huma.MediaType{"application/problem+json": {Schema: to.Components.Schemas.Schema(problemType, true, "Problem")}}
	operation := &huma.Operation{
		OperationID: write.id, Method: write.method, Path: write.path, Responses: map[string]*huma.Response{},
		Security: []map[string][]string{{sessionScheme: {}}},
	}
	for _, status := range []int{write.status, http.StatusAccepted} {
		response := &huma.Response{Description: http.StatusText(status)}
		if write.status != http.StatusNoContent {
			response.Content = map[string]*huma.MediaType{"application/json": {Schema: thing.answer}}
		}
		operation.Responses[strconv.Itoa(status)] = response
	}
	statuses := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage}
	if write.revises {
		operation.Parameters = append([]*huma.Param{thing.parameters[0], {Name: "If-Match", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
			thing.parameters[1:]...)
		statuses = append(statuses, http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if write.body {
		operation.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: thing.given}}}
		statuses = append(statuses, http.StatusRequestEntityTooLarge)
	}
	slices.Sort(statuses)
	for _, status := range statuses {
		operation.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: wrong}
	}
	s.describe(operation)
	operation.Extensions = map[string]any{"x-codeSamples": []codeSample{{"Shell", curlMember(s.publicURL, operation), ""}}}
	to.AddOperation(operation)
}

// samples are what the examples send, by operation.
var samples = map[string]string{
	"createElement": sampleElement, "replaceElement": sampleElement, "createNetwork": sampleNetwork, "replaceNetwork": sampleNetwork,
	"curateElements": sampleCuration, "decideReview": sampleDecision,
}

// curlMember returns the line by which who has logged in asks, in a shell of Unix.
func curlMember(base string, operation *huma.Operation) string {
	line := "curl --cookie 'maillage_session=…'"
	if operation.Method != http.MethodGet {
		line = "curl -X " + operation.Method + " --cookie 'maillage_session=…'"
	}
	if slices.ContainsFunc(operation.Parameters, func(p *huma.Param) bool { return p.Name == "If-Match" }) {
		line += ` -H 'If-Match: "3"'`
	}
	if operation.RequestBody != nil {
		line += " --json '" + samples[operation.OperationID] + "'"
	}
	return line + " '" + baseOf(base) + operation.Path + "'"
}
