package api

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/index"
	"maillage/tiles"
)

// files are the operations whose answers are no JSON of ours: gin serves them,
// and the OpenAPI document tells of them.
var files = []struct {
	id, path, mediaType string
	parameters          []*huma.Param
	empty               bool // whether the answer may be 204
}{
	{"exportGeoJSON", "/api/v1/elements.geojson", "application/geo+json", queryParameters(), false},
	{"exportNDJSON", "/api/v1/elements.ndjson", "application/x-ndjson", queryParameters(), false},
	{"exportCSV", "/api/v1/elements.csv", "text/csv", queryParameters(), false},
	{"feed", feedPath, "application/atom+xml", queryParameters(), false},
	{"live", livePath, "text/event-stream", liveParameters(), false},
	{"elementsTile", "/tiles/elements/{z}/{x}/{y}.mvt", tileMediaType, slices.Concat(tileParameters(tiles.ElementsTileJSON("", index.Query{}).MaxZoom), filterParameters(), markParameters()), true},
	{"elementsTileJSON", "/tiles/elements.json", "application/json", filterParameters(), false},
	{"territoriesTile", "/tiles/territories/{z}/{x}/{y}.mvt", tileMediaType, tileParameters(tiles.TerritoriesTileJSON("").MaxZoom), true},
	{"territoriesTileJSON", "/tiles/territories.json", "application/json", nil, false},
}

// liveParameters describes the filter of a live stream, and where it goes on.
func liveParameters() []*huma.Param {
	sequence := &huma.Schema{Type: huma.TypeInteger, Minimum: number(0)}
	return append(filterParameters(),
		&huma.Param{Name: afterParameter, In: "query", Schema: sequence},
		&huma.Param{Name: lastEventHeader, In: "header", Schema: sequence})
}

// tileMediaType is that of the Mapbox Vector Tile format.
const tileMediaType = "application/vnd.mapbox-vector-tile"

func tileParameters(deepest int) []*huma.Param {
	parameter := func(name string, most float64) *huma.Param {
		return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{
			Type: huma.TypeInteger, Minimum: number(0), Maximum: number(most)}}
	}
	last := float64(int64(1)<<deepest - 1)
	return []*huma.Param{parameter("z", float64(deepest)), parameter("x", last), parameter("y", last)}
}

// markParameters describes how a tile is marked.
func markParameters() []*huma.Param {
	most, explode := data.MaxNetworkMarks, true
	return []*huma.Param{{Name: markParameter, In: "query", Explode: &explode, Schema: &huma.Schema{
		Type: huma.TypeArray, MaxItems: &most, Items: &huma.Schema{Type: huma.TypeString}}}}
}

// describeFiles adds the files to the OpenAPI document.
func (s *Server) describeFiles(to *huma.OpenAPI) {
	wrong := to.Components.Schemas.Schema(problemType, true, "Problem")
	for _, file := range files {
		operation := &huma.Operation{
			OperationID: file.id, Method: http.MethodGet, Path: file.path, Parameters: file.parameters,
			Responses: map[string]*huma.Response{
				"200": {Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{file.mediaType: {}}},
			},
		}
		if file.empty {
			operation.Responses["204"] = &huma.Response{Description: http.StatusText(http.StatusNoContent)}
		}
		wrongs := []int{http.StatusBadRequest, http.StatusServiceUnavailable}
		if file.path == livePath {
			wrongs = append(wrongs, http.StatusTooManyRequests)
		}
		for _, status := range wrongs {
			operation.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status),
				Content: map[string]*huma.MediaType{"application/problem+json": {Schema: wrong}}}
		}
		if file.path != "/tiles/elements.json" && file.path != "/tiles/territories.json" {
			operation.Parameters = append(operation.Parameters, minSequenceParameter)
		}
		s.describe(operation)
		to.AddOperation(operation)
	}
}
