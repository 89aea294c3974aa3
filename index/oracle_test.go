package index

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"maillage/data"
	"maillage/geo"
)

// oracle answers queries by looking at every raw element, one after another,
// with none of the engine's structures. Only the analysis of words and the rule
// of territories are shared; both have tests of their own.
type oracle struct {
	territories *geo.Gazetteer
	entries     []oracleEntry
	having      map[string]map[int]bool // term to the entries with it
}

type oracleEntry struct {
	element data.Element
	point   *geo.Point
	terms   map[string]bool
	tags    map[string]bool
	chain   map[string]bool
}

func newOracle(elements []data.Element, territories *geo.Gazetteer) *oracle {
	o := &oracle{territories: territories, having: map[string]map[int]bool{}}
	for _, e := range elements {
		if e.Status != data.StatusPublished || e.Visibility != data.VisibilityPublic {
			continue
		}
		entry := oracleEntry{element: e, terms: map[string]bool{}, tags: map[string]bool{}, chain: map[string]bool{}}
		if !e.Geometry.IsZero() {
			p := e.Geometry.Representative()
			entry.point = &p
		}
		texts := append([]string{e.Name, e.Type, e.Summary, e.Description, e.Address.PostalCode, e.Address.Locality}, e.Tags...)
		for _, text := range texts {
			for _, t := range analyze(text) {
				entry.terms[t.text] = true
			}
		}
		for _, tag := range e.Tags {
			entry.tags[data.TagKey(tag)] = true
		}
		for _, t := range data.TerritoriesOf(&e, territories) {
			entry.chain[t.Code] = true
		}
		for term := range entry.terms {
			if o.having[term] == nil {
				o.having[term] = map[int]bool{}
			}
			o.having[term][len(o.entries)] = true
		}
		o.entries = append(o.entries, entry)
	}
	return o
}

// verdict says which conditions of a query an entry fulfils.
type verdict struct {
	always, place, in, kind, types, anyTag bool
}

func (v verdict) all() bool { return v.always && v.place && v.in && v.kind && v.types && v.anyTag }

func (o *oracle) judge(q Query, e *oracleEntry, terms []string, noWords bool) verdict {
	v := verdict{always: !noWords, place: true, in: len(q.In) == 0, kind: len(q.Kinds) == 0, types: len(q.Types) == 0, anyTag: len(q.AnyTags) == 0}
	for _, t := range terms {
		v.always = v.always && e.terms[t]
	}
	for _, tag := range q.Tags {
		v.always = v.always && e.tags[tag]
	}
	for _, tag := range q.NotTags {
		v.always = v.always && !e.tags[tag]
	}
	if q.Bounds != nil {
		v.place = e.point != nil && e.element.Geometry.Intersects(*q.Bounds)
	}
	if q.Radius != 0 {
		v.place = v.place && e.point != nil && q.Near.DistanceMeters(*e.point) <= q.Radius
	}
	made, linked := len(q.By) == 0, len(q.Of) == 0
	for _, account := range q.By {
		made = made || e.element.CreatedBy == account && e.element.Kind != data.KindPerson
	}
	for _, target := range q.Of {
		for _, link := range e.element.Links {
			linked = linked || link.Target == target
		}
	}
	v.always = v.always && made && linked && !e.element.UpdatedAt.Before(q.Since)
	for _, code := range q.In {
		v.in = v.in || e.chain[code]
	}
	for _, kind := range q.Kinds {
		v.kind = v.kind || e.element.Kind == kind
	}
	for _, key := range q.Types {
		v.types = v.types || TypeKey(e.element.Type) == key
	}
	for _, tag := range q.AnyTags {
		v.anyTag = v.anyTag || e.tags[tag]
	}
	return v
}

// oracleAnswer is what the oracle says of a query.
type oracleAnswer struct {
	matches []*oracleEntry
	terms   []string
	facets  map[Facet]map[string]int
	ladder  map[string]int
	steps   []string // codes of the ladder, in order
}

func (o *oracle) answer(q Query) oracleAnswer {
	terms, noWords := o.read(q.Words)
	a := oracleAnswer{terms: terms, facets: map[Facet]map[string]int{}, ladder: map[string]int{}}
	for _, facet := range Facets {
		a.facets[facet] = map[string]int{}
	}
	children := o.children(q.In)
	a.steps = append(o.placeAsked(q), geo.WorldCode)
	for i := range o.entries {
		e := &o.entries[i]
		v := o.judge(q, e, terms, noWords)
		if v.all() {
			a.matches = append(a.matches, e)
		}
		if with := v; with.set(&with.kind).all() {
			a.facets[FacetKind][string(e.element.Kind)]++
		}
		if with := v; with.set(&with.types).all() && TypeKey(e.element.Type) != "" {
			a.facets[FacetType][TypeKey(e.element.Type)]++
		}
		if with := v; with.set(&with.anyTag).all() {
			for tag := range e.tags {
				a.facets[FacetTag][tag]++
			}
		}
		if with := v; with.set(&with.in).all() {
			for code := range e.chain {
				if children[code] {
					a.facets[FacetTerritory][code]++
				}
			}
		}
		if with := v; with.set(&with.in).set(&with.place).all() {
			for code := range e.chain {
				a.ladder[code]++
			}
			a.ladder[geo.WorldCode]++
		}
	}
	return a
}

// set makes one condition of v true and returns v.
func (v *verdict) set(condition *bool) *verdict {
	*condition = true
	return v
}

func (o *oracle) children(in []string) map[string]bool {
	if len(in) == 0 {
		in = []string{geo.WorldCode}
	}
	children := map[string]bool{}
	for _, code := range in {
		for _, child := range o.territories.Children(code) {
			children[child.Code] = true
		}
	}
	return children
}

func (o *oracle) placeAsked(q Query) []string {
	var chain []*geo.Territory
	switch {
	case len(q.In) > 0:
		for _, t := range o.territories.Chain(q.In[0]) {
			inAll := true
			for _, code := range q.In {
				inAll = inAll && slices.Contains(o.territories.Chain(code), t)
			}
			if inAll {
				chain = append(chain, t)
			}
		}
	case q.Near != nil:
		chain, _ = o.territories.Locate(*q.Near)
	case q.Bounds != nil:
		chain, _ = o.territories.Locate(q.Bounds.Center())
	}
	var codes []string
	for _, t := range chain {
		codes = append(codes, t.Code)
	}
	return codes
}

// read finds the reading of words by trying every combination of every term.
func (o *oracle) read(words string) (terms []string, nothing bool) {
	if words == "" {
		return nil, false
	}
	asked := queryTerms(words)
	if len(asked) == 0 {
		return nil, true
	}
	for _, t := range asked {
		terms = append(terms, t.text)
	}
	if o.count(terms) > 0 {
		return terms, false
	}
	type spelling struct {
		term  string
		edits int
	}
	choices := make([][]spelling, len(asked))
	for i, t := range asked {
		for term, having := range o.having {
			edits := plainEditDistance([]rune(t.text), []rune(term))
			if edits <= allowedEdits(t) && len(having) > 0 {
				choices[i] = append(choices[i], spelling{term, edits})
			}
		}
		slices.SortFunc(choices[i], func(a, b spelling) int {
			return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(len(o.having[b.term]), len(o.having[a.term])), strings.Compare(a.term, b.term))
		})
		choices[i] = choices[i][:min(len(choices[i]), maxAlternatives)]
	}
	bestEdits, bestCount := math.MaxInt, 0
	var best []string
	var combine func(chosen []string, edits int)
	combine = func(chosen []string, edits int) {
		if edits > bestEdits {
			return
		}
		if len(chosen) == len(choices) {
			n := o.count(chosen)
			if n > 0 && (edits < bestEdits || n > bestCount || n == bestCount && slices.Compare(chosen, best) < 0) {
				bestEdits, bestCount, best = edits, n, slices.Clone(chosen)
			}
			return
		}
		for _, c := range choices[len(chosen)] {
			combine(append(chosen, c.term), edits+c.edits)
		}
	}
	combine(nil, 0)
	if best == nil {
		return terms, false
	}
	return best, false
}

// count returns how many entries have every term.
func (o *oracle) count(terms []string) int {
	n := 0
	for entry := range o.having[terms[0]] {
		all := true
		for _, t := range terms[1:] {
			all = all && o.having[t][entry]
		}
		if all {
			n++
		}
	}
	return n
}

// currentElements reads every element of a store, by num.
func currentElements(ctx context.Context, source interface {
	EachElement(context.Context, func(data.Element) error) error
}) ([]data.Element, error) {
	var all []data.Element
	err := source.EachElement(ctx, func(e data.Element) error {
		all = append(all, e)
		return nil
	})
	return all, err
}
