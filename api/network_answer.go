package api

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// networksPath is the address of networks as JSON.
const networksPath = "/api/v1/networks"

// Networks in one answer.
const (
	usualNetworks = 20
	mostNetworks  = 100
)

// networkAnswer is a network as its visitors may read it.
type networkAnswer struct {
	Reference    string              `json:"reference" doc:"What the parameter network calls it." example:"jardins-de-bretagne"`
	Slug         string              `json:"slug"`
	Title        string              `json:"title"`
	Summary      string              `json:"summary,omitempty"`
	Text         string              `json:"text,omitempty" doc:"Markdown."`
	Query        string              `json:"query,omitempty" doc:"What finds elements by itself, besides those that were picked."`
	Look         data.NetworkLook    `json:"look"`
	Fields       []data.NetworkField `json:"fields,omitempty" doc:"What it keeps of elements, as far as visitors read it."`
	Contributors data.Contributors   `json:"contributors" enum:"nobody,suggestions,members,everyone" doc:"Who may add elements, besides its editors."`
	Total        int                 `json:"total" doc:"How many elements it shows."`
	URL          string              `json:"url" doc:"The address of its page."`
	UpdatedAt    time.Time           `json:"updatedAt"`
}

// newNetworkAnswer returns what visitors read of a network that is open to the request
// of ctx, and of what it shows.
func (s *Server) newNetworkAnswer(ctx context.Context, snapshot *index.Snapshot, n *data.Network, l web.Language) (networkAnswer, error) {
	answer := networkAnswer{
		Reference: n.Reference(), Slug: n.Slug, Title: n.Title, Summary: n.Summary, Text: n.Text, Query: n.Query, Look: n.Look,
		Fields: n.ShownFields(), Contributors: n.Contributors, UpdatedAt: n.UpdatedAt,
		URL: s.publicURL + l.Path(web.NetworkPath(n.Reference())),
	}
	selection, err := snapshot.Select(ctx, index.Query{Network: n.Reference()})
	if err == nil {
		answer.Total = selection.Total()
	}
	return answer, err
}

var networkOperation = huma.Operation{
	OperationID: "readNetwork", Path: networksPath + "/{" + networkParameter + "}",
	Parameters: []*huma.Param{pathParameter(networkParameter, "")},
}

func (s *Server) networkOf(ctx context.Context, r *request) (*output[networkAnswer], error) {
	if _, err := readParameters(r.rawQuery); err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	n, err := s.openNetwork(ctx, snapshot, r.key)
	if err != nil {
		return nil, err
	}
	answer, err := s.newNetworkAnswer(ctx, snapshot, &n, r.language)
	if err != nil {
		return nil, err
	}
	return newOutput(snapshot, &answer), nil
}

// networksAnswer is some of the networks that anybody may be told of.
type networksAnswer struct {
	Networks []networkAnswer `json:"networks" doc:"Those changed last first."`
	Total    int             `json:"total" doc:"How many there are."`
	Next     string          `json:"next,omitempty" doc:"The path of the next ones; absent on the last page."`
}

var networksOperation = huma.Operation{
	OperationID: "listNetworks", Path: networksPath,
	Parameters: []*huma.Param{limitParameter(usualNetworks, mostNetworks), {Name: afterParameter, In: "query", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: number(0), Maximum: number(mostAfter)}}},
}

// mostAfter bounds how many networks may be passed over.
const mostAfter = 1_000_000

// readSkipped returns the parameter after: how many come before those that are asked.
func readSkipped(parameters map[string]string) (int, error) {
	text := parameters[afterParameter]
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostAfter {
		return 0, index.Refuse(afterParameter, index.RuleNumber, "value", text, "least", "0", "most", strconv.Itoa(mostAfter))
	}
	return n, nil
}

// isUnknownNetwork reports whether the engine knows nothing of the network that it was
// asked.
func isUnknownNetwork(err error) bool {
	wrong, ok := errors.AsType[*index.QueryError](err)
	return ok && wrong.Rule == index.RuleNetwork
}

func (s *Server) listNetworks(ctx context.Context, r *request) (*output[networksAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "limit", afterParameter)
	if err != nil {
		return nil, err
	}
	limit, err := readLimit(parameters, usualNetworks, mostNetworks)
	if err != nil {
		return nil, err
	}
	after, err := readSkipped(parameters)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	listed, total, err := s.store.ListedNetworks(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	answer := &networksAnswer{Networks: []networkAnswer{}, Total: total}
	for i := range listed {
		one, err := s.newNetworkAnswer(ctx, snapshot, &listed[i], r.language)
		if isUnknownNetwork(err) { // new, and the index does not show it yet
			continue
		}
		if err != nil {
			return nil, err
		}
		answer.Networks = append(answer.Networks, one)
	}
	if more := after + len(listed); more < total && len(listed) > 0 {
		answer.Next = withQuery(networksPath, url.Values{"limit": {strconv.Itoa(limit)}, afterParameter: {strconv.Itoa(more)}}.Encode())
	}
	return newOutput(snapshot, answer), nil
}
