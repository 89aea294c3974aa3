package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
	"maillage/geo"
)

// Bounds of the search for what may be the same as an element, so that it takes
// milliseconds among millions too.
const (
	// sharedBy is how many elements have an identifier at most for it to say
	// anything: the site of a federation is that of all its groups.
	sharedBy = 10
	// comparedAround and comparedFarther bound how many names are compared: of those
	// that are near, and of those farther away which have a word in common.
	comparedAround  = 1000
	comparedFarther = 1000
)

// candidate is an element that may be the same as what was asked.
type candidate struct {
	num     int64
	known   bool // by an identifier
	similar data.Similarity
	meters  float64 // from what was asked; infinite where either has no place
}

// MayBeAlike returns the nums of at most so many elements that are worth holding
// against asked with [data.Alike], the likeliest first: those with the same
// identifier unless many have it, and those with similar names within
// [data.NearMeters], in the same commune when either has no place, and within
// [data.NearCommuneMeters] if a word of their names is the same. Those of but are
// left out. asked needs no id. The error is the context's.
func (s *Snapshot) MayBeAlike(ctx context.Context, asked *data.Element, but []data.ID, most int) ([]int64, error) {
	kinds := texts(data.KindsAlike(asked.Kind))
	if len(kinds) == 0 {
		return nil, ctx.Err()
	}
	a := &alikeSearch{snapshot: s, kinds: kinds, but: but, seen: map[origin]bool{}}
	for _, identifier := range asked.Identifiers() {
		a.having(markOf(identifier))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.named(asked)
	slices.SortFunc(a.found, func(x, y candidate) int {
		return cmp.Or(compareBools(y.known, x.known), cmp.Compare(y.similar, x.similar), cmp.Compare(x.meters, y.meters), cmp.Compare(x.num, y.num))
	})
	var nums []int64
	for _, c := range a.found[:min(most, len(a.found))] {
		nums = append(nums, c.num)
	}
	return nums, ctx.Err()
}

// alikeSearch collects candidates.
type alikeSearch struct {
	snapshot *Snapshot
	kinds    []string
	but      []data.ID
	seen     map[origin]bool // entries that were looked at
	found    []candidate
}

// take looks at an entry for the first time, and reports whether it may count.
func (a *alikeSearch) take(part int, entry uint32) bool {
	p, at := a.snapshot.parts[part], origin{uint32(part), entry}
	if !slices.Contains(a.kinds, p.value(byKind, entry)) || p.isDead(entry) || slices.Contains(a.but, p.id(entry)) || a.seen[at] {
		return false
	}
	a.seen[at] = true
	return true
}

// having finds the elements with a mark, unless there are many.
func (a *alikeSearch) having(wanted mark) {
	var found []origin
	for i, p := range a.snapshot.parts {
		for _, entry := range p.marked.having(wanted) {
			if !p.isDead(entry) && slices.Contains(a.kinds, p.value(byKind, entry)) {
				if found = append(found, origin{uint32(i), entry}); len(found) > sharedBy {
					return
				}
			}
		}
	}
	for _, o := range found {
		if a.take(int(o.part), o.entry) {
			p := a.snapshot.parts[o.part]
			a.found = append(a.found, candidate{num: p.num(o.entry), known: true})
		}
	}
}

// named finds the elements with similar names that stand together with asked.
func (a *alikeSearch) named(asked *data.Element) {
	territories := a.snapshot.territories
	commune, towns := "", []string{asked.Address.Locality}
	for _, t := range data.TerritoriesOf(asked, territories) {
		if t.Level == geo.LevelCommune {
			commune, towns = t.Code, append(towns, t.Name)
		}
	}
	n := nameSearch{alikeSearch: a, towns: towns, name: data.CompareName(asked.Name, towns...), terms: analyze(asked.Name)}
	if !asked.Geometry.IsZero() {
		at := asked.Geometry.Representative()
		n.at = &at
	}
	left, leftFarther := comparedAround, comparedFarther
	for i, p := range a.snapshot.parts {
		if n.at != nil {
			around := p.runs.within(geo.Around(*n.at, data.NearMeters))
			if !asked.Geometry.IsPoint() {
				around.Or(p.runs.within(asked.Geometry.Bounds()))
			}
			left -= n.compare(i, around, left)
		}
		leftFarther -= n.compareFarther(i, p, commune, leftFarther)
	}
}

// nameSearch holds one name against those of entries.
type nameSearch struct {
	*alikeSearch
	towns []string
	name  data.ComparedName
	terms []term
	at    *geo.Point // nil: no place
}

// compare looks at entries of a part, at most so many, and returns at how many.
func (n *nameSearch) compare(part int, entries *roaring.Bitmap, most int) (compared int) {
	p := n.snapshot.parts[part]
	for it := entries.Iterator(); it.HasNext() && compared < most; {
		entry := it.Next()
		compared++
		if !n.take(part, entry) {
			continue
		}
		similar := n.name.Similar(data.CompareName(p.name(entry), n.towns...))
		if similar == data.OtherNames {
			continue
		}
		meters := math.Inf(1)
		if n.at != nil && p.placed(entry) {
			meters = n.at.DistanceMeters(p.point(entry))
		}
		n.found = append(n.found, candidate{num: p.num(entry), similar: similar, meters: meters})
	}
	return compared
}

// compareFarther looks at the entries of a part that are a little farther, or in
// the commune where that is all that is known of either, and have a word of the
// name: the rarest words first.
func (n *nameSearch) compareFarther(i int, p part, commune string, most int) (compared int) {
	having := map[string]*roaring.Bitmap{}
	var terms []string
	for _, t := range n.terms {
		if b := p.Columns[byNameTerm].having(t.text); b != nil && having[t.text] == nil {
			having[t.text] = b
			terms = append(terms, t.text)
		}
	}
	if len(terms) == 0 {
		return 0
	}
	slices.SortFunc(terms, func(a, b string) int {
		return cmp.Or(cmp.Compare(having[a].GetCardinality(), having[b].GetCardinality()), cmp.Compare(a, b))
	})
	together := roaring.New()
	if c := p.Columns[byTerritory].having(commune); c != nil {
		together.Or(c)
	}
	if n.at != nil {
		together.RemoveRange(0, uint64(p.placedSize()))
		together.Or(p.runs.within(geo.Around(*n.at, data.NearCommuneMeters)))
	}
	for _, t := range terms {
		compared += n.compare(i, roaring.And(together, having[t]), most-compared)
	}
	return compared
}
