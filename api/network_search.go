package api

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/index"
	"maillage/web"
)

// FoundNetwork is what an answer says of the network that it is about. It is exported
// so that huma describes it where it is embedded.
type FoundNetwork struct {
	Reference string              `json:"reference" doc:"What the parameter network calls it."`
	Slug      string              `json:"slug"`
	Title     string              `json:"title"`
	Fields    []data.NetworkField `json:"fields,omitempty" doc:"What it keeps of elements, as far as visitors read it."`
	Marks     []data.NetworkMark  `json:"marks,omitempty" doc:"How its elements are drawn: the first that fits counts."`
	Groups    []networkGroup      `json:"groups,omitempty" doc:"The filters that it offers, when facets are asked."`
}

// networkGroup is a heading and what may be chosen below it.
type networkGroup struct {
	Title     string       `json:"title"`
	Parameter string       `json:"parameter" doc:"The parameter that chooses: kind, type, anyTag, or one of a field."`
	Choices   []facetValue `json:"choices" doc:"Each with how many elements it would find, whatever else of its parameter is chosen."`
}

// ofNetwork adds to an answer what its network says of itself and of what was found.
func (s *Server) ofNetwork(ctx context.Context, snapshot *index.Snapshot, query index.Query, answer *searchAnswer, l web.Language) error {
	n, err := s.openNetwork(ctx, snapshot, query.Network)
	if errors.Is(err, errNoNetwork) { // it has just changed
		return nil
	}
	if err != nil {
		return err
	}
	shown := n.ShownFields()
	answer.Network = &FoundNetwork{Reference: n.Reference(), Slug: n.Slug, Title: n.Title, Fields: shown, Marks: n.Look.Marks}
	if len(query.Facets) > 0 {
		if answer.Network.Groups, err = s.networkGroups(ctx, snapshot, query, &n, l); err != nil {
			return err
		}
	}
	if len(shown) == 0 || len(answer.Features) == 0 {
		return nil
	}
	nums := make([]int64, len(answer.Features))
	for i, f := range answer.Features {
		nums[i] = f.Properties.Num
	}
	says, err := s.store.NetworkElementsOf(ctx, n.Num, nums)
	for _, said := range says {
		i := slices.Index(nums, said.Num)
		answer.Features[i].Properties.Values = shownValues(shown, said.Values)
	}
	return err
}

// keptBeside returns what a network, as it is asked, keeps of elements and visitors may
// read; nothing for no network.
func (s *Server) keptBeside(ctx context.Context, snapshot *index.Snapshot, reference string) (beside exchange.Beside, err error) {
	if reference == "" {
		return beside, nil
	}
	n, err := s.openNetwork(ctx, snapshot, reference)
	if errors.Is(err, errNoNetwork) { // it has just changed
		return beside, nil
	}
	shown := n.ShownFields()
	if err != nil || len(shown) == 0 {
		return beside, err
	}
	for _, f := range shown {
		beside.Names = append(beside.Names, f.Key)
	}
	says, err := s.store.NetworkElements(ctx, n.Num)
	beside.Values = make(map[int64]map[string]string, len(says))
	for _, said := range says {
		if values := shownValues(shown, said.Values); len(values) > 0 {
			beside.Values[said.Num] = values
		}
	}
	return beside, err
}

// shownValues returns those of values that fields are of.
func shownValues(fields []data.NetworkField, values map[string]string) map[string]string {
	shown := map[string]string{}
	for _, f := range fields {
		if value := values[f.Key]; value != "" {
			shown[f.Key] = value
		}
	}
	return shown
}

// networkGroups returns the filters that a network offers, with what each choice would
// find beside the rest of a query. Choices that no query can ask are left out.
func (s *Server) networkGroups(ctx context.Context, snapshot *index.Snapshot, query index.Query, n *data.Network, l web.Language) ([]networkGroup, error) {
	var groups []networkGroup
	for _, offered := range n.Look.Groups {
		group := networkGroup{Title: offered.Title, Parameter: offered.Parameter}
		var field *data.NetworkField
		if i := slices.IndexFunc(n.Fields, func(f data.NetworkField) bool { return f.Shown && f.Key == offered.Parameter }); i >= 0 {
			field, group.Parameter = &n.Fields[i], index.FieldParameter(n.Slug, offered.Parameter)
		} else if !slices.Contains(data.FilterGroupParameters, offered.Parameter) { // a field that visitors do not read
			continue
		}
		for _, choice := range offered.Choices {
			chosen, value, ok := chosenIn(query, group.Parameter, choice.Value)
			if !ok {
				continue
			}
			selection, err := resolved(ctx, snapshot, chosen)
			if _, refused := errors.AsType[*index.QueryError](err); refused {
				continue
			}
			if err != nil {
				return nil, err
			}
			group.Choices = append(group.Choices, facetValue{value, s.choiceLabel(offered.Parameter, field, choice, l), selection.Total()})
		}
		if len(group.Choices) > 0 {
			groups = append(groups, group)
		}
	}
	return groups, nil
}

// chosenIn returns a query in which a parameter asks for one value alone, and that value
// as a canonical query has it.
func chosenIn(query index.Query, parameter, value string) (chosen index.Query, written string, ok bool) {
	values, err := url.ParseQuery(query.Filter().String())
	if err != nil {
		return chosen, "", false
	}
	values.Set(parameter, value)
	if chosen, err = index.ParseQuery(values.Encode()); err != nil {
		return chosen, "", false
	}
	canonical, err := url.ParseQuery(chosen.String())
	return chosen, canonical.Get(parameter), err == nil
}

// choiceLabel returns what people read for a choice.
func (s *Server) choiceLabel(parameter string, field *data.NetworkField, choice data.FilterChoice, l web.Language) string {
	switch {
	case choice.Label != "":
		return choice.Label
	case field != nil:
		return s.catalogue.FieldValue(l, string(field.Type), choice.Value)
	case parameter == "kind":
		return s.catalogue.Kinds(l, choice.Value)
	case parameter == "anyTag":
		return "#" + choice.Value
	}
	return choice.Value
}
