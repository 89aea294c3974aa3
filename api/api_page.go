package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"maillage/index"
	"maillage/web"
)

// api writes the page about the API, made of the OpenAPI document.
func (p *pages) api(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	id, err := p.someElement(c.Request.Context())
	if err != nil {
		return err
	}
	listed, _, err := p.store.ListedNetworks(c.Request.Context(), 0, 1)
	if err != nil {
		return err
	}
	some := map[string]string{"{id}": id}
	if len(listed) > 0 {
		some["{ref}"] = listed[0].Slug
	}
	view := web.API{Problems: p.problemKinds(language)}
	shared := map[string]string{} // the text of each parameter of the first operation
	for _, operation := range operations(p.openAPI) {
		described := p.operationView(operation, shared, language, p.base(c.Request), some)
		if len(shared) == 0 {
			for _, parameter := range described.Parameters {
				shared[parameter.Name] = parameter.About
			}
		}
		view.Operations = append(view.Operations, described)
	}
	return p.renderer(c).API(page, language, view)
}

// someElement returns the id of an element to show as an example, empty for none
// and while the index is not ready.
func (s *Server) someElement(ctx context.Context) (string, error) {
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return "", nil
	}
	result, err := snapshot.Search(ctx, withoutPersons(index.Query{Sort: index.SortNewest, Limit: 1}))
	if err != nil || len(result.Hits) == 0 {
		return "", err
	}
	return result.Hits[0].ID.String(), nil
}

// operationOrder is the order in which people read about operations; others
// follow by path.
var operationOrder = []string{"search", "element", "history", "suggest", "listNetworks", "readNetwork", "territory", "findTerritories", "locate", "hours", "duplicates", "exportGeoJSON", "exportNDJSON", "exportCSV", "feed", "live", "createElement", "replaceElement", "hideElement", "createNetwork", "readDefinition", "replaceNetwork", "deleteNetwork", "choices", "curateElements", "readReview", "decideReview"}

// operations lists what a document describes.
func operations(document *huma.OpenAPI) []*huma.Operation {
	var all []*huma.Operation
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, operation := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if operation != nil {
				all = append(all, operation)
			}
		}
	}
	rank := func(o *huma.Operation) int {
		if i := slices.Index(operationOrder, o.OperationID); i >= 0 {
			return i
		}
		return len(operationOrder)
	}
	slices.SortStableFunc(all, func(a, b *huma.Operation) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// operationView returns what the page shows of an operation; some are things to show as
// examples, by what stands for them.
func (s *Server) operationView(o *huma.Operation, shared map[string]string, l web.Language, base string, some map[string]string) web.Operation {
	view := web.Operation{ID: o.OperationID, Method: o.Method, Path: o.Path, Summary: cmp.Or(s.about(l, o.OperationID, ""), o.Summary)}
	for _, parameter := range o.Parameters {
		described := parameterView(parameter)
		described.About = cmp.Or(s.about(l, o.OperationID, parameter.Name), parameter.Description)
		if about, ok := shared[parameter.Name]; ok && about == described.About {
			view.Shared = append(view.Shared, parameter.Name)
		} else {
			view.Parameters = append(view.Parameters, described)
		}
	}
	if o.RequestBody != nil {
		view.Body = s.members(o.RequestBody.Content["application/json"].Schema, 0)
	}
	samples, _ := o.Extensions["x-codeSamples"].([]codeSample)
	for _, sample := range samples {
		if sample.path == "" { // by who has logged in: no link does that
			view.Examples = append(view.Examples, web.Example{Curl: curlMember(base, o)})
			continue
		}
		example := web.Example{Path: sample.path}
		for name, one := range some {
			if one != "" {
				example.Path = strings.ReplaceAll(example.Path, name, one)
			}
		}
		if strings.Contains(example.Path, "{") {
			example.Path = "" // there is nothing to show
		}
		example.Curl = curl(base, cmp.Or(example.Path, sample.path))
		view.Examples = append(view.Examples, example)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		answer := web.Answer{Status: status}
		for mediaType, content := range o.Responses[status].Content {
			answer.MediaType = mediaType
			if status == strconv.Itoa(http.StatusOK) || status == strconv.Itoa(http.StatusCreated) {
				view.Members = s.members(content.Schema, 0)
			}
		}
		view.Answers = append(view.Answers, answer)
	}
	return view
}

func parameterView(p *huma.Param) web.Parameter {
	view := web.Parameter{Name: p.Name, In: p.In, Required: p.Required}
	schema := p.Schema
	if schema == nil {
		return view
	}
	view.Type = schema.Type
	if schema.Default != nil {
		view.Default = fmt.Sprint(schema.Default)
	}
	view.Least, view.Above, view.Most = bound(schema.Minimum), bound(schema.ExclusiveMinimum), bound(schema.Maximum)
	view.MaxValues = boundOf(schema.MaxItems)
	if schema.Items != nil {
		schema = schema.Items
	}
	view.MaxLength = boundOf(schema.MaxLength)
	var choices []string
	for _, choice := range schema.Enum {
		choices = append(choices, fmt.Sprint(choice))
	}
	view.Choices = strings.Join(choices, ", ")
	return view
}

// bound writes a bound down, empty for none.
func bound(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// boundOf returns a bound, 0 for none.
func boundOf(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// deepestMember bounds how deep the members of an answer are told.
const deepestMember = 6

// members lists what is in an answer, by name.
func (s *Server) members(schema *huma.Schema, depth int) []web.Member {
	schema = s.resolved(schema)
	if schema == nil || depth > deepestMember {
		return nil
	}
	if schema.Items != nil {
		return s.members(schema.Items, depth)
	}
	var all []web.Member
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		member := s.resolved(schema.Properties[name])
		all = append(all, web.Member{
			Name: name, Type: member.Type, About: cmp.Or(schema.Properties[name].Description, member.Description),
			Required: slices.Contains(schema.Required, name), Members: s.members(member, depth+1),
		})
	}
	return all
}

// resolved returns what a schema refers to, or itself.
func (s *Server) resolved(schema *huma.Schema) *huma.Schema {
	if schema != nil && schema.Ref != "" {
		return s.openAPI.Components.Schemas.SchemaFromRef(schema.Ref)
	}
	return schema
}

// problemKinds lists the errors that programs can tell apart, each code once.
func (s *Server) problemKinds(l web.Language) []web.ProblemKind {
	var all []web.ProblemKind
	add := func(err error) {
		p := s.worded(problemOf(err), l)
		known := slices.ContainsFunc(all, func(k web.ProblemKind) bool { return k.Code == p.Code })
		if !known && p.Status != statusClientGone { // nobody receives that one
			all = append(all, web.ProblemKind{Status: p.Status, Code: p.Code, Detail: p.Detail})
		}
	}
	for _, row := range problems {
		add(row.is)
	}
	add(nil)
	slices.SortStableFunc(all, func(a, b web.ProblemKind) int { return cmp.Compare(a.Status, b.Status) })
	return all
}
