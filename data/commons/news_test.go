package commons_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

// eyes is what a test sees of elements: a search finds those whose name has its
// words.
type eyes struct {
	store *store.Store
	where *geo.Gazetteer
}

func (e *eyes) Sequence() int64 { return math.MaxInt64 }

func (e *eyes) Territories() *geo.Gazetteer { return e.where }

func (e *eyes) Finds(ctx context.Context, search data.Follow, nums []int64) (map[int64]bool, error) {
	found := map[int64]bool{}
	all, err := e.store.ElementsByNum(ctx, nums)
	for _, one := range all {
		if strings.Contains(one.Name, strings.TrimPrefix(search.Key, "q=")) {
			found[one.Num] = true
		}
	}
	return found, err
}

// village is a commons with three people and two territories.
type village struct {
	*testing.T
	door                  *commons.Commons
	store                 *store.Store
	eyes                  *eyes
	camille, sacha, noemi data.ID
	now                   time.Time
}

func newVillage(t *testing.T) *village {
	t.Helper()
	door, kept := newDoor(t)
	if err := door.ImportTerritories(t.Context(), countries()); err != nil {
		t.Fatal(err)
	}
	where, _, err := kept.Gazetteer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := &village{T: t, door: door, store: kept, eyes: &eyes{kept, where}, now: time.Now().UTC().Truncate(time.Microsecond)}
	v.camille, v.sacha, v.noemi = join(t, door, "camille@example.org").ID, join(t, door, "sacha@example.org").ID, join(t, door, "noemi@example.org").ID
	return v
}

// countries are two, and a région of one.
func countries() []geo.Territory {
	square := func(west, south, east, north float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
	}
	return []geo.Territory{
		{Code: "FR", Level: geo.LevelCountry, Name: "France", Outline: square(-5, 42, 8, 51), Label: geo.Point{Lon: 2, Lat: 46}},
		{Code: "FR-BRE", Level: geo.LevelRegion, Name: "Bretagne", Parents: []string{"FR"}, Outline: square(-5, 47, -1, 49), Label: geo.Point{Lon: -3, Lat: 48}},
		{Code: "DE", Level: geo.LevelCountry, Name: "Allemagne", Outline: square(8, 47, 15, 55), Label: geo.Point{Lon: 10, Lat: 51}},
	}
}

func (v *village) follow(by data.ID, what string) {
	v.Helper()
	follow, err := data.ParseFollow(what)
	if err == nil {
		err = v.door.Follow(v.Context(), by, follow, v.now)
	}
	if err != nil {
		v.Fatalf("follow %s: %v", what, err)
	}
}

// orchard is an orchard in Bretagne, as somebody gives it.
func orchard(name string, tags ...string) data.Element {
	return data.Element{
		Kind: data.KindPlace, Name: name, Tags: tags, Geometry: geo.PointGeometry(geo.Point{Lon: -1.68, Lat: 48.11}), Precision: data.PrecisionExact,
	}
}

func (v *village) reference(by data.ID, given data.Element) data.Element {
	v.Helper()
	written, err := v.door.Reference(v.Context(), by, given, v.now)
	if err != nil {
		v.Fatal(err)
	}
	return written.Element
}

func (v *village) edit(by data.ID, e data.Element, change func(*data.Element)) data.Element {
	v.Helper()
	change(&e)
	written, err := v.door.Edit(v.Context(), by, e.ID, e.Revision, e, "", v.now)
	if err != nil {
		v.Fatal(err)
	}
	return written.Element
}

// makeNews makes all news there are.
func (v *village) makeNews() {
	v.Helper()
	for more := true; more; {
		var err error
		if more, err = v.door.MakeNews(v.Context(), v.eyes, v.now); err != nil {
			v.Fatal(err)
		}
	}
}

// told returns the news of somebody, the first first: "num.revision why", or
// "number why" of many.
func (v *village) told(who data.ID) []string {
	v.Helper()
	news, err := v.store.NewsOf(v.Context(), who, 0)
	if err != nil {
		v.Fatal(err)
	}
	told := make([]string, len(news))
	for i, n := range news {
		told[len(news)-1-i] = fmt.Sprintf("%d.%d %s", n.Num, n.Revision, n.Why.Sort)
		if n.IsMany() {
			told[len(news)-1-i] = fmt.Sprintf("%d %s", n.Number, n.Why)
		}
	}
	return told
}

func (v *village) wants(what string, who data.ID, want ...string) {
	v.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, v.told(who)); diff != "" {
		v.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestNewsComeFromWhatIsFollowed(t *testing.T) {
	for _, tt := range []struct{ follow, want string }{
		{"element:%s", "1.2 element"}, {"account:%s", "1.2 account"}, {"tag:Zéro Déchet", "1.2 tag"}, {"in:FR-BRE", "1.2 in"}, {"in:fr", "1.2 in"},
		{"search:q=Ormes", "1.2 search"}, {"search:q=Tilleuls", ""}, {"tag:compost", ""}, {"in:DE", ""},
	} {
		t.Run(tt.follow, func(t *testing.T) {
			v := newVillage(t)
			e := v.reference(v.sacha, orchard("Jardin des Ormes", "#zéro-déchet"))
			v.makeNews()
			what := tt.follow
			switch {
			case strings.HasPrefix(what, "element"):
				what = fmt.Sprintf(what, e.ID)
			case strings.HasPrefix(what, "account"):
				what = fmt.Sprintf(what, v.sacha)
			}
			v.follow(v.camille, what)
			v.follow(v.sacha, what) // their own act is no news to them
			v.edit(v.sacha, e, func(e *data.Element) { e.Summary = "Ouvert." })
			v.makeNews()
			v.makeNews()
			want := []string{}
			if tt.want != "" {
				want = append(want, tt.want)
			}
			v.wants("news", v.camille, want...)
			v.wants("news of who did it", v.sacha)
		})
	}
}

func TestOfSeveralReasonsTheMostParticularIsTold(t *testing.T) {
	v := newVillage(t)
	for _, what := range []string{"in:FR", "in:FR-BRE", "tag:compost", "account:" + v.sacha.String(), "search:q=Ormes"} {
		v.follow(v.camille, what)
	}
	v.follow(v.noemi, "in:FR")
	v.follow(v.noemi, "in:FR-BRE")
	v.reference(v.sacha, orchard("Jardin des Ormes", "compost"))
	v.makeNews()
	v.wants("all reasons", v.camille, "1.1 account")
	news, err := v.store.NewsOf(t.Context(), v.noemi, 0)
	if err != nil || len(news) != 1 || news[0].Why.Key != "FR-BRE" {
		t.Errorf("of two places the narrow one: %+v, %v", news, err)
	}
}

func TestADraftIsNoNewsAndWhatIsHiddenIsNoMore(t *testing.T) {
	v := newVillage(t)
	v.follow(v.camille, "in:FR")
	v.follow(v.camille, "search:q=Jardin")
	draft := orchard("Jardin secret", "compost")
	draft.Status = data.StatusDraft
	e := v.reference(v.sacha, draft)
	v.makeNews()
	v.wants("a draft", v.camille)
	e = v.edit(v.sacha, e, func(e *data.Element) { e.Summary = "Encore un brouillon." })
	v.makeNews()
	v.wants("a draft that is changed", v.camille)
	e = v.edit(v.sacha, e, func(e *data.Element) { e.Status = data.StatusPublished })
	v.makeNews()
	v.wants("published", v.camille, "1.3 search")
	hidden, err := v.door.SetHidden(t.Context(), v.sacha, e.ID, 0, true, "", v.now)
	if err != nil {
		t.Fatal(err)
	}
	v.wants("hidden, before the news are made", v.camille)
	v.makeNews()
	v.wants("hidden", v.camille)
	if _, err := v.door.SetHidden(t.Context(), v.sacha, e.ID, hidden.Element.Revision, false, "", v.now); err != nil {
		t.Fatal(err)
	}
	v.makeNews()
	v.wants("shown again", v.camille, "1.5 search")
	if err := v.door.Follow(t.Context(), v.camille, data.Follow{Sort: data.FollowElement, Key: v.reference(v.sacha, draft).ID.String()}, v.now); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("following a draft: %v", err)
	}
}

func TestAPersonIsNoNewsOfAPlace(t *testing.T) {
	v := newVillage(t)
	v.follow(v.camille, "in:FR")
	v.follow(v.camille, "tag:compost")
	v.follow(v.camille, "search:q=No")
	e := orchard("Noémi", "compost")
	e.Kind, e.Precision, e.Source = data.KindPerson, data.PrecisionCommune, data.Source{Name: "essai", ID: "1"}
	importAll(t, v.door, []data.Element{e})
	v.makeNews()
	v.wants("a person", v.camille)
}

func TestAnImportIsToldInOneLine(t *testing.T) {
	v := newVillage(t)
	v.follow(v.camille, "in:FR")
	v.follow(v.camille, "tag:compost")
	v.follow(v.noemi, "in:DE")
	const n = 4500 // more than are read at once
	importAll(t, v.door, elements(0, n))
	v.makeNews()
	v.wants("an import", v.camille, "4500 tag:compost")
	v.wants("an import elsewhere", v.noemi)
	again := elements(0, 3)
	for i := range again {
		again[i].Summary = "Autre chose."
	}
	outcomes := importAll(t, v.door, again)
	v.follow(v.noemi, "element:"+outcomes[1].ID.String())
	v.makeNews()
	v.wants("another one on the same day", v.camille, "4503 tag:compost")
	v.wants("the very element", v.noemi, fmt.Sprintf("%d.2 element", outcomes[1].Num))
	v.now = v.now.Add(24 * time.Hour)
	importAll(t, v.door, elements(n, 2))
	v.makeNews()
	v.wants("another one on the next day", v.camille, "4503 tag:compost", "2 tag:compost")
}

func TestSeveralRevisionsAreEachToldOnce(t *testing.T) {
	v := newVillage(t)
	v.follow(v.camille, "in:FR-BRE")
	e := v.reference(v.sacha, orchard("Jardin des Ormes"))
	for i := range 3 {
		e = v.edit(v.noemi, e, func(e *data.Element) { e.Summary = fmt.Sprint(i) })
	}
	v.makeNews()
	v.wants("four at once", v.camille, "1.1 in", "1.2 in", "1.3 in", "1.4 in")
	v.edit(v.camille, e, func(e *data.Element) { e.Summary = "C’est moi." })
	v.makeNews()
	v.wants("one's own after them", v.camille, "1.1 in", "1.2 in", "1.3 in", "1.4 in")
}

func TestNewsAreBounded(t *testing.T) {
	v := newVillage(t)
	v.follow(v.camille, "in:FR")
	for i := range data.MaxNews + 3 {
		v.reference(v.sacha, orchard(fmt.Sprint("Jardin ", i)))
	}
	v.makeNews()
	told := v.told(v.camille)
	if len(told) != data.MaxNews || told[0] != "4.1 in" {
		t.Errorf("%d news, the first %q", len(told), told[0])
	}
	v.now = v.now.Add(data.NewsLife + time.Hour)
	if err := v.door.ForgetOldNews(t.Context(), v.now); err != nil {
		t.Fatal(err)
	}
	v.wants("after their life", v.camille)
}

func TestOwnersAreToldWhatOthersChange(t *testing.T) {
	v := newVillage(t)
	e := v.reference(v.sacha, orchard("Jardin des Ormes"))
	e = v.edit(v.sacha, e, func(e *data.Element) { e.Summary = "De moi." })
	e = v.edit(v.camille, e, func(e *data.Element) { e.Summary = "D’une autre." })
	v.edit(v.camille, e, func(e *data.Element) { e.Summary = "Encore." })
	v.makeNews()
	v.makeNews()
	got, err := v.store.Notifications(t.Context(), v.sacha)
	if err != nil || len(got) != 1 || got[0].Sort != data.NotifyChanged || got[0].Num != e.Num || got[0].Other != v.camille || got[0].Seen {
		t.Fatalf("notifications %+v, %v", got, err)
	}
	if err := v.door.SeeNotification(t.Context(), v.camille, got[0].ID); err != nil {
		t.Fatal(err)
	}
	if n, err := v.store.UnseenNotifications(t.Context(), v.sacha); err != nil || n != 1 {
		t.Errorf("%d not seen after another has seen it, %v", n, err)
	}
	if err := v.door.SeeNotification(t.Context(), v.sacha, got[0].ID); err != nil {
		t.Fatal(err)
	}
	if n, err := v.store.UnseenNotifications(t.Context(), v.sacha); err != nil || n != 0 {
		t.Errorf("%d not seen, %v", n, err)
	}
	if n, err := v.store.UnseenNotifications(t.Context(), v.camille); err != nil || n != 0 {
		t.Errorf("who did it is told %d things, %v", n, err)
	}
}

func TestFollowingIsBoundedAndOnesOwn(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	tag := func(i int) data.Follow { return data.Follow{Sort: data.FollowTag, Key: fmt.Sprint("tag", i)} }
	for i := range data.MaxFollows {
		v.follow(v.camille, tag(i).String())
	}
	if err := v.door.Follow(ctx, v.camille, tag(data.MaxFollows), v.now); !errors.Is(err, commons.ErrManyFollows) {
		t.Errorf("one more: %v", err)
	}
	v.follow(v.camille, tag(3).String()) // once more is no more
	if err := v.door.Unfollow(ctx, v.sacha, tag(3)); err != nil {
		t.Fatal(err)
	}
	if yes, err := v.store.IsFollowing(ctx, v.camille, tag(3)); err != nil || !yes {
		t.Errorf("another's has ended: %v", err)
	}
	if err := v.door.Unfollow(ctx, v.camille, tag(3)); err != nil {
		t.Fatal(err)
	}
	v.follow(v.camille, tag(data.MaxFollows).String())
	for _, what := range []data.Follow{
		{Sort: data.FollowElement, Key: data.NewID().String()}, {Sort: data.FollowAccount, Key: data.NewID().String()}, {Sort: data.FollowTerritory, Key: "FR-99"},
	} {
		if err := v.door.Follow(ctx, v.sacha, what, v.now); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("following %s: %v", what, err)
		}
	}
	if err := v.door.Follow(ctx, data.NewID(), tag(1), v.now); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("following without an account: %v", err)
	}
	if err := v.door.Follow(ctx, v.sacha, data.Follow{Sort: "all", Key: "x"}, v.now); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("following anything: %v", err)
	}
}

func TestErasingAnAccountForgetsWhatItFollows(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	v.follow(v.camille, "in:FR")
	v.follow(v.sacha, "account:"+v.camille.String())
	e := v.reference(v.sacha, orchard("Jardin des Ormes"))
	e = v.edit(v.camille, e, func(e *data.Element) { e.Summary = "D’une autre." })
	v.edit(v.noemi, e, func(e *data.Element) { e.Summary = "D’une troisième." })
	v.makeNews()
	if err := v.door.ChooseNews(ctx, v.camille, data.DigestDaily, true, v.now); err != nil {
		t.Fatal(err)
	}
	if err := v.door.ReplayErasures(ctx, []data.Erasure{{Account: v.camille, Contributions: data.KeepContributions, At: v.now}}); err != nil {
		t.Fatal(err)
	}
	v.wants("news of who is gone", v.camille)
	v.wants("news by who is gone", v.sacha)
	follows, err := v.store.Follows(ctx, v.sacha)
	if err != nil || len(follows) != 0 {
		t.Errorf("somebody follows who is gone: %v, %v", follows, err)
	}
	if got, err := v.store.Notifications(ctx, v.sacha); err != nil || len(got) != 1 || got[0].Other != v.noemi {
		t.Errorf("notifications %+v, %v", got, err)
	}
	v.edit(v.noemi, v.reference(v.sacha, orchard("Autre")), func(e *data.Element) { e.Summary = "Ici." })
	v.makeNews()
}
