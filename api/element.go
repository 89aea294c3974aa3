package api

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
)

var elementOperation = huma.Operation{
	OperationID: "element", Path: "/api/v1/elements/{id}",
	Parameters: []*huma.Param{pathParameter("id", ""), queryParameter(withinParameter, "")},
}

// withinParameter names the network as which an element is asked.
const withinParameter = "network"

func (s *Server) element(ctx context.Context, r *request) (*output[feature], error) {
	parameters, err := readParameters(r.rawQuery, withinParameter)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	id, err := data.ParseID(r.key)
	if err != nil {
		return nil, index.Refuse("id", index.RuleIdentifier, "value", r.key)
	}
	e, err := s.elementWithin(ctx, snapshot, parameters[withinParameter], id)
	if err != nil {
		return nil, err
	}
	f := s.newFeature(e)
	territories := data.TerritoriesOf(&e, snapshot.Gazetteer())
	f.Properties.Territories = territoryRefs(territories, r.language)
	if f.Properties.Opening, err = s.opening(&e, territories, time.Now(), r.language); err != nil {
		return nil, err
	}
	if f.Properties.Networks, _, err = s.networksShowing(ctx, snapshot, &e); err != nil {
		return nil, err
	}
	if reference := parameters[withinParameter]; reference != "" {
		f.Network, f.Properties.Values, err = s.keptOf(ctx, snapshot, reference, e.Num)
	}
	return newOutput(snapshot, &f), err
}

// publicElement returns an element that everyone may see; of any other the error
// wraps store.ErrNotFound, so that nobody learns that it exists.
func (s *Server) publicElement(ctx context.Context, id data.ID) (data.Element, error) {
	e, err := s.store.Element(ctx, id)
	if err == nil && !e.Public() {
		err = fmt.Errorf("element %s: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return data.Element{}, err
	}
	return e, nil
}
