package data_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

func TestWhatCanBeFollowed(t *testing.T) {
	const id = "01890a5d-ac96-774b-bcce-b302099a8057"
	for text, want := range map[string]string{
		"element:" + id: "element:" + id, "element:" + strings.ToUpper(id): "element:" + id, "account:" + id: "account:" + id,
		"tag:Zéro Déchet": "tag:zerodechet", "tag:#C++": "tag:c++", "in:fr-35": "in:FR-35", "in:FR-EPCI-200046977": "in:FR-EPCI-200046977",
		"search:tag=compost&in=FR-35": "search:tag=compost&in=FR-35",
		"":                            "", "x": "", "element": "", "element:": "", "element:1": "", "element:00000000-0000-0000-0000-000000000000": "", "account:x": "",
		"tag:": "", "tag:  ": "", "tag:🙂": "", "tag:" + strings.Repeat("a", 1001): "", "in:": "", "in:world": "", "in:FR/35": "", "in:é": "", "in:" + strings.Repeat("A", 41): "",
		"search:": "", "search:a b": "", "search:é": "", "search:<": "", "search:\x00": "", "search:" + strings.Repeat("a", 1001): "", "Tag:a": "", "all:": "",
	} {
		got, err := data.ParseFollow(text)
		if want == "" {
			if !errors.Is(err, data.ErrInvalid) || got != (data.Follow{}) {
				t.Errorf("%.50q is read as %v, %v", text, got, err)
			}
			continue
		}
		if err != nil || got.String() != want {
			t.Errorf("%.50q is read as %v, %v, want %s", text, got, err, want)
		}
	}
}

// FuzzParseFollow holds that what is read is written the same, and is bounded.
func FuzzParseFollow(f *testing.F) {
	for _, text := range []string{"element:01890a5d-ac96-774b-bcce-b302099a8057", "tag:Zéro Déchet", "in:fr-35", "search:tag=a&in=FR", "tag:ﬃ", "tag:\u0345"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		follow, err := data.ParseFollow(text)
		if err != nil {
			if follow != (data.Follow{}) {
				t.Errorf("%q: an error and %v", text, follow)
			}
			return
		}
		if again, err := data.ParseFollow(follow.String()); err != nil || again != follow {
			t.Errorf("%q is read as %q, which is read as %q, %v", text, follow, again, err)
		}
		if follow.Rank() >= len(data.FollowSorts) {
			t.Errorf("%q has no rank", text)
		}
	})
}

func TestAnElementIsFollowedForManyReasons(t *testing.T) {
	e := data.Element{ID: data.NewID(), Kind: data.KindPlace, Tags: []string{"Compost", "#Zéro Déchet", "!"}}
	by := data.NewID()
	where := []*geo.Territory{{Code: "FR-35238"}, {Code: "FR-35"}, {Code: "FR"}}
	texts := func(follows []data.Follow) (all []string) {
		for i, f := range follows {
			if i > 0 && f.Rank() < follows[i-1].Rank() {
				t.Errorf("%s comes after %s", f, follows[i-1])
			}
			all = append(all, f.String())
		}
		return all
	}
	want := []string{"element:" + e.ID.String(), "account:" + by.String(), "tag:compost", "tag:zerodechet", "in:FR-35238", "in:FR-35", "in:FR"}
	if diff := cmp.Diff(want, texts(data.FollowsOf(&e, by, where))); diff != "" {
		t.Errorf("a place (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(append(want[:1:1], want[2:]...), texts(data.FollowsOf(&e, data.ID{}, where))); diff != "" {
		t.Errorf("by nobody (-want +got):\n%s", diff)
	}
	e.Kind = data.KindPerson
	if diff := cmp.Diff(want[:2], texts(data.FollowsOf(&e, by, where))); diff != "" {
		t.Errorf("a person (-want +got):\n%s", diff)
	}
}

func TestADigestIsAmongTheChoices(t *testing.T) {
	for digest, period := range map[data.Digest]int{data.DigestNever: 0, data.DigestWeekly: 7 * 24, data.DigestDaily: 24} {
		if err := digest.Validate(); err != nil || int(digest.Period().Hours()) != period {
			t.Errorf("%s: %v every %v", digest, err, digest.Period())
		}
	}
	for _, digest := range []data.Digest{data.DigestUnasked, "hourly"} {
		if err := digest.Validate(); !errors.Is(err, data.ErrInvalid) || digest.Period() != 0 {
			t.Errorf("%q may be chosen: %v", digest, err)
		}
	}
}

func TestANotificationIsOfAKnownSortToSomebody(t *testing.T) {
	for _, sort := range data.NotificationSorts {
		n := data.Notification{Account: data.NewID(), Sort: sort, Num: 1}
		if err := n.Validate(); err != nil {
			t.Errorf("%s: %v", sort, err)
		}
	}
	for _, n := range []data.Notification{{Sort: data.NotifyChanged}, {Account: data.NewID(), Sort: "shouted"}, {Account: data.NewID(), Sort: data.NotifyChanged, Num: -1}} {
		if err := n.Validate(); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
}
