package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
)

// memberOperation is what who has logged in asks of networks, besides writing them: gin
// serves it, and the OpenAPI document tells of it.
type memberOperation struct {
	id, method, path string
	parameters       []*huma.Param
	given, answer    reflect.Type // nil: nothing is given
}

// What the examples send.
const (
	sampleCuration = `{"elements":["01890a5d-ac96-774b-bcce-b302099a8057"],"standing":"picked"}`
	sampleDecision = `{"decision":"approve","revisions":[{"element":"01890a5d-ac96-774b-bcce-b302099a8057","revision":3}]}`
)

var memberOperations = []memberOperation{
	{"readDefinition", http.MethodGet, describedPath("/definition"), nil, nil, reflect.TypeFor[data.Network]()},
	{"choices", http.MethodGet, choicesPath, []*huma.Param{queryParameter("element", ""), queryParameter("network", "")}, nil, reflect.TypeFor[choicesAnswer]()},
	{"curateElements", http.MethodPost, describedPath("/elements"), nil, reflect.TypeFor[curation](), reflect.TypeFor[curationDone]()},
	{"readReview", http.MethodGet, describedPath("/review"), []*huma.Param{
		{Name: "list", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: anyOf(reviewLists), Default: reviewWaiting}},
		limitParameter(usualReviews, mostReviews), queryParameter("cursor", ""),
	}, nil, reflect.TypeFor[reviewAnswer]()},
	{"decideReview", http.MethodPost, describedPath("/review"), nil, reflect.TypeFor[decisionGiven](), reflect.TypeFor[decisionDone]()},
}

// describedPath returns an address below that of a network, as the document writes it.
func describedPath(below string) string { return networksPath + "/{" + networkParameter + "}" + below }

// describeMembers adds those operations to the OpenAPI document.
func (s *Server) describeMembers(to *huma.OpenAPI) {
	schemas := to.Components.Schemas
	wrong := map[string]*huma.MediaType{"application/problem+json": {Schema: schemas.Schema(problemType, true, "Problem")}}
	for _, one := range memberOperations {
		operation := &huma.Operation{
			OperationID: one.id, Method: one.method, Path: one.path, Responses: map[string]*huma.Response{}, Security: []map[string][]string{{sessionScheme: {}}},
		}
		if one.path != choicesPath {
			operation.Parameters = []*huma.Param{pathParameter(networkParameter, "")}
		}
		operation.Parameters = append(operation.Parameters, one.parameters...)
		good := []int{http.StatusOK}
		wrongs := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusServiceUnavailable}
		if one.given != nil {
			operation.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(one.given, true, one.id)}}}
			good = append(good, http.StatusAccepted)
			wrongs = append(wrongs, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInsufficientStorage)
		}
		for _, status := range slices.Concat(good, wrongs) {
			response := &huma.Response{Description: http.StatusText(status), Content: wrong}
			if slices.Contains(good, status) {
				response.Content = map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(one.answer, true, one.id)}}
			}
			operation.Responses[strconv.Itoa(status)] = response
		}
		s.describe(operation)
		operation.Extensions = map[string]any{"x-codeSamples": []codeSample{{"Shell", curlMember(s.publicURL, operation), ""}}}
		to.AddOperation(operation)
	}
}
