package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// surveyOf surveys elements with tags: half have "jardin", an eighth "velo", each
// has one of its own.
func surveyOf(t *testing.T, n int) *survey {
	t.Helper()
	all := func(_ context.Context, take func(data.Element) error) error {
		for i := range n {
			e := data.Element{
				Num: int64(i + 1), Kind: data.Kinds[i%len(data.Kinds)], Name: fmt.Sprintf("Association numéro%c%c", 'a'+i%26, 'a'+i/26%26),
				Description: "Ensemble, nous cultivons.", Tags: []string{fmt.Sprintf("unique %d", i)},
				Geometry: geo.PointGeometry(geo.Point{Lon: float64(i%20) - 5, Lat: 42 + float64(i%9)}), CreatedAt: time.Unix(int64(i), 0),
				Status: data.StatusPublished, Visibility: data.VisibilityPublic,
			}
			if i%2 == 0 {
				e.Tags = append(e.Tags, "Jardin", "jardin")
			}
			if i%8 == 0 {
				e.Tags = append(e.Tags, "Vélo")
			}
			if i%10 == 9 {
				e.Status = data.StatusDraft
			}
			if err := take(e); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := surveyElements(t.Context(), all, geo.NewGazetteer(nil), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.elements {
		s.elements[i].departement, s.elements[i].region = fmt.Sprintf("FR-%d", 10+i%80), fmt.Sprintf("FR-R%d", i%12)
	}
	return s
}

func TestSurveyCountsWhatPeopleSee(t *testing.T) {
	s := surveyOf(t, 4000)
	if s.count != 3600 {
		t.Errorf("%d elements, want 3,600: drafts are nobody's business", s.count)
	}
	if got, want := s.commonTags[:2], []string{"jardin", "velo"}; !slices.Equal(got, want) {
		t.Errorf("the commonest tags are %v, want %v", got, want)
	}
	if !slices.Contains(s.commonWords, "association") || slices.Contains(s.commonWords, "nous") {
		t.Errorf("the commonest words are %v: want association, and none of four letters", s.commonWords)
	}
	if slices.Contains(s.rareTags, "velo") || len(s.rareTags) != 3600 {
		t.Errorf("%d rare tags, want those that one element has", len(s.rareTags))
	}
}

func TestMixFollowsFrequencies(t *testing.T) {
	m := newMix(surveyOf(t, 4000), 7, 1)
	const n = 20_000
	count := map[string]int{}
	for range n {
		count[m.tag(commonest)]++
	}
	// Of the elements, the even ones have "jardin" (one of two or three tags).
	if share := float64(count["jardin"]) / n; share < 0.2 || share > 0.32 {
		t.Errorf("jardin was drawn in %v of all cases, want about a quarter", share)
	}
	if count["velo"] > count["jardin"] {
		t.Error("a rare tag was drawn more often than a common one")
	}
}

func TestListsHoldTheCommonestAndNothingTwice(t *testing.T) {
	s := surveyOf(t, 4000)
	seen := map[string]string{}
	for _, w := range workloads(s, 3) {
		for _, clients := range concurrencies {
			for _, r := range w.requests[clients] {
				q, err := index.ParseQuery(r.query)
				if err != nil {
					t.Fatalf("%s: %q: %v", w.name, r.query, err)
				}
				if key := q.Filter().String(); key != "" {
					if first, known := seen[key]; known {
						t.Fatalf("%q is asked by %q and by %q: the second time it is not cold", key, first, w.name)
					}
					seen[key] = w.name
				}
			}
		}
		if w.name == "words ranked everywhere" {
			checkHolds(t, w, s.commonWords)
		}
	}
	if len(seen) < 1000 {
		t.Errorf("%d filters, want many", len(seen))
	}
}

// checkHolds checks that each list asks for each of some words.
func checkHolds(t *testing.T, w workload, words []string) {
	t.Helper()
	for clients, requests := range w.requests {
		for _, word := range words {
			if !slices.ContainsFunc(requests, func(r request) bool { return r.arguments[0] == word }) {
				t.Errorf("%s, %d at a time: nobody asks for %q", w.name, clients, word)
			}
		}
	}
}

func TestTheSameSeedAsksTheSame(t *testing.T) {
	s := surveyOf(t, 2000)
	addresses := func(seed uint64) (all []string) {
		for _, w := range workloads(s, seed) {
			for _, clients := range concurrencies {
				for _, r := range w.requests[clients] {
					all = append(all, r.address())
				}
			}
		}
		return all
	}
	if diff := cmp.Diff(addresses(5), addresses(5)); diff != "" {
		t.Error(diff)
	}
	if slices.Equal(addresses(5), addresses(6)) {
		t.Error("another seed asks the same")
	}
}

func TestEveryRequestHasItsStatement(t *testing.T) {
	statements := namedStatements(postgisQueries)
	for _, w := range workloads(surveyOf(t, 2000), 1) {
		for _, r := range w.requests[1] {
			text := statements[r.statement]
			if text == "" {
				t.Fatalf("%s: there is no statement %q", w.name, r.statement)
			}
			if last := fmt.Sprintf("$%d", len(r.arguments)); !strings.Contains(text, last) {
				t.Fatalf("%s: the statement %q takes no %s", w.name, r.statement, last)
			}
			if more := fmt.Sprintf("$%d", len(r.arguments)+1); strings.Contains(text, more) {
				t.Fatalf("%s: the statement %q takes more than %d", w.name, r.statement, len(r.arguments))
			}
		}
	}
}

func TestAChangedElementChanges(t *testing.T) {
	e := data.Element{Name: "Four à pain", Tags: []string{"pain"}, Geometry: geo.PointGeometry(geo.Point{Lon: 2, Lat: 48})}
	tagged, moved := changed(e, 1), changed(e, 2)
	if len(tagged.Tags) != 2 || len(e.Tags) != 1 {
		t.Errorf("tags %v of %v", tagged.Tags, e.Tags)
	}
	if moved.Geometry.Representative() == e.Geometry.Representative() {
		t.Error("it has not moved")
	}
}
