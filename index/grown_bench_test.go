package index

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// grown is a large snapshot in several segments, some of whose entries are dead,
// with what its questions are drawn from.
type grown struct {
	snapshot *Snapshot
	r        *rand.Rand
	common   map[dimension][]string // the 20 commonest values
}

var loadGrown = sync.OnceValues(func() (*Snapshot, error) {
	ctx := context.Background()
	from, err := store.OpenForReading(ctx, os.Getenv("MAILLAGE_BENCH_DATA"))
	if err != nil {
		return nil, err
	}
	defer from.Close()
	territories, _, err := from.Gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	s := (&Engine{}).emptySnapshot("bench", territories, 0)
	var batch []record
	flush := func() {
		if len(batch) > 0 {
			s.parts = append(s.parts, newPart(newSegment(batch)))
			batch = nil
		}
	}
	err = from.EachElement(ctx, func(e data.Element) error {
		batch = append(batch, newRecord(&e, territories))
		if e.Num%31 == 0 { // an older state, dead by now
			older := e
			older.Name = "Avant " + e.Name
			older.Num = -e.Num
			batch = append(batch, newRecord(&older, territories))
		}
		if len(batch) >= 50_000 {
			flush()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	flush()
	s.parts = age(s.parts)
	return s, nil
})

// age merges parts into a large one and smaller ones, and kills what is older.
func age(parts []part) []part {
	sizes := []int{(len(parts)*4 + 4) / 5, (len(parts) + 4) / 5}
	var aged []part
	for _, size := range sizes {
		size = min(size, len(parts))
		if size == 0 {
			break
		}
		p := newPart(mergeParts(parts[:size]))
		parts = parts[size:]
		var dead []uint32
		for entry := range uint32(p.size()) {
			if p.num(entry) < 0 {
				dead = append(dead, entry)
			}
		}
		aged = append(aged, p.without(dead))
	}
	return aged
}

// newGrown loads the folder of MAILLAGE_BENCH_DATA.
func newGrown(b testing.TB) *grown {
	b.Helper()
	if os.Getenv("MAILLAGE_BENCH_DATA") == "" {
		b.Skip("MAILLAGE_BENCH_DATA is not set: nothing large to ask")
	}
	s, err := loadGrown()
	if err != nil {
		b.Fatal(err)
	}
	g := &grown{snapshot: s, r: rand.New(rand.NewPCG(1, 1)), common: map[dimension][]string{}}
	for _, d := range []dimension{byTerm, byTag} {
		c := &s.parts[0].Columns[d]
		numbers := make([]int, c.size())
		for n := range numbers {
			numbers[n] = n
		}
		slices.SortFunc(numbers, func(x, y int) int { return cmp.Compare(c.cardinality(y), c.cardinality(x)) })
		for _, n := range numbers[:min(20, len(numbers))] {
			g.common[d] = append(g.common[d], s.label(d, c.value(n)))
		}
	}
	return g
}

// cold returns the snapshot with nothing remembered.
func (g *grown) cold() *Snapshot {
	s := *g.snapshot
	s.selections, s.kept = new(selections), newKeptFilters()
	return &s
}

// entry draws a living entry.
func (g *grown) entry() (part, uint32) {
	for {
		at := g.r.IntN(g.snapshot.Total())
		for _, p := range g.snapshot.parts {
			if at < p.size() && !p.isDead(uint32(at)) {
				return p, uint32(at)
			}
			at -= p.size()
			if at < 0 {
				break
			}
		}
	}
}

// word draws a word by its frequency in the names and tags.
func (g *grown) word() string {
	for {
		p, entry := g.entry()
		if g.r.IntN(4) == 0 {
			if tags := strings.Fields(g.tag()); len(tags) > 0 {
				return tags[0]
			}
		}
		if words := strings.Fields(p.name(entry)); len(words) > 0 {
			return words[g.r.IntN(len(words))]
		}
	}
}

// value draws a value of a dimension that has columns, by its frequency.
func (g *grown) value(d dimension) string {
	for {
		p, entry := g.entry()
		if ids := p.Columns[d].at(entry); len(ids) > 0 {
			return p.Columns[d].value(int(ids[g.r.IntN(len(ids))]))
		}
	}
}

func (g *grown) tag() string { return g.value(byTag) }

// point draws the place of an element.
func (g *grown) point() geo.Point {
	for {
		if p, entry := g.entry(); p.placed(entry) {
			return p.point(entry)
		}
	}
}

func (g *grown) territory() string {
	for {
		if chain, _ := g.snapshot.territories.Locate(g.point()); len(chain) > 0 {
			return chain[g.r.IntN(len(chain))].Code
		}
	}
}

func (g *grown) box() *geo.Bounds {
	at, size := g.point(), []float64{0.02, 0.2, 1, 4}[g.r.IntN(4)]
	return &geo.Bounds{West: at.Lon - size, East: at.Lon + size, South: max(-90, at.Lat-size), North: min(90, at.Lat+size)}
}

// misspelt changes a letter or two of a long word.
func (g *grown) misspelt() string {
	for {
		p := g.snapshot.parts[0]
		c := &p.Columns[byTerm]
		letters := []rune(g.snapshot.label(byTerm, c.value(g.r.IntN(c.size()))))
		if len(letters) < 9 {
			continue
		}
		for range 2 {
			letters[1+g.r.IntN(len(letters)-1)] = rune('a' + g.r.IntN(26))
		}
		return string(letters)
	}
}

// searchClasses are the sorts of questions, drawn by the data's own frequencies.
var searchClasses = []struct {
	name string
	ask  func(*grown) Query
}{
	{"everything", func(g *grown) Query { return Query{} }},
	{"word", func(g *grown) Query { return Query{Words: g.word()} }},
	{"two words", func(g *grown) Query { return Query{Words: g.word() + " " + g.word()} }},
	{"word, tag and kind", func(g *grown) Query {
		return Query{Words: g.word(), Tags: []string{g.tag()}, Kinds: []data.Kind{data.Kind(g.value(byKind))}}
	}},
	{"common word", func(g *grown) Query { return Query{Words: g.common[byTerm][g.r.IntN(20)]} }},
	{"common word in a territory", func(g *grown) Query {
		return Query{Words: g.common[byTerm][g.r.IntN(20)], In: []string{g.territory()}}
	}},
	{"common tag", func(g *grown) Query { return Query{Tags: []string{g.common[byTag][g.r.IntN(20)]}} }},
	{"not a common tag", func(g *grown) Query { return Query{NotTags: []string{g.common[byTag][g.r.IntN(20)]}} }},
	{"any of tags", func(g *grown) Query {
		return Query{AnyTags: sortedSet([]string{g.tag(), g.tag(), g.common[byTag][g.r.IntN(20)]})}
	}},
	{"kind", func(g *grown) Query { return Query{Kinds: []data.Kind{data.Kind(g.value(byKind))}} }},
	{"territory", func(g *grown) Query { return Query{In: []string{g.territory()}} }},
	{"box", func(g *grown) Query { return Query{Bounds: g.box()} }},
	{"around", func(g *grown) Query {
		at := g.point()
		return Query{Near: &at, Radius: []float64{1000, 20_000, 200_000}[g.r.IntN(3)]}
	}},
	{"nearest with a common tag", func(g *grown) Query {
		at := g.point()
		return Query{Near: &at, Tags: []string{g.common[byTag][g.r.IntN(20)]}}
	}},
	{"three long words misspelt", func(g *grown) Query {
		return Query{Words: g.misspelt() + " " + g.misspelt() + " " + g.misspelt()}
	}},
	{"everything at once", func(g *grown) Query {
		return Query{
			Words: g.word(), AnyTags: sortedSet([]string{g.tag(), g.tag()}), NotTags: []string{g.tag()},
			Kinds: sortedSet([]data.Kind{data.KindPlace, data.KindOrganization}), In: []string{g.territory()}, Bounds: g.box(),
		}
	}},
}

// BenchmarkSearch measures a cold page with total, three facets and the ladder.
func BenchmarkSearch(b *testing.B) {
	g := newGrown(b)
	for _, class := range searchClasses {
		for _, clients := range []int{1, 16} {
			b.Run(fmt.Sprintf("n=%d/%s/clients=%d", g.snapshot.Total(), strings.ReplaceAll(class.name, " ", "-"), clients), func(b *testing.B) {
				queries := make([]Query, 512)
				for i := range queries {
					queries[i] = class.ask(g)
					queries[i].Facets = []Facet{FacetKind, FacetTag, FacetTerritory}
				}
				hits := 0
				measure(b, clients, func(i int) {
					result, err := g.cold().Search(b.Context(), queries[i%len(queries)])
					if err != nil {
						b.Error(queries[i%len(queries)], err)
						return
					}
					if i < len(queries) && clients == 1 {
						hits += result.Total
					}
				})
				if clients == 1 {
					b.ReportMetric(float64(hits)/float64(min(b.N, len(queries))), "hits")
				}
			})
		}
	}
}

// BenchmarkLightBesideHeavy measures questions with few matches while sixteen
// clients ask world-wide ones all the time, and alone.
func BenchmarkLightBesideHeavy(b *testing.B) {
	g := newGrown(b)
	light, heavy := make([]Query, 256), make([]Query, 64)
	for i := range light {
		at := g.point()
		light[i] = Query{Near: &at, Radius: 2000, Facets: []Facet{FacetKind, FacetTag}}
	}
	for i := range heavy {
		heavy[i] = Query{Words: g.common[byTerm][g.r.IntN(20)], Facets: []Facet{FacetKind, FacetType, FacetTag, FacetTerritory}}
	}
	for _, clients := range []int{0, 16} {
		b.Run(fmt.Sprintf("n=%d/heavy=%d", g.snapshot.Total(), clients), func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			var group sync.WaitGroup
			for client := range clients {
				group.Go(func() {
					for i := client; ctx.Err() == nil; i++ {
						_, _ = g.cold().Search(ctx, heavy[i%len(heavy)])
					}
				})
			}
			measure(b, 1, func(i int) {
				if _, err := g.cold().Search(b.Context(), light[i%len(light)]); err != nil {
					b.Error(err)
				}
			})
			cancel()
			group.Wait()
		})
	}
}

// BenchmarkSuggest measures what is asked while words are typed letter by letter.
func BenchmarkSuggest(b *testing.B) {
	g := newGrown(b)
	for letters := 1; letters <= 6; letters++ {
		b.Run(fmt.Sprintf("n=%d/letters=%d", g.snapshot.Total(), letters), func(b *testing.B) {
			typed := make([]string, 256)
			for i := range typed {
				word := []rune(g.word())
				typed[i] = string(word[:min(letters, len(word))])
			}
			measure(b, 1, func(i int) {
				if _, err := g.cold().Suggest(b.Context(), typed[i%len(typed)], 8); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

// BenchmarkNumsBetween measures one page of the sitemap.
func BenchmarkNumsBetween(b *testing.B) {
	g := newGrown(b)
	q := Query{Kinds: []data.Kind{data.KindEvent, data.KindOrganization, data.KindPlace, data.KindProject}}
	b.Run(fmt.Sprintf("n=%d/k=10000", g.snapshot.Total()), func(b *testing.B) {
		measure(b, 1, func(i int) {
			selection, err := g.cold().Select(b.Context(), q)
			if err != nil {
				b.Fatal(err)
			}
			selection.NumsBetween(10_000, 20_000)
		})
	})
	b.Run(fmt.Sprintf("n=%d/all", g.snapshot.Total()), func(b *testing.B) {
		measure(b, 1, func(i int) {
			selection, err := g.cold().Select(b.Context(), q)
			if err != nil {
				b.Fatal(err)
			}
			selection.Nums()
		})
	})
}

// measure calls ask b.N times from so many clients, and reports how long the
// calls took.
func measure(b *testing.B, clients int, ask func(i int)) {
	b.Helper()
	took := make([]time.Duration, b.N)
	next := make(chan int, b.N)
	for i := range b.N {
		next <- i
	}
	close(next)
	b.ResetTimer()
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for i := range next {
				start := time.Now()
				ask(i)
				took[i] = time.Since(start)
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
}
