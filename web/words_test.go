package web

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// said is one expectation in both languages.
type said[T any] struct {
	FR T `json:"fr"`
	EN T `json:"en"`
}

func (s said[T]) in(l Language) T {
	if l == English {
		return s.EN
	}
	return s.FR
}

// TestWords runs the cases that test/words.test.ts runs too, so that a page
// reads the same before and after its island is mounted.
func TestWords(t *testing.T) {
	text, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases struct {
		Towards []struct {
			Territory
			said[string]
		}
		Inside []struct {
			Territory
			said[string]
		}
		Distance []struct {
			Metres float64
			said[string]
		}
		Slot []struct {
			Slot
			said[string]
		}
		Offer []struct {
			Offer Offer
			said[string]
		}
		Verified []struct {
			Hours int
			said[string]
		}
		Kept []struct {
			Type, Value string
			said[string]
		}
		Count []struct {
			Count int
			said[string]
		}
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	articles, err := readArticles()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range Languages {
		w, err := readWords(language)
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string, input, got, want any) {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s of %v (-want +got):\n%s", language, what, input, diff)
			}
		}
		for _, c := range cases.Towards {
			check("towards", c.Name, articles.towards(language, c.Territory), c.in(language))
		}
		for _, c := range cases.Inside {
			check("inside", c.Name, articles.inside(language, c.Territory), c.in(language))
		}
		for _, c := range cases.Distance {
			check("distance", c.Metres, w.distance(c.Metres), c.in(language))
		}
		for _, c := range cases.Slot {
			got, err := w.slot(c.Slot)
			if err != nil {
				t.Errorf("slot(%v): %v", c.Slot, err)
			}
			check("slot", c.Slot, got, c.in(language))
		}
		for _, c := range cases.Offer {
			check("offer", c.Offer, w.offer(c.Offer), c.in(language))
		}
		for _, c := range cases.Verified {
			now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			got, err := w.verified(now.Add(time.Duration(-c.Hours)*time.Hour), now)
			if err != nil {
				t.Errorf("verified(%v): %v", c.Hours, err)
			}
			check("verified", c.Hours, got, c.in(language))
		}
		for _, c := range cases.Kept {
			check("kept", c.Value, w.fieldValue(c.Type, c.Value), c.in(language))
		}
		for _, c := range cases.Count {
			got, err := w.count("results_count", c.Count)
			if err != nil {
				t.Errorf("count(%v): %v", c.Count, err)
			}
			check("count", c.Count, got, c.in(language))
		}
	}
}

func TestTextNamesAMissingMessage(t *testing.T) {
	w, err := readWords(French)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.text("no_such_message"); err == nil {
		t.Errorf("text(no_such_message) = %q, want an error", got)
	}
}

func TestAnEventIsListedWithWhatComesNextOrWithWhatCameLast(t *testing.T) {
	slots := []Slot{{Start: "2026-05-01T10:00"}, {"2026-06-01T10:00", "2026-06-03T10:00"}, {Start: "2026-07-01T10:00"}}
	for day, want := range map[string]string{
		"2026-04-01": "2026-05-01T10:00", "2026-06-02": "2026-06-01T10:00", "2026-06-04": "2026-07-01T10:00", "2027-01-01": "2026-07-01T10:00",
	} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := next(slots, now); got == nil || got.Start != want {
			t.Errorf("next at %s = %v, want %s", day, got, want)
		}
	}
	if got := next(nil, time.Now()); got != nil {
		t.Errorf("next of nothing = %v", got)
	}
}
