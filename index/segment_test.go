package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

// segmentContent is all that a segment answers, plainly.
type segmentContent struct {
	Entries []entryContent
	Sums    []string
	Marks   map[uint64][]uint32
	Columns [dimensions]map[string][]uint32 // of each value, its entries
	Own     [dimensions][][]string
}

type entryContent struct {
	Num, Created int64
	Updated      int64
	ID           data.ID
	Name, Shape  string
	Corners      geo.Corners
	Point        geo.Point
	Placed       bool
	Position     geo.Position
	Quality      uint8
	Hash         uint64
}

func contentOf(s *segment) segmentContent {
	var content segmentContent
	for entry := range uint32(s.size()) {
		e := entryContent{
			Num: s.num(entry), Created: s.created(entry), Updated: s.updatedTimes[entry], ID: s.id(entry), Name: s.name(entry), Point: s.point(entry),
			Placed: s.placed(entry), Quality: s.quality(entry), Hash: s.hash(entry),
		}
		if e.Placed {
			e.Position = s.position(entry)
		}
		if shape, ok := s.shape(entry); ok {
			e.Shape = fmt.Sprint(shape)
			n, _ := slices.BinarySearch(s.shaped, entry)
			e.Corners = geo.Corners(s.corners.at(n))
		}
		content.Entries = append(content.Entries, e)
		if found, known := s.entryOf(e.Num); !known || found != entry {
			panic(fmt.Sprintf("the element %d of entry %d is found at %d, %v", e.Num, entry, found, known))
		}
	}
	content.Marks = map[uint64][]uint32{}
	for _, m := range s.marked.marks {
		content.Marks[m] = s.marked.having(mark(m))
	}
	for i := range uint32(s.placedSize()) + 1 {
		content.Sums = append(content.Sums, fmt.Sprint(s.sumBetween(0, i)))
	}
	for d := range s.Columns {
		content.Columns[d], content.Own[d] = columnContent(&s.Columns[d], s.size(), hasForward[d])
	}
	return content
}

func columnContent(c *column, entries int, forward bool) (having map[string][]uint32, own [][]string) {
	having = map[string][]uint32{}
	for n := range c.size() {
		having[c.value(n)] = c.bitmap(n).ToArray()
		if c.cardinality(n) != len(having[c.value(n)]) || n > 0 && c.value(n-1) >= c.value(n) {
			panic(fmt.Sprintf("value %d, %q, of cardinality %d has %d entries", n, c.value(n), c.cardinality(n), len(having[c.value(n)])))
		}
	}
	if forward {
		for entry := range uint32(entries) {
			var values []string
			for _, n := range c.at(entry) {
				values = append(values, c.value(int(n)))
			}
			own = append(own, values)
		}
	}
	return having, own
}

// randomRecords invents the records of n elements.
func randomRecords(r *rand.Rand, n int) []record {
	territories := geo.NewGazetteer(squareWorld())
	var records []record
	for i := range n {
		e := randomElement(r, i)
		e.Num, e.ID = int64(i*7%n+1+1000*(i/7)), data.NewID()
		records = append(records, newRecord(&e, territories))
	}
	return records
}

// TestASegmentHoldsItsRecords compares a segment with its records, one by one.
func TestASegmentHoldsItsRecords(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 9))
	for _, n := range []int{0, 1, 500} {
		records := randomRecords(r, n)
		s := newSegment(records)
		if s.size() != n {
			t.Fatalf("%d entries of %d records", s.size(), n)
		}
		for _, record := range records {
			entry, known := s.entryOf(record.num)
			if !known {
				t.Fatalf("no entry of element %d", record.num)
			}
			checkEntry(t, s, entry, record)
		}
		if _, known := s.entryOf(-1); known {
			t.Error("there is an entry of an element that is not in the records")
		}
		if !slices.IsSorted(s.keys) {
			t.Error("the keys are not in order")
		}
	}
}

func checkEntry(t *testing.T, s *segment, entry uint32, r record) {
	t.Helper()
	shape, shaped := s.shape(entry)
	var marks []mark
	for i, of := range s.marked.entries {
		if of == entry {
			marks = append(marks, mark(s.marked.marks[i]))
		}
	}
	got := []any{marks, s.updatedTimes[entry], s.id(entry), s.name(entry), s.created(entry), s.quality(entry), s.hash(entry), s.placed(entry), s.point(entry), fmt.Sprint(shape), shaped}
	want := []any{r.marks, r.updated, r.id, r.name, r.created, r.quality, r.hash, r.placed, r.point, fmt.Sprint(r.shape), !r.shape.IsZero()}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("element %d:\n%s", r.num, diff)
	}
	if r.placed && s.position(entry) != r.position {
		t.Errorf("element %d stands at %v, want %v", r.num, s.position(entry), r.position)
	}
	for d := range s.Columns {
		c := &s.Columns[d]
		var has []string
		for n := range c.size() {
			if c.bitmap(n).Contains(entry) {
				has = append(has, c.value(n))
			}
		}
		if wanted := slices.Compact(slices.Sorted(slices.Values(textsOf(r.values[d])))); !slices.Equal(has, wanted) {
			t.Errorf("element %d has the %s %q, want %q", r.num, dimensionNames[d], has, wanted)
		}
		if hasForward[d] {
			var own []string
			for _, n := range c.at(entry) {
				own = append(own, c.value(int(n)))
			}
			if wanted := firstOfEach(textsOf(r.values[d])); !slices.Equal(own, wanted) {
				t.Errorf("element %d tells the %s %q, want %q", r.num, dimensionNames[d], own, wanted)
			}
		}
	}
}

func textsOf(values []hashed) []string {
	var texts []string
	for _, v := range values {
		texts = append(texts, v.text)
	}
	return texts
}

func firstOfEach(values []string) []string {
	var unique []string
	for _, value := range values {
		if !slices.Contains(unique, value) {
			unique = append(unique, value)
		}
	}
	return unique
}

// TestMergedPartsAreASegmentOfAllRecords: what died is left out, and the rest is
// as if it had never been apart.
func TestMergedPartsAreASegmentOfAllRecords(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 10))
	for _, deadShare := range []float64{0, 0.3, 0.95, 1} {
		records := randomRecords(r, 600)
		var parts []part
		var living []record
		for rest := records; len(rest) > 0; {
			n := min(len(rest), 1+r.IntN(300))
			p := newPart(newSegment(slices.Clone(rest[:n])))
			var dead []uint32
			for _, record := range rest[:n] {
				if entry, _ := p.entryOf(record.num); r.Float64() < deadShare {
					dead = append(dead, entry)
				} else {
					living = append(living, record)
				}
			}
			parts, rest = append(parts, p.without(dead)), rest[n:]
		}
		merged := mergeParts(parts)
		if diff := gocmp.Diff(contentOf(newSegment(living)), contentOf(merged)); diff != "" {
			t.Fatalf("%d parts, %v dead: merged is not as built:\n%s", len(parts), deadShare, diff)
		}
		if got := string(encoded(t, merged)); got != string(encoded(t, newSegment(living))) {
			t.Errorf("%d parts, %v dead: merged and built are the same, but their files are not", len(parts), deadShare)
		}
	}
}

// TestLabelsDependOnLivingEntriesAlone: however the entries came to be where
// they are, people see the same words.
func TestLabelsDependOnLivingEntriesAlone(t *testing.T) {
	territories := geo.NewGazetteer(squareWorld())
	tagged := func(num int64, tag string) record {
		e := named(int(num), "Jardins "+tag)
		e.Num, e.Tags, e.Type = num, []string{tag}, tag
		return newRecord(&e, territories)
	}
	one := []record{tagged(1, "vélo"), tagged(2, "vélo"), tagged(3, "Vélo")}
	two := []record{tagged(4, "#Vélo"), tagged(5, "Vélo"), tagged(6, "VÉLO")}
	apart := &Snapshot{parts: []part{newPart(newSegment(one)), newPart(newSegment(two))}}
	together := &Snapshot{parts: []part{newPart(mergeParts(apart.parts))}}
	for name, s := range map[string]*Snapshot{"apart": apart, "together": together} {
		for _, d := range []dimension{byTag, byType} {
			if got := s.label(d, "velo"); d == byTag && got != "Vélo" {
				t.Errorf("%s: three write Vélo, two vélo: the label is %q", name, got)
			}
		}
		if got := s.label(byTerm, "jardin"); got != "jardins" {
			t.Errorf("%s: all names have jardins: the label of their term is %q", name, got)
		}
	}
	dead := func(s *Snapshot, nums ...int64) *Snapshot {
		next := &Snapshot{}
		for _, p := range s.parts {
			var entries []uint32
			for _, num := range nums {
				if entry, known := p.entryOf(num); known {
					entries = append(entries, entry)
				}
			}
			next.parts = append(next.parts, p.without(entries))
		}
		return next
	}
	for name, s := range map[string]*Snapshot{"apart": apart, "together": together} {
		if got := dead(s, 3, 5).label(byTag, "velo"); got != "vélo" {
			t.Errorf("%s: one writes Vélo, two vélo: the label is %q", name, got)
		}
		if got := dead(s, 2, 3, 5).label(byTag, "velo"); got != "VÉLO" {
			t.Errorf("%s: one each writes VÉLO, Vélo and vélo: the label is %q, want the first", name, got)
		}
		if got := dead(s, 1, 2, 3, 4, 5, 6).label(byTag, "velo"); got != "velo" {
			t.Errorf("%s: nobody writes it: the label is %q", name, got)
		}
	}
}

func TestSpanHoldsTheKeysBetween(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 11))
	s := randomSegment(r, 700)
	for range 500 {
		first, last := geo.Key(r.Uint64()), geo.Key(r.Uint64())
		if r.IntN(2) == 0 {
			first, last = s.keys[r.IntN(len(s.keys))], s.keys[r.IntN(len(s.keys))]
		}
		if r.IntN(20) == 0 {
			last = ^geo.Key(0)
		}
		if first > last {
			first, last = last, first
		}
		from, to := s.span(first, last)
		for entry, key := range s.keys {
			if inside := cmp.Compare(key, first) >= 0 && key <= last; inside != (uint32(entry) >= from && uint32(entry) < to) {
				t.Fatalf("entry %d with key %x: between %x and %x is %v, but the span is %d to %d", entry, key, first, last, inside, from, to)
			}
		}
	}
}
