package demo_test

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"maillage/data"
	"maillage/data/demo"
	"maillage/data/hours"
)

func demoElements(t *testing.T) []data.Element {
	t.Helper()
	elements, err := demo.Elements()
	if err != nil {
		t.Fatalf("Elements: %v", err)
	}
	return elements
}

func TestElementsAreValidAndOurs(t *testing.T) {
	for _, e := range demoElements(t) {
		if err := e.Validate(); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		if err := e.ValidateInstants(); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		if e.Source.Name != "demo" || e.License != "CC0-1.0" {
			t.Errorf("%s: source %q, license %q, want demo, CC0-1.0", e.Name, e.Source.Name, e.License)
		}
		if _, err := hours.Parse(e.OpeningHours); err != nil && e.OpeningHours != "" {
			t.Errorf("%s: %v", e.Name, err)
		}
		if e.Type == "" && e.Kind != data.KindClassified || len(e.Tags) == 0 {
			t.Errorf("%s: type %q and %d tags, want some of both (an ad needs no type)", e.Name, e.Type, len(e.Tags))
		}
	}
}

func TestElementsAreToldApart(t *testing.T) {
	ids, sources, names := map[data.ID]bool{}, map[string]bool{}, map[string]bool{}
	for _, e := range demoElements(t) {
		if e.ID.IsZero() || ids[e.ID] || e.Source.ID == "" || sources[e.Source.ID] || names[e.Name] {
			t.Errorf("%s (id %s, source id %s) stands twice, or has no id", e.Name, e.ID, e.Source.ID)
		}
		ids[e.ID], sources[e.Source.ID], names[e.Name] = true, true, true
	}
}

func TestElementsShowEverySortOfThing(t *testing.T) {
	elements := demoElements(t)
	got := map[string]int{}
	for _, e := range elements {
		got["kind "+string(e.Kind)]++
		if e.Offer != nil {
			got["intent "+string(e.Offer.Intent)]++
			got["basis "+string(e.Offer.Basis)]++
		}
		got["progress "+string(e.Progress)]++
		got["status "+string(e.EventStatus)]++
		switch {
		case e.Schedule != nil && len(e.Schedule.Slots) > 1:
			got["event of several slots"]++
		case e.Schedule != nil:
			got["event of one slot"]++
		case e.Kind == data.KindEvent:
			got["event without dates"]++
		}
		switch {
		case e.Geometry.IsZero():
			got["no place"]++
		case !e.Geometry.IsPoint():
			got["extent"]++
		}
		count := func(what string, has bool) {
			if has {
				got[what]++
			}
		}
		count("opening hours", e.OpeningHours != "")
		count("accessibility", len(e.Accessibility) > 0)
		count("link", len(e.Links) > 0)
		count("description of several paragraphs", strings.Count(e.Description, "\n\n") >= 2)
		count("type fablab", e.Type == "fablab")
	}
	want := map[string]int{
		"kind person": 5, "kind organization": 30, "kind project": 15, "kind event": 30, "kind place": 30, "kind classified": 30,
		"event of one slot": 5, "event of several slots": 10, "event without dates": 2,
		"status postponed": 1, "status cancelled": 1,
		"no place": 4, "extent": 5, "opening hours": 20, "accessibility": 15, "link": 30, "type fablab": 4,
		"description of several paragraphs": 8,
	}
	for _, intent := range data.Intents {
		want["intent "+string(intent)] = 10
	}
	for _, basis := range data.Bases {
		want["basis "+string(basis)] = 3
	}
	for _, stage := range data.Stages {
		want["progress "+string(stage)] = 2
	}
	if len(elements) < 180 {
		t.Errorf("%d elements, want about 200", len(elements))
	}
	for what, least := range want {
		if got[what] < least {
			t.Errorf("%s: %d elements, want at least %d", what, got[what], least)
		}
	}
}

func TestTagsSpanKindsAndHaveALongTail(t *testing.T) {
	count, kinds := map[string]int{}, map[string]map[data.Kind]bool{}
	for _, e := range demoElements(t) {
		for _, tag := range e.Tags {
			key := data.TagKey(tag)
			count[key]++
			if kinds[key] == nil {
				kinds[key] = map[data.Kind]bool{}
			}
			kinds[key][e.Kind] = true
		}
	}
	for tag, want := range map[string]int{"jardin partagé": 10, "fablab": 5, "réparation": 10, "été": 5, "C++": 1} {
		if got := count[data.TagKey(tag)]; got < want {
			t.Errorf("tag %q on %d elements, want at least %d", tag, got, want)
		}
	}
	once, wide := 0, 0
	for key := range count {
		if count[key] == 1 {
			once++
		}
		if len(kinds[key]) >= 4 {
			wide++
		}
	}
	if once < 30 || wide < 10 {
		t.Errorf("%d tags stand once and %d on four kinds or more, want at least 30 and 10", once, wide)
	}
}

func TestLinksLeadToElementsOfTheDemo(t *testing.T) {
	elements := demoElements(t)
	byID := map[data.ID]data.Element{}
	for _, e := range elements {
		byID[e.ID] = e
	}
	for _, e := range elements {
		for _, link := range e.Links {
			if _, ok := byID[link.Target]; !ok || link.Target == e.ID {
				t.Errorf("%s: %s leads to %s, which is no other element", e.Name, link.Rel, link.Target)
			}
			switch link.Rel {
			case "memberOf", "partOf", "organizer":
			default:
				t.Errorf("%s: link %q, want memberOf, partOf or organizer", e.Name, link.Rel)
			}
		}
	}
}

func TestDatesLieInTheSeasonOfTheDemo(t *testing.T) {
	const first, last = "2026-11-01T00:00", "2027-10-31T23:59"
	born := time.Date(2024, time.November, 1, 0, 0, 0, 0, time.UTC)
	for _, e := range demoElements(t) {
		if e.CreatedAt.Before(born) || e.CreatedAt.After(born.AddDate(2, 1, 0)) {
			t.Errorf("%s: created at %v", e.Name, e.CreatedAt)
		}
		if e.Offer != nil && !e.Offer.ValidThrough.IsZero() && e.Offer.ValidThrough.Before(e.CreatedAt) {
			t.Errorf("%s: valid through %v, before it was made", e.Name, e.Offer.ValidThrough)
		}
		if e.Schedule == nil {
			continue
		}
		before := ""
		for _, slot := range e.Schedule.Slots {
			if slot.Start < first || slot.End > last || slot.Start <= before || slot.End == "" {
				t.Errorf("%s: slot %s to %s is out of the season, out of order or without end", e.Name, slot.Start, slot.End)
			}
			before = slot.Start
		}
	}
}

// fictional matches the telephone numbers that France keeps for fiction.
var fictional = regexp.MustCompile(`^(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98)( \d\d){2}$`)

func TestNobodyRealCanBeReached(t *testing.T) {
	phones := map[string]string{}
	for _, e := range demoElements(t) {
		if e.Phone != "" {
			if !fictional.MatchString(e.Phone) || phones[e.Phone] != "" {
				t.Errorf("%s: telephone %s is not for fiction, or also that of %q", e.Name, e.Phone, phones[e.Phone])
			}
			phones[e.Phone] = e.Name
		}
		if e.Email != "" {
			address, err := mail.ParseAddress(e.Email)
			if err != nil || !isExample(address.Address[strings.LastIndex(address.Address, "@")+1:]) {
				t.Errorf("%s: e-mail %s", e.Name, e.Email)
			}
		}
		for _, page := range append(e.SameAs, e.Website) {
			if u, err := url.Parse(page); err != nil || page != "" && !isExample(u.Hostname()) {
				t.Errorf("%s: page %s", e.Name, page)
			}
		}
		text := e.Summary + "\n" + e.Description + "\n" + e.Address.Street
		if strings.Contains(text, "@") || strings.Count(text, "://") != len(examplePage.FindAllString(text, -1)) {
			t.Errorf("%s: its texts hold an address outside example.org", e.Name)
		}
	}
}

var examplePage = regexp.MustCompile(`https://([a-z0-9-]+\.)*example\.org[/)]`)

func isExample(host string) bool {
	return host == "example.org" || strings.HasSuffix(host, ".example.org")
}

func TestNoTwoElementsShareASentence(t *testing.T) {
	ends := regexp.MustCompile(`[.!?…;:]\s|\n+`)
	said := map[string]string{}
	for _, e := range demoElements(t) {
		for _, text := range []string{e.Summary, e.Description} {
			for _, sentence := range ends.Split(text+" ", -1) {
				sentence = strings.Trim(data.Fold(sentence), " *-_.")
				if utf8.RuneCountInString(sentence) < 12 {
					continue // "samedi", "en haut": words, not sentences
				}
				if other, twice := said[sentence]; twice {
					t.Errorf("%s and %s both say %q", other, e.Name, sentence)
				}
				said[sentence] = e.Name
			}
		}
	}
}
