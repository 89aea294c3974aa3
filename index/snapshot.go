package index

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/geo"
)

// Snapshot is the whole index at one moment. It never changes and is safe for
// any number of readers.
type Snapshot struct {
	identity           string // of the source
	sequence           int64
	territoriesVersion int64
	territories        *geo.Gazetteer
	networks           networks
	places             func() *placeNames // waits for them, when they are still being sorted
	parts              []part
	regions            regionSums
	selections         *selections
	kept               *keptFilters
	recent             *recentChanges
	admission          *admission
	clearings          map[int64]*clearing // by network; nobody changes it
	views              *views
	asked              *clearingsAsked
	through            *clearing // of a view, see [Snapshot.seenBy]; nil: everybody's map
	everybodys         *Snapshot // of a view
}

// prepare makes what is made when it is first needed, so that hardly any answer
// waits for it. A start does not.
func (s *Snapshot) prepare() {
	for _, p := range s.parts {
		p.makeGuides()
	}
	s.places()
}

// Sequence returns the number of the last change that s shows.
func (s *Snapshot) Sequence() int64 { return s.sequence }

// TerritoriesVersion returns the number of the last change of territories.
func (s *Snapshot) TerritoriesVersion() int64 { return s.territoriesVersion }

// Gazetteer returns the territories that s was made with.
func (s *Snapshot) Gazetteer() *geo.Gazetteer { return s.territories }

// Segments returns how many segments s consists of.
func (s *Snapshot) Segments() int { return len(s.parts) }

// Total returns how many elements s holds.
func (s *Snapshot) Total() int {
	total := 0
	for _, p := range s.parts {
		total += p.livingCount()
	}
	return total
}

// deadCount returns how many entries of s do not count any more.
func (s *Snapshot) deadCount() int {
	total := 0
	for _, p := range s.parts {
		total += p.deadCount()
	}
	return total
}

// ElementsIn returns how many elements lie in a territory.
func (s *Snapshot) ElementsIn(code string) int { return s.used(byTerritory, code) }

// bitmaps holds a set of entries of a snapshot: one bitmap a part.
type bitmaps []*roaring.Bitmap

func (b bitmaps) count() int {
	total := 0
	for _, bitmap := range b {
		total += int(bitmap.GetCardinality())
	}
	return total
}

// used returns how many living entries have a value.
func (s *Snapshot) used(d dimension, value string) int {
	total := 0
	for _, p := range s.parts {
		c := &p.Columns[d]
		if n, found := c.number(value); found {
			total += p.livingWith(c, n)
		}
	}
	return total
}

// label returns how people see a value: the way in which most living entries
// write it, the first in order of those; as it is compared, when people see it
// so or none writes it. Terms are told as most names and tags have them: to
// count all words so would double the index for the sake of few.
func (s *Snapshot) label(d dimension, value string) string {
	if labelsOf[d] == 0 {
		return value
	}
	// How many entries write it so, dead ones included, bounds how many living
	// ones do: those are counted for the few labels that may be the commonest.
	uses := map[string]int{}
	for _, p := range s.parts {
		countLabels(&p.Columns[labelsOf[d]], value, uses)
	}
	order := slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), strings.Compare(a, b))
	})
	if len(order) == 0 {
		return value
	}
	next := 0
	if len(order) > 1 {
		next = uses[order[1]]
	}
	if uses[order[0]]-s.deadCount() > next {
		return order[0] // even if all the dead wrote it so
	}
	label, most := value, 0
	for _, l := range order {
		if uses[l] < most {
			break
		}
		if n := s.used(labelsOf[d], variant(value, l)); n > most || n == most && n > 0 && l < label {
			label, most = l, n
		}
	}
	return label
}

// countLabels adds to uses how many entries write a value in which way.
func countLabels(variants *column, value string, uses map[string]int) {
	prefix := value + variantMark
	for n := range variants.beginning(prefix) {
		label := variants.value(n)[len(prefix):]
		uses[label] += variants.cardinality(n)
	}
}

// livingWith returns how many living entries have the n-th value of a column.
func (p part) livingWith(c *column, n int) int {
	if p.dead == nil {
		return c.cardinality(n)
	}
	return c.cardinality(n) - int(c.bitmap(n).AndCardinality(p.dead))
}
