package api

import (
	"github.com/danielgtaylor/huma/v2"

	"maillage/index"
)

// description is what the OpenAPI document says of the whole. It is served at
// /api/v1/openapi.json and .yaml.
func description() huma.Config {
	config := huma.DefaultConfig("Maillage", "1")
	config.Info.Description = "Search and map of the commons. Errors are RFC 9457 problem details with a stable code. " +
		"Beside what is described here: elements.geojson, elements.ndjson and elements.csv take the same query and send everything it finds, " +
		"persons left out; /tiles/elements.json and /tiles/territories.json describe the vector tiles."
	config.OpenAPIPath = "/api/v1/openapi"
	config.SchemasPath = "/api/v1/schemas"
	config.DocsPath = ""     // huma's page would load a script from another host
	config.CreateHooks = nil // no "$schema" in answers
	return config
}

func queryParameter(name, about string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
}

func repeatedParameter(name, about string) *huma.Param {
	explode := true
	return &huma.Param{Name: name, In: "query", Description: about, Explode: &explode,
		Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}}
}

func pathParameter(name, about string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
}

var minSequenceParameter = &huma.Param{
	Name: "Min-Sequence", In: "header", Schema: &huma.Schema{Type: huma.TypeInteger},
	Description: "Answer only once the change with this number is shown; waits up to 1 s, then 503.",
}

// queryParameters describes the parameters of a query; [index.ParseQuery] reads
// them.
func queryParameters() []*huma.Param {
	return []*huma.Param{
		queryParameter("q", "Words: all must match, accents and endings aside; #tag inside means tag. At most 200 characters."),
		queryParameter("kind", "person, organization, project, event, place, classified; commas for any of several."),
		queryParameter("type", "Finer types, by their key; commas for any of several."),
		repeatedParameter("tag", "A hashtag; given several times, all of them."),
		repeatedParameter("anyTag", "A hashtag; given several times, any of them."),
		repeatedParameter("notTag", "A hashtag that must not be there; repeats."),
		queryParameter("in", "Territory codes, commas for any of several: FR, FR-BRE, FR-35, FR-35238, FR-EPCI-243500139."),
		queryParameter("bbox", "west,south,east,north in degrees, borders included; may cross the antimeridian."),
		queryParameter("near", "longitude,latitude in degrees: sorts by distance, and filters with radius."),
		queryParameter("radius", "Metres around near, at most 500000."),
		queryParameter("sort", "relevance, distance or newest; by default relevance with q, else distance with near, else newest."),
		&huma.Param{Name: "limit", In: "query", Description: "Elements on a page.", Schema: &huma.Schema{
			Type: huma.TypeInteger, Default: index.DefaultLimit, Minimum: number(1), Maximum: number(index.MaxLimit)}},
		queryParameter("cursor", "The next of the page before."),
		queryParameter("facets", "What to count: kind, type, tag, territory, with commas."),
	}
}

func number(n float64) *float64 { return &n }
