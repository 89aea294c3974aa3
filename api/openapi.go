package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// description is what the OpenAPI document says of the whole. It is served at
// /api/v1/openapi.json and .yaml; the page about the API is made of it.
func description() huma.Config {
	config := huma.DefaultConfig("Maillage", "1")
	config.Info.Description = "Search and map of the commons. Errors are RFC 9457 problem details with a stable code, " +
		"in the language that Accept-Language asks for. Any page may read these answers (CORS); reading needs no key. Who has logged in on the site writes with the cookie of their session."
	config.OpenAPIPath = "/api/v1/openapi"
	config.SchemasPath = "/api/v1/schemas"
	config.DocsPath = ""     // huma's page would load a script from another host
	config.CreateHooks = nil // no "$schema" in answers
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	return config
}

// Parameters without a text of their own are described by the catalogue of
// messages: see describe.

func queryParameter(name, about string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
}

func listParameter(name string, allowed ...any) *huma.Param {
	joined := false
	return &huma.Param{Name: name, In: "query", Explode: &joined, Schema: &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Enum: allowed}, MaxItems: count(index.MaxValues)}}
}

func repeatedParameter(name, about string) *huma.Param {
	explode := true
	return &huma.Param{Name: name, In: "query", Description: about, Explode: &explode, Schema: &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, MaxLength: count(data.MaxTag)}, MaxItems: count(index.MaxValues)}}
}

func pathParameter(name, about string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
}

func wordsParameter(required bool) *huma.Param {
	return &huma.Param{Name: "q", In: "query", Required: required, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: count(index.MaxWords)}}
}

func limitParameter(usual, most int) *huma.Param {
	return &huma.Param{Name: "limit", In: "query", Schema: &huma.Schema{
		Type: huma.TypeInteger, Default: usual, Minimum: number(1), Maximum: number(float64(most))}}
}

func degreesParameter(name string, most float64) *huma.Param {
	return &huma.Param{Name: name, In: "query", Required: true, Schema: &huma.Schema{
		Type: huma.TypeNumber, Minimum: number(-most), Maximum: number(most)}}
}

var minSequenceParameter = &huma.Param{
	Name: "Min-Sequence", In: "header", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: number(0)},
}

// filterParameters describes the parameters that decide what a query finds;
// [index.ParseQuery] reads them.
func filterParameters() []*huma.Param {
	return []*huma.Param{
		wordsParameter(false), listParameter("kind", anyOf(data.Kinds)...), listParameter("type"),
		repeatedParameter("tag", ""), repeatedParameter("anyTag", ""), repeatedParameter("notTag", ""),
		listParameter("in"), queryParameter("bbox", ""), queryParameter("near", ""),
		{Name: "radius", In: "query", Schema: &huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: number(0), Maximum: number(index.MaxRadiusMeters)}},
		listParameter("by"), listParameter("of"), queryParameter("since", ""), queryParameter("network", ""),
	}
}

// queryParameters describes all the parameters of a query.
func queryParameters() []*huma.Param {
	return append(filterParameters(),
		&huma.Param{Name: "sort", In: "query", Schema: &huma.Schema{Type: huma.TypeString,
			Enum: []any{string(index.SortRelevance), string(index.SortDistance), string(index.SortNewest)}}},
		limitParameter(index.DefaultLimit, index.MaxLimit), queryParameter("cursor", ""), listParameter("facets", anyOf(index.Facets)...))
}

func anyOf[T ~string](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

func number(n float64) *float64 { return &n }
func count(n int) *int          { return &n }

// about describes a part of the API in a language: an operation, or a parameter
// of one, which may have a text of its own there. It is empty where the catalogue
// has none.
func (s *Server) about(l web.Language, operation, parameter string) string {
	names := []string{operation}
	if parameter != "" {
		names = []string{operation + "_" + parameter, parameter}
	}
	for _, name := range names {
		if text, ok := s.catalogue.About(l, name); ok {
			return text
		}
	}
	return ""
}

// codeSample is an example as readers of OpenAPI show it.
type codeSample struct {
	Lang   string `json:"lang"`
	Source string `json:"source"`
	path   string
}

// describe gives an operation and its parameters the texts and examples that it
// lacks.
func (s *Server) describe(operation *huma.Operation) {
	if text := s.about(web.English, operation.OperationID, ""); text != "" {
		operation.Summary = text
	}
	operation.Parameters = slices.Clone(operation.Parameters)
	for i, p := range operation.Parameters {
		own := *p
		if text := s.about(web.English, operation.OperationID, p.Name); text != "" {
			own.Description = text
		}
		operation.Parameters[i] = &own
	}
	var samples []codeSample
	for _, path := range examples[operation.OperationID] {
		samples = append(samples, codeSample{"Shell", curl(s.publicURL, path), path})
	}
	if samples != nil {
		operation.Extensions = map[string]any{"x-codeSamples": samples}
	}
}

// curl returns the line that asks for a path, in a shell of Unix; base is empty
// when the site's address is unknown.
func curl(base, path string) string {
	download := ""
	switch {
	case strings.Contains(path, tileSuffix):
		download = "-o tile.mvt "
	case strings.HasPrefix(path, livePath):
		download = "--no-buffer "
	}
	return "curl --compressed " + download + "'" + baseOf(base) + path + "'"
}

// baseOf returns the address of a site, that of one on this machine when it is unknown.
func baseOf(base string) string { return cmp.Or(base, "http://127.0.0.1:8080") }

// examples are requests that any site answers, by operation; {id} stands for the
// id of an element, {ref} for a map that is listed.
var examples = map[string][]string{
	"search": {
		"/api/v1/search?q=jardin&kind=place,event&facets=kind,tag&limit=5",
		"/api/v1/search?near=-1.68,48.11&radius=5000&sort=distance",
		"/api/v1/search?in=FR&tag=v%C3%A9lo&sort=newest",
	},
	"suggest":         {"/api/v1/suggest?q=jar&limit=5"},
	"element":         {"/api/v1/elements/{id}"},
	"history":         {"/api/v1/elements/{id}/history?limit=5"},
	"findTerritories": {"/api/v1/territories?q=fran&limit=3"},
	"territory":       {"/api/v1/territories/FR"},
	"listNetworks":    {"/api/v1/networks?limit=5"},
	"readNetwork":     {"/api/v1/networks/{ref}"},
	"locate":          {"/api/v1/locate?lon=-1.68&lat=48.11"},
	"duplicates":      {"/api/v1/duplicates?kind=place&name=Jardin%20des%20Lilas&lon=-1.68&lat=48.11&phone=02%2061%2091%2000%2000"},
	"hours":           {"/api/v1/hours?text=Mo-Fr%2009:00-18:00%3B%20PH%20off&lon=-1.68&lat=48.11"},

	"exportGeoJSON":       {"/api/v1/elements.geojson?in=FR&kind=place"},
	"exportNDJSON":        {"/api/v1/elements.ndjson?q=jardin"},
	"exportCSV":           {"/api/v1/elements.csv?q=jardin"},
	"feed":                {"/api/v1/elements.atom?q=jardin&in=FR"},
	"live":                {"/api/v1/live?in=FR&kind=place"},
	"elementsTile":        {"/tiles/elements/5/15/11.mvt?kind=place,event"},
	"elementsTileJSON":    {"/tiles/elements.json?kind=event"},
	"territoriesTile":     {"/tiles/territories/5/15/11.mvt"},
	"territoriesTileJSON": {"/tiles/territories.json"},
}
