package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// clearedBench is a bench with a network that approves changes, and what is known of
// which revisions it has approved, without the engine.
type clearedBench struct {
	*bench
	network  *data.Network
	frozen   map[int64]int // by num: the revision there was when it began to approve
	approved map[int64]int // those that were approved since
}

// begin has the network approve changes from now on.
func (b *clearedBench) begin() {
	b.t.Helper()
	after, err := b.store.Sequence(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	b.network.Clears, b.network.ClearedAfter = true, after
	b.frozen, b.approved = map[int64]int{}, map[int64]int{}
	for _, e := range b.everything() {
		b.frozen[e.Num] = e.Revision
	}
	if _, err := b.store.Update(b.t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.ForgetApprovals(b.network.Num), tx.PutNetwork(b.network))
	}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *clearedBench) everything() []data.Element {
	b.t.Helper()
	all, err := currentElements(b.t.Context(), b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

// approve has the network show a revision.
func (b *clearedBench) approve(num int64, revision int) {
	b.t.Helper()
	if _, err := b.store.Update(b.t.Context(), func(tx *store.Tx) error {
		return tx.PutApproval(store.Approval{Network: b.network.Num, Num: num, Revision: revision, At: networkTime})
	}); err != nil {
		b.t.Fatal(err)
	}
	b.approved[num] = revision
}

// dismiss sets the present revision of an element aside, which shows nothing otherwise.
func (b *clearedBench) dismiss(e data.Element) {
	b.t.Helper()
	if _, err := b.store.Update(b.t.Context(), func(tx *store.Tx) error {
		return tx.PutDismissal(store.Dismissal{Network: b.network.Num, Num: e.Num, Revision: e.Revision, At: networkTime})
	}); err != nil {
		b.t.Fatal(err)
	}
}

// shown returns what the network shows of an element, whether its query finds it or
// not; false for nothing.
func (b *clearedBench) shown(e data.Element) (data.Element, bool) {
	b.t.Helper()
	revision, known := b.approved[e.Num]
	if !known {
		revision = b.frozen[e.Num]
	}
	if !e.Public() || revision == 0 || e.Kind == data.KindPerson && revision != e.Revision {
		return data.Element{}, false
	}
	said, err := b.store.Revision(b.t.Context(), e.Num, revision)
	if err != nil {
		b.t.Fatal(err)
	}
	return said.Element, said.Element.Public()
}

// worldOf returns a snapshot of elements, in which a network shows what is there.
func worldOf(t *testing.T, like *Snapshot, n *network, elements []data.Element) *Snapshot {
	t.Helper()
	elements = slices.DeleteFunc(slices.Clone(elements), func(e data.Element) bool { return !e.Public() })
	records, err := newRecords(t.Context(), elements, like.territories)
	if err != nil {
		t.Fatal(err)
	}
	e := Engine{}
	world := e.emptySnapshot(like.identity, like.territories, like.territoriesVersion).derive(records, nil, like.sequence)
	plain := *n
	plain.Clears = false
	world.networks = networks{n.Slug: &plain}
	return world
}

// expected returns the world as the network must see it: what its query finds of what was
// approved, and of what is there, only what it does not find.
func (b *clearedBench) expected(s *Snapshot) *Snapshot {
	b.t.Helper()
	n := s.networks[b.network.Slug]
	present := b.everything()
	var approved []data.Element
	for _, e := range present {
		if was, any := b.shown(e); any {
			approved = append(approved, was)
		}
	}
	found := func(elements []data.Element) map[int64]bool {
		selection, err := worldOf(b.t, s, n, elements).Select(b.t.Context(), Query{Network: n.Slug})
		if err != nil {
			b.t.Fatal(err)
		}
		in := map[int64]bool{}
		for num := range selection.Nums() {
			in[num] = true
		}
		return in
	}
	isIn, wasIn := found(present), found(approved)
	var all []data.Element
	for _, e := range present {
		if was, _ := b.shown(e); wasIn[e.Num] {
			all = append(all, was)
		} else if !isIn[e.Num] {
			all = append(all, e)
		}
	}
	return worldOf(b.t, s, n, all)
}

// check compares what the network answers with brute force.
func (b *clearedBench) check(r *rand.Rand) {
	b.t.Helper()
	s := b.snapshot()
	want := b.expected(s)
	queries := []Query{{Network: b.network.Slug, Facets: Facets, Limit: MaxLimit}}
	for range 6 {
		q := randomQuery(r, randomWords, randomTags, randomCode, squarePoint)
		q.Network = b.network.Slug
		queries = append(queries, q)
	}
	for _, q := range queries {
		got, gotErr := s.Search(b.t.Context(), q)
		answer, wantErr := want.Search(b.t.Context(), q)
		if ruleOf(gotErr) != ruleOf(wantErr) {
			b.t.Fatalf("%s: %v, want %v", q, gotErr, wantErr)
		}
		if gotErr != nil {
			continue
		}
		got.Next, answer.Next = "", "" // tells the sequence at which it was begun
		if diff := cmp.Diff(answer, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty()); diff != "" {
			b.t.Fatalf("%s (-want +got):\n%s", q, diff)
		}
		b.compareTiles(r, s, want, q.Filter())
	}
}

// compareTiles compares what tiles are drawn from.
func (b *clearedBench) compareTiles(r *rand.Rand, s, expected *Snapshot, q Query) {
	b.t.Helper()
	got, err := s.Select(b.t.Context(), q)
	if err != nil {
		b.t.Fatal(err)
	}
	want, err := expected.Select(b.t.Context(), q)
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Collect(want.Nums()), slices.Collect(got.Nums()), cmpopts.EquateEmpty()); diff != "" {
		b.t.Fatalf("%s, nums (-want +got):\n%s", q, diff)
	}
	depth := uint32(1 + r.IntN(12))
	if diff := cmp.Diff(cellsOf(want, depth), cellsOf(got, depth)); diff != "" {
		b.t.Fatalf("%s, cells at %d (-want +got):\n%s", q, depth, diff)
	}
	if diff := cmp.Diff(marksOfWorld(want), marksOfWorld(got)); diff != "" {
		b.t.Fatalf("%s, marks (-want +got):\n%s", q, diff)
	}
	t := geo.Tile{Z: uint32(r.IntN(9))}
	t.X, t.Y = uint32(r.IntN(1<<t.Z)), uint32(r.IntN(1<<t.Z))
	if got.Version(t) != want.Version(t) || got.Key() != want.Key() {
		b.t.Fatalf("%s: version and key of %v are those of other content", q, t)
	}
}

func cellsOf(s *Selection, depth uint32) map[[2]uint32]Cell {
	all := map[[2]uint32]Cell{}
	s.Cells(depth, 0, 0, 1<<depth-1, 1<<depth-1, func(c Cell) bool {
		at := [2]uint32{c.I, c.J}
		sum := all[at]
		all[at] = Cell{c.I, c.J, sum.Count + c.Count, sum.SumX + c.SumX, sum.SumY + c.SumY}
		return true
	})
	for at, c := range all { // what died leaves cells of none
		if c.Count == 0 {
			delete(all, at)
		}
	}
	return all
}

func marksOfWorld(s *Selection) map[int64]string {
	all := map[int64]string{}
	s.Places(geo.Tile{}, func(m Mark) { all[m.Num] = fmt.Sprint(m) })
	return all
}

func TestANetworkThatApprovesShowsWhatItApprovedLast(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	const elements = 250
	b := &clearedBench{bench: newBench(t, squareWorld())}
	write := func(from, to, some int) {
		var written []data.Element
		for range some {
			written = append(written, randomElement(r, from+r.IntN(to-from)))
		}
		slices.SortFunc(written, func(a, b data.Element) int { return strings.Compare(a.Source.ID, b.Source.ID) })
		b.write(slices.CompactFunc(written, func(a, b data.Element) bool { return a.Source.ID == b.Source.ID })...)
	}
	write(0, elements, 600)
	b.network = openNetwork("Réseau", "kind=organization,place,person,project")
	b.putNetwork(b.network)
	b.begin()
	queries := []string{"kind=organization,place,person,project", "q=jardin", "tag=velo", "bbox=0,40,6,44", "in=AA", "", "near=3,42&radius=200000"}
	for range 40 {
		switch r.IntN(12) {
		case 0:
			b.network.Query = queries[r.IntN(len(queries))]
			b.putNetwork(b.network)
		case 1:
			b.restart()
		case 2:
			b.begin()
		case 3:
			says := map[int64]data.NetworkElement{}
			for range 5 {
				num := int64(1 + r.IntN(elements/2))
				says[num] = data.NetworkElement{Num: num, Standing: []data.Standing{data.StandingPicked, data.StandingHidden}[r.IntN(2)], At: networkTime}
			}
			for _, e := range says {
				b.putNetwork(b.network, e)
			}
		case 4, 5, 6:
			all := b.everything()
			for range 1 + r.IntN(20) {
				e := all[r.IntN(len(all))]
				b.approve(e.Num, e.Revision-r.IntN(min(2, e.Revision)))
			}
		case 7:
			all := b.everything()
			for range 1 + r.IntN(20) {
				b.dismiss(all[r.IntN(len(all))])
			}
		default:
			write(0, elements+50, 1+r.IntN(60))
		}
		if r.IntN(3) > 0 { // else several things happen before anybody asks
			b.check(r)
		}
	}
	b.check(r)
}

// tagged returns an element of a source with another name and tag.
func tagged(id, name string, tags ...string) data.Element {
	e := publicAt(id, name, geo.Point{Lon: 1, Lat: 41})
	e.Tags = tags
	return e
}

func TestWhatANetworkHasNotApprovedChangesNothingOnItsMap(t *testing.T) {
	b := &clearedBench{bench: newBench(t, squareWorld())}
	b.write(tagged("1", "Jardin", "velo"), tagged("2", "Jardin bleu", "velo"))
	b.network = openNetwork("Réseau", "tag=velo")
	b.putNetwork(b.network)
	b.begin()
	q := Query{Network: b.network.Slug, Facets: []Facet{FacetTag}}
	tile := geo.Tile{Z: 3, X: 4, Y: 2}
	type told struct {
		version uint64
		tags    []FacetValue
	}
	tell := func() told {
		t.Helper()
		s := b.snapshot()
		selection, err := s.Select(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		result, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return told{selection.Version(tile), result.Facets[FacetTag].Values}
	}
	begun := tell()
	b.write(tagged("1", "Spam", "spam"), tagged("3", "Nouveau", "velo"), tagged("4", "Autre", "jardin"))
	if diff := cmp.Diff(begun, tell(), cmp.AllowUnexported(told{})); diff == "" || begun.version == tell().version {
		// The whole world's version tells of what is outside the network too.
		t.Errorf("another element's coming left the version as it was")
	}
	if diff := cmp.Diff([]int64{1, 2}, b.found(t.Context(), "network=reseau")); diff != "" {
		t.Errorf("before anything is approved (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{2, 3}, b.found(AsItIs(t.Context()), "network=reseau")); diff != "" {
		t.Errorf("as it is (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(begun.tags, tell().tags); diff != "" {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
	before := tell()
	b.write(tagged("1", "Spam encore", "spam"))
	if after := tell(); after.version != before.version {
		t.Errorf("an edit that waits changes a tile")
	}
	selected := b.snapshot()
	b.approve(1, 2)
	b.approve(3, 1)
	if diff := cmp.Diff([]int64{2, 3}, b.found(t.Context(), "network=reseau")); diff != "" {
		t.Errorf("once approved (-want +got):\n%s", diff)
	}
	change, err := b.engine.Follow(t.Context(), selected)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(change.Nums, 1) && !slices.Contains(change.Nums, 3) {
		t.Errorf("those who follow are told of %v", change.Nums)
	}
}

func TestWhoAsksFirstWaitsNoLongerThanTheyWant(t *testing.T) {
	b := &clearedBench{bench: newBench(t, squareWorld())}
	b.write(tagged("1", "Jardin", "velo"))
	b.network = openNetwork("Réseau", "tag=velo")
	b.putNetwork(b.network)
	b.begin()
	s := b.snapshot()
	b.close() // nobody reads what was approved any more
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Select(ctx, Query{Network: b.network.Slug}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without what was approved it answers %v", err)
	}
}
