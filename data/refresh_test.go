package data_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
)

func TestRefreshed(t *testing.T) {
	here, there := geo.PointGeometry(geo.Point{Lon: 1, Lat: 45}), geo.PointGeometry(geo.Point{Lon: 2, Lat: 46})
	partner, other := data.NewID(), data.NewID()
	base := data.Element{
		ID: data.NewID(), Num: 12, Revision: 1, Kind: data.KindPlace, Name: "Jardin", Slug: "jardin", Website: "https://a.example", Phone: "+33 1",
		Tags: []string{"jardin", "compost"}, Geometry: here, Precision: data.PrecisionExact, Address: data.Address{Street: "1 rue A"},
		SameAs: []string{"https://a.example/1"}, Links: []data.Link{{Rel: "memberOf", Target: partner}},
		Image: []data.Image{{URL: "https://a.example/1.jpg", Caption: "Jardin"}}, License: "ODbL-1.0",
		Source: data.Source{Name: "s", ID: "1"}, Status: data.StatusPublished, Visibility: data.VisibilityPublic,
		CreatedAt: birth, UpdatedAt: birth, VerifiedAt: birth,
	}
	type change = func(*data.Element)
	tests := []struct {
		name               string
		known, given, want change // of base; want nil for that of known
		kept               bool
	}{
		{"the source says the same", func(e *data.Element) { e.Name = "Le jardin" }, func(*data.Element) {}, nil, false},
		{"the source changes something else", func(e *data.Element) { e.Name = "Le jardin" }, func(e *data.Element) { e.Phone = "+33 2" },
			func(e *data.Element) { e.Name, e.Slug, e.Phone = "Le jardin", "le-jardin", "+33 2" }, false},
		{"both change the same", func(e *data.Element) { e.Phone = "+33 2" }, func(e *data.Element) { e.Phone, e.Website = "+33 3", "" },
			func(e *data.Element) { e.Phone, e.Website = "+33 2", "" }, true},
		{"both change the same alike", func(e *data.Element) { e.Phone = "+33 2" }, func(e *data.Element) { e.Phone = "+33 2" }, nil, false},
		{"people take away, the source changes", func(e *data.Element) { e.Phone = "" }, func(e *data.Element) { e.Phone = "+33 2" }, nil, true},
		{"people change, the source takes away", func(e *data.Element) { e.Phone = "+33 2" }, func(e *data.Element) { e.Phone = "" }, nil, true},
		{"people move it, the source writes the street", func(e *data.Element) { e.Geometry = there },
			func(e *data.Element) { e.Address.Street = "2 rue A" }, nil, true},
		{"people say it again, the source moves it", func(e *data.Element) { e.Website = "https://b.example" },
			func(e *data.Element) { e.Geometry, e.Precision = there, data.PrecisionStreet },
			func(e *data.Element) {
				e.Website, e.Geometry, e.Precision = "https://b.example", there, data.PrecisionStreet
			}, false},
		{"people hide it, the source says that it is published", func(e *data.Element) { e.Status = data.StatusArchived },
			func(e *data.Element) { e.Name = "Le jardin" },
			func(e *data.Element) { e.Status, e.Name, e.Slug = data.StatusArchived, "Le jardin", "le-jardin" }, false},
		{"people hide it, the source does not say", func(e *data.Element) { e.Status = data.StatusArchived },
			func(e *data.Element) { e.Status, e.Visibility = "", "" }, nil, false},
		{"tags of both", func(e *data.Element) { e.Tags = []string{"Compost", "abeilles"} },
			func(e *data.Element) { e.Tags = []string{"potager", "jardin", "compost"} },
			func(e *data.Element) { e.Tags = []string{"potager", "Compost", "abeilles"} }, false},
		{"a tag that both add", func(e *data.Element) { e.Tags = append(slices.Clone(e.Tags), "Zéro déchet") },
			func(e *data.Element) { e.Tags = []string{"zero-dechet", "jardin"} },
			func(e *data.Element) { e.Tags = []string{"Zéro déchet", "jardin"} }, false},
		{"links of both", func(e *data.Element) {
			e.Links = append(slices.Clone(e.Links), data.Link{Rel: "partOf", Target: other})
		}, func(e *data.Element) {
			e.Links = []data.Link{{Rel: "memberOf", Target: partner, Roles: []string{"présidente"}}}
		},
			func(e *data.Element) {
				e.Links = []data.Link{{Rel: "memberOf", Target: partner, Roles: []string{"présidente"}}, {Rel: "partOf", Target: other}}
			}, false},
		{"pages of both", func(e *data.Element) { e.SameAs = nil }, func(e *data.Element) { e.SameAs = append(slices.Clone(e.SameAs), "https://a.example/2") },
			func(e *data.Element) { e.SameAs = []string{"https://a.example/2"} }, false},
		{"images of both", func(e *data.Element) { e.Image = []data.Image{{URL: "https://a.example/1.jpg", Caption: "La mare"}} },
			func(e *data.Element) {
				e.Image = append(slices.Clone(e.Image), data.Image{URL: "https://a.example/2.jpg"})
			},
			func(e *data.Element) {
				e.Image = []data.Image{{URL: "https://a.example/1.jpg", Caption: "La mare"}, {URL: "https://a.example/2.jpg"}}
			}, false},
		{"people verify it", func(e *data.Element) { e.VerifiedAt = noon }, func(e *data.Element) { e.VerifiedAt = time.Time{} }, nil, false},
		{"both verify it, people last", func(e *data.Element) { e.VerifiedAt = noon }, func(e *data.Element) { e.VerifiedAt = noon.Add(-time.Hour) }, nil, false},
		{"both verify it, the source last", func(e *data.Element) { e.VerifiedAt = noon }, func(e *data.Element) { e.VerifiedAt = noon.Add(time.Hour) },
			func(e *data.Element) { e.VerifiedAt = noon.Add(time.Hour) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known, given, want := base, base, base
			tt.known(&known)
			known.Revision, known.UpdatedBy, known.Slug = 2, data.NewID(), data.SlugOf(known.Name)
			tt.given(&given)
			given.UpdatedAt = time.Time{}
			if tt.want == nil {
				tt.want = tt.known
			}
			tt.want(&want)
			want.Revision, want.UpdatedAt, want.Slug = 3, noon, data.SlugOf(want.Name)
			got := data.Refreshed(base, known, given, noon)
			if diff := cmp.Diff(want, got.Next, sameGeometry, cmp.Comparer(sameClock)); diff != "" || got.Kept != tt.kept {
				t.Errorf("Refreshed: kept %v, want %v, differs (-want +got):\n%s", got.Kept, tt.kept, diff)
			}
			if diff := cmp.Diff(data.NextRevision(base, given, noon), got.Record, sameGeometry, cmp.Comparer(sameClock)); diff != "" {
				t.Errorf("the record differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRefreshesKeepWhatEachSideSays merges random elements.
func TestRefreshesKeepWhatEachSideSays(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	targets := []data.ID{data.NewID(), data.NewID(), data.NewID()}
	for range 5000 {
		base, known, given := randomElement(random, targets), randomElement(random, targets), randomElement(random, targets)
		known.ID, known.Num, known.Source = base.ID, base.Num, base.Source
		given.Source = base.Source
		check := func(what string, base, known, given, want data.Element) {
			t.Helper()
			got := data.Refreshed(base, known, given, noon)
			if same, err := data.SameContent(&want, &got.Next); err != nil || !same || got.Kept {
				t.Fatalf("seed %d: %s: %v, kept %v (-want +got):\n%s", seed, what, err, got.Kept, cmp.Diff(want, got.Next, sameGeometry))
			}
		}
		check("the source says nothing new", base, known, base, known)
		check("nobody here changed it", base, base, given, data.NextRevision(base, given, noon))
		check("both say the same", base, known, known, known)
		got := data.Refreshed(base, known, given, noon).Next
		again := data.Refreshed(data.NextRevision(base, given, noon), got, given, noon)
		if same, err := data.SameContent(&got, &again.Next); err != nil || !same || again.Kept {
			t.Fatalf("seed %d: given again it changes something: %v\n%s", seed, err, cmp.Diff(got, again.Next, sameGeometry))
		}
		for _, name := range data.Changed(&known, &got) {
			if slices.Contains(data.Changed(&base, &known), name) && !slices.Contains([]string{"tags", "links", "sameAs", "image"}, name) {
				t.Fatalf("seed %d: %s is no longer what people wrote", seed, name)
			}
		}
	}
}

// randomElement returns an element whose members have few values each.
func randomElement(random *rand.Rand, targets []data.ID) data.Element {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	some := func(from ...string) (list []string) {
		for _, text := range from {
			if random.IntN(2) == 0 {
				list = append(list, text)
			}
		}
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return list
	}
	e := data.Element{
		ID: data.NewID(), Num: 7, Revision: 1, Kind: data.KindPlace, Name: pick("a", "b", "c"), Website: pick("", "https://a.example", "https://b.example"),
		Email: pick("", "a@example.org", "b@example.org"), Description: pick("", "x", "y"), Tags: some("un", "deux", "trois"),
		SameAs: some("https://a.example", "https://b.example", "https://c.example"), Address: data.Address{Street: pick("", "a", "b")},
		Accessibility: map[string]string{"wheelchair": pick("yes", "no", "limited")}, Source: data.Source{Name: "s", ID: "1"},
		Status: data.Status(pick("published", "archived")), Visibility: data.VisibilityPublic, VerifiedAt: noon.Add(time.Duration(random.IntN(3)) * time.Hour),
	}
	if random.IntN(2) == 0 {
		e.Geometry = geo.PointGeometry(geo.Point{Lon: float64(random.IntN(3)), Lat: 45})
	}
	for _, target := range targets {
		if random.IntN(2) == 0 {
			e.Links = append(e.Links, data.Link{Rel: "memberOf", Target: target, Roles: some("a")})
			e.Image = append(e.Image, data.Image{URL: "https://example.org/" + target.String(), Caption: pick("", "a", "b")})
		}
	}
	return e
}
