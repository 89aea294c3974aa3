package api

import (
	"context"
	"fmt"
	"net/url"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
)

// asShown reads elements as the network that is asked shows them, none being everybody's
// map: one that approves changes shows the revisions that it has approved.
func (s *Server) asShown(ctx context.Context, network string, nums []int64) ([]data.Element, error) {
	if snapshot := s.engine.Snapshot(); network != "" && snapshot != nil {
		if num, after, clears := snapshot.Clears(network); clears {
			return s.store.Cleared(ctx, num, after, nums)
		}
	}
	return s.store.ElementsByNum(ctx, nums)
}

// elementWithin returns an element as a network shows it; of one that it does not show
// the error wraps store.ErrNotFound.
func (s *Server) elementWithin(ctx context.Context, snapshot *index.Snapshot, network string, id data.ID) (data.Element, error) {
	if network == "" {
		return s.publicElement(ctx, id)
	}
	query, err := index.ParseQuery("network=" + url.QueryEscape(network))
	if err != nil {
		return data.Element{}, err
	}
	selection, err := snapshot.Select(ctx, query)
	if err != nil {
		return data.Element{}, err
	}
	present, err := s.publicElement(ctx, id)
	if err != nil {
		return data.Element{}, err
	}
	if selection.Has(present.Num) {
		shown, err := s.asShown(ctx, network, []int64{present.Num})
		if err != nil || len(shown) > 0 {
			return append(shown, data.Element{})[0], err
		}
	}
	return data.Element{}, fmt.Errorf("element %s in this network: %w", id, store.ErrNotFound)
}
