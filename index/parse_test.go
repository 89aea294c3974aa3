package index

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseQueryWritesTheCanonicalForm(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"empty values, as a form sends them", "q=&tag=&in=+", ""},
		{"words lose doubled spaces", "q=+jardin++partag%C3%A9+", "q=jardin+partag%C3%A9"},
		{"a hashtag among the words is a tag", "q=caf%C3%A9+%23Z%C3%A9ro-d%C3%A9chet", "q=caf%C3%A9&tag=zerodechet"},
		{"a lone sharp stays a word", "q=%23", "q=%23"},
		{"lists are sorted, once each", "kind=place,event&kind=place", "kind=event,place"},
		{"types are keys", "type=Lieu+de+m%C3%A9diation", "type=lieu-de-mediation"},
		{"tags repeat and may contain commas", "tag=Lire,+%C3%A9crire&tag=v%C3%A9lo", "tag=lireecrire&tag=velo"},
		{"C++ is not C", "tag=C%2B%2B&notTag=C", "tag=c%2B%2B&notTag=c"},
		{"territories", "in=FR-EPCI-243500139,FR-2A,FR", "in=FR,FR-2A,FR-EPCI-243500139"},
		{"the world is no place", "in=FR,world", ""},
		{"a box over the antimeridian", "bbox=179,-10,-179,10", "bbox=179,-10,-179,10"},
		{"near and radius", "radius=5000.0&near=-1.68,48.11", "near=-1.68,48.11&radius=5000"},
		{"ids, in small letters", "of=0190A5D0-AC96-774B-BCCE-B302099A8057&by=01890a5d-ac96-774b-bcce-b302099a8057,01890a5c-ac96-774b-bcce-b302099a8057", "by=01890a5c-ac96-774b-bcce-b302099a8057,01890a5d-ac96-774b-bcce-b302099a8057&of=0190a5d0-ac96-774b-bcce-b302099a8057"},
		{"a date", "since=2026-05-23", "since=2026-05-23"},
		{"midnight is a date", "since=2026-05-23T02:00:00%2B02:00", "since=2026-05-23"},
		{"an instant of another zone", "since=2026-05-23T19:00:00%2B02:00", "since=2026-05-23T17%3A00%3A00Z"},
		{"with a plus sign that nobody escaped", "since=2026-05-23T19:00:00+02:00", "since=2026-05-23T17%3A00%3A00Z"},
		{"finer than a millisecond", "since=2026-05-23T19:00:00.1209Z", "since=2026-05-23T19%3A00%3A00.120Z"},
		{"page", "limit=5&sort=newest&facets=tag,kind&cursor=abc", "sort=newest&limit=5&cursor=abc&facets=kind,tag"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := ParseQuery(tt.raw)
			if err != nil {
				t.Fatalf("ParseQuery(%q) error = %v", tt.raw, err)
			}
			if got := q.String(); got != tt.want {
				t.Errorf("ParseQuery(%q).String() = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

func TestParseQueryNamesTheWrongParameter(t *testing.T) {
	tests := []struct{ name, raw, param string }{
		{"unknown", "colour=red", "colour"},
		{"not yet a parameter", "from=2026-01-01", "from"},
		{"kind", "kind=dragon", "kind"},
		{"too many values", "kind=" + strings.Repeat("place,", 17), "kind"},
		{"too many tags", strings.Repeat("tag=a&", 17), "tag"},
		{"empty tag key", "tag=!!!", "tag"},
		{"empty type key", "type=---", "type"},
		{"territory code", "in=france", "in"},
		{"territory code beside the world", "in=world,france", "in"},
		{"territory code with markup", "in=FR-<b>", "in"},
		{"box with three numbers", "bbox=1,2,3", "bbox"},
		{"box upside down", "bbox=0,10,1,5", "bbox"},
		{"NaN", "near=NaN,0", "near"},
		{"infinite", "bbox=-Inf,0,1,1", "bbox"},
		{"latitude and longitude swapped out of range", "near=48.1,-181", "near"},
		{"radius without near", "radius=5", "radius"},
		{"radius zero", "near=0,0&radius=0", "radius"},
		{"radius too far", "near=0,0&radius=500001", "radius"},
		{"radius not a number", "near=0,0&radius=far", "radius"},
		{"distance without near", "sort=distance", "sort"},
		{"relevance without words", "sort=relevance", "sort"},
		{"no id", "by=moi", "by"},
		{"an id in brackets", "of={01890a5d-ac96-774b-bcce-b302099a8057}", "of"},
		{"the id of nothing", "of=00000000-0000-0000-0000-000000000000", "of"},
		{"too many ids", "by=" + strings.Repeat("01890a5d-ac96-774b-bcce-b302099a8057,", 17), "by"},
		{"a day that is not", "since=2026-02-30", "since"},
		{"an instant without a zone", "since=2026-05-23T19:00:00", "since"},
		{"an age before computers", "since=1969-12-31", "since"},
		{"an hour that leaves the calendar", "since=9999-12-31T23:59:59-01:00", "since"},
		{"a moment in words", "since=yesterday", "since"},
		{"limit", "limit=201", "limit"},
		{"limit zero", "limit=0", "limit"},
		{"facet", "facets=colour", "facets"},
		{"long words", "q=" + strings.Repeat("a", 201), "q"},
		{"bytes that are not UTF-8", "q=%ff%fe", "q"},
		{"a value given twice", "q=a&q=b", "q"},
		{"broken escape", "q=%zz", ""},
		{"far too long", "q=" + strings.Repeat("a", 9000), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := ParseQuery(tt.raw)
			var bad *QueryError
			if !errors.As(err, &bad) {
				t.Fatalf("ParseQuery(%q) = %v, %v; want a QueryError", tt.raw, q, err)
			}
			if bad.Param != tt.param {
				t.Errorf("ParseQuery(%q) blames %q (%v), want %q", tt.raw, bad.Param, err, tt.param)
			}
		})
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, raw := range []string{
		"", "q=fablab", "q=%23v%C3%A9lo+l%E2%80%99%C3%A9t%C3%A9&kind=event", "tag=a,b&anyTag=c%2B%2B&notTag=d",
		"in=FR-35,FR-EPCI-243500139", "bbox=-180,-90,180,90", "near=-1.68,48.11&radius=5000&sort=distance&limit=200",
		"facets=kind,type,tag,territory&cursor=AAAA", "q=\x00&type=%zz",
		"by=01890a5d-ac96-774b-bcce-b302099a8057&of=0190A5D0-AC96-774B-BCCE-B302099A8057&since=2026-05-23T19:00:00.5%2B02:00", "since=2026-05-23",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := ParseQuery(raw)
		if err != nil {
			var bad *QueryError
			if !errors.As(err, &bad) {
				t.Fatalf("ParseQuery(%q) error is no QueryError: %v", raw, err)
			}
			return
		}
		again, err := ParseQuery(q.String())
		if err != nil {
			t.Fatalf("ParseQuery(%q) = %q, which cannot be read: %v", raw, q, err)
		}
		if diff := cmp.Diff(q, again); diff != "" {
			t.Errorf("ParseQuery(%q) = %q, which reads as another query (-first +again):\n%s", raw, q, diff)
		}
		if _, err := url.ParseQuery(q.String()); err != nil {
			t.Errorf("%q is not a query string: %v", q, err)
		}
	})
}
