package api

import (
	"context"
	"errors"
	"net/url"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// Bounds of what is said of the networks that show an element.
const (
	shownNetworks = 8  // named; the others are counted
	approvalsRead = 20 // networks that approve changes, of which is read what they approved
)

// NamedNetwork is a network that anybody may be told of. It is exported so that huma
// describes it.
type NamedNetwork struct {
	Slug  string `json:"slug" doc:"What the parameter network calls it."`
	Title string `json:"title"`
}

// networksShowing returns some of the networks that anybody may be told of and that show
// an element which everybody sees, and how many others do.
func (s *Server) networksShowing(ctx context.Context, snapshot *index.Snapshot, e *data.Element) (named []NamedNetwork, more int, err error) {
	read := 0
	for _, n := range snapshot.Candidate(e).Networks() {
		if n.Clears {
			if read++; read > approvalsRead {
				continue
			}
			approved, err := s.store.Cleared(ctx, n.Num, n.ClearedAfter, []int64{e.Num})
			if err != nil {
				return nil, 0, err
			}
			if len(approved) == 0 || !snapshot.Candidate(&approved[0]).IsIn(n.Slug) {
				continue
			}
		}
		if len(named) < shownNetworks {
			named = append(named, NamedNetwork{n.Slug, n.Title})
		} else {
			more++
		}
	}
	return named, more, nil
}

// keptOf returns the network that a reference names, as it is asked, and what it keeps of
// an element that it shows, by field that visitors read; nil when it does not show it, or
// is not open to who asks.
func (s *Server) keptOf(ctx context.Context, snapshot *index.Snapshot, reference string, num int64) (*FoundNetwork, map[string]string, error) {
	n, err := s.openNetwork(ctx, snapshot, reference)
	if errors.Is(err, errNoNetwork) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	selection, err := snapshot.Select(ctx, index.Query{Network: n.Reference()})
	if _, refused := errors.AsType[*index.QueryError](err); refused { // it has just changed
		return nil, nil, nil
	}
	if err != nil || !selection.Has(num) {
		return nil, nil, err
	}
	fields := n.ShownFields()
	found := &FoundNetwork{Reference: n.Reference(), Slug: n.Slug, Title: n.Title, Fields: fields}
	says, err := s.store.NetworkElementsOf(ctx, n.Num, []int64{num})
	if err != nil || len(says) == 0 {
		return found, nil, err
	}
	return found, shownValues(fields, says[0].Values), nil
}

// addNetworks adds to the page of an element the networks that show it, and what the one
// from which it was opened keeps of it.
func (p *pages) addNetworks(ctx context.Context, snapshot *index.Snapshot, e *data.Element, asked url.Values, view *web.Element) error {
	named, more, err := p.networksShowing(ctx, snapshot, e)
	if err != nil {
		return err
	}
	for _, n := range named {
		view.Networks = append(view.Networks, web.NamedNetwork(n))
	}
	view.MoreNetworks = more
	reference := asked.Get(withinParameter)
	if reference == "" {
		return nil
	}
	found, values, err := p.keptOf(ctx, snapshot, reference, e.Num)
	if found != nil {
		view.Within = &web.ElementWithin{Reference: found.Reference, Title: found.Title, Values: valueViews(found.Fields, values)}
	}
	return err
}
