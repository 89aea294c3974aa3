package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

// newTwins starts a house with elements that look alike.
func newTwins(t *testing.T) *house {
	t.Helper()
	h := newColdHouse(t)
	element := func(kind data.Kind, name string, lon float64) data.Element {
		return data.Element{Kind: kind, Name: name, Geometry: at(lon, 45.1), Source: data.Source{Name: "twins", ID: name}}
	}
	lilac := element(data.KindPlace, "Jardin partagé des Lilas", 1.1)
	lilac.Website, lilac.Phone, lilac.Type = "https://www.lilas.example.org/", "02 61 91 00 01", "jardin"
	lilac.ExternalIDs = map[string]string{"osm": "node/7", "siret": "12345678900012"}
	lilac.Address.Locality = "Bourg-l'Ouest"
	group := element(data.KindOrganization, "Les Amis du Lilas", 1.1005) // 39 m farther
	group.Website = "http://lilas.example.org"
	fair := element(data.KindEvent, "Foire aux Lilas", 1.1)
	fair.Schedule = &data.Schedule{Zone: "Europe/Paris", Slots: []data.Slot{{Start: "2026-05-23T10:00", End: "2026-05-24T18:00"}}}
	draft := element(data.KindPlace, "Jardin caché des Lilas", 1.1)
	draft.Status, draft.Website, draft.Phone = data.StatusDraft, lilac.Website, lilac.Phone
	person := element(data.KindPerson, "Lilas", 1.1)
	person.Precision, person.Phone = data.PrecisionCommune, lilac.Phone
	h.add(lilac, group, fair, draft, person)
	h.run()
	return h
}

// duplicatesOf returns what a form's values look like, by name and whole.
func (h *house) duplicatesOf(values ...string) (names []string, answer duplicatesAnswer) {
	h.t.Helper()
	query := url.Values{}
	for i := 0; i < len(values); i += 2 {
		query.Add(values[i], values[i+1])
	}
	answer = read[duplicatesAnswer](h, "/api/v1/duplicates?"+query.Encode())
	for _, d := range answer.Duplicates {
		names = append(names, d.Name)
	}
	return names, answer
}

func TestWhatIsTypedIsHeldAgainstWhatIsReferenced(t *testing.T) {
	h := newTwins(t)
	lilac, group := "Jardin partagé des Lilas", "Les Amis du Lilas"
	tests := []struct {
		name string
		form []string
		want []string
	}{
		{"near and similar", []string{"kind", "place", "name", "jardin des lilas", "lon", "1.1001", "lat", "45.1"}, []string{lilac, group}},
		{"of a sort that is never compared", []string{"kind", "person", "name", "Lilas", "lon", "1.1", "lat", "45.1"}, nil},
		{"a telephone", []string{"kind", "place", "name", "Autre", "phone", "+33261910001"}, []string{lilac}},
		{"a website", []string{"kind", "organization", "website", "lilas.example.org"}, []string{lilac, group}},
		{"an object of OpenStreetMap", []string{"kind", "place", "osm", "https://www.openstreetmap.org/node/7"}, []string{lilac}},
		{"a SIRET", []string{"kind", "place", "siret", "123 456 789 00012"}, []string{lilac}},
		{"in the same commune, without a place", []string{"kind", "place", "name", "Jardin des Lilas", "commune", "FR-87085"}, []string{lilac, group}},
		{"in another commune", []string{"kind", "place", "name", "Jardin des Lilas", "commune", "FR-87086"}, nil},
		{"half a kilometre away", []string{"kind", "place", "name", "Jardin des Lilas", "lon", "1.106", "lat", "45.1"}, nil},
		{"half a kilometre away, roughly", []string{"kind", "place", "name", "Jardin des Lilas", "lon", "1.106", "lat", "45.1", "precision", "commune"}, []string{group, lilac}},
		{"an event on its second day", []string{"kind", "event", "name", "Foire aux lilas", "lon", "1.1", "lat", "45.1", "start", "2026-05-24T15:00"}, []string{"Foire aux Lilas"}},
		{"an event of another day", []string{"kind", "event", "name", "Foire aux lilas", "lon", "1.1", "lat", "45.1", "start", "2026-05-25"}, nil},
		{"an event without a day yet", []string{"kind", "event", "name", "Foire aux lilas", "lon", "1.1", "lat", "45.1"}, nil},
		{"nothing yet", []string{"kind", "place"}, nil},
		{"half typed", []string{"kind", "place", "website", "https://", "phone", "02", "siret", "1", "osm", "no", "commune", "8708"}, nil},
		{"what somebody said is another", []string{"kind", "place", "website", "lilas.example.org", "notsame", h.ids[lilac].String(), "notsame", data.NewID().String()}, []string{group}},
		{"the one that is edited", []string{"kind", "place", "website", "lilas.example.org", "except", h.ids[lilac].String()}, []string{group}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if names, _ := h.duplicatesOf(tt.form...); !slices.Equal(names, tt.want) {
				t.Errorf("%q, want %q", names, tt.want)
			}
		})
	}
}

func TestADuplicateSaysWhyAndHowFar(t *testing.T) {
	h := newTwins(t)
	_, got := h.duplicatesOf("kind", "place", "name", "Jardin des Lilas", "lon", "1.1005", "lat", "45.1", "website", "lilas.example.org", "phone", "0261910001")
	metres, none := 39.0, 0.0
	want := duplicatesAnswer{Duplicates: []duplicate{
		{ID: h.ids["Jardin partagé des Lilas"], Slug: "jardin-partage-des-lilas", Name: "Jardin partagé des Lilas", Kind: data.KindPlace, Type: "jardin",
			Locality: "Bourg-l'Ouest", Distance: &metres, Reasons: []data.Likeness{data.SamePhone, data.SameWebsite, data.NearAndLike}},
		{ID: h.ids["Les Amis du Lilas"], Slug: "les-amis-du-lilas", Name: "Les Amis du Lilas", Kind: data.KindOrganization, Distance: &none,
			Reasons: []data.Likeness{data.SameWebsite, data.NearAndLike}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if kept := h.get("/api/v1/duplicates?kind=place").header.Get("Cache-Control"); kept != "no-store" {
		t.Errorf("what somebody types may be kept: Cache-Control %q", kept)
	}
}

func TestWhatSomebodySaidIsAnotherIsRemembered(t *testing.T) {
	h := newTwins(t)
	lilac, group := h.ids["Jardin partagé des Lilas"], h.ids["Les Amis du Lilas"]
	sent, err := h.commons.NewLink(t.Context(), "camille@example.org", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	account, err := h.commons.SignUp(t.Context(), sent.Token, "Camille", "fr", "un vélo dans le jardin", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	form := []string{"kind", "place", "website", "lilas.example.org", "except"}
	if names, _ := h.duplicatesOf(append(form, lilac.String())...); len(names) != 1 {
		t.Fatalf("before: %q", names)
	}
	if err := h.commons.NotTheSame(t.Context(), account.ID, lilac, group, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []data.ID{lilac, group} {
		if names, _ := h.duplicatesOf(append(form, id.String())...); len(names) != 0 {
			t.Errorf("after: %q", names)
		}
	}
	if names, _ := h.duplicatesOf("kind", "place", "website", "lilas.example.org"); len(names) != 2 {
		t.Errorf("of another: %q, want both", names)
	}
}

func TestNobodyLearnsOfWhatIsHiddenByItsLikeness(t *testing.T) {
	h := newTwins(t)
	for _, form := range []string{"kind=place&name=Jardin+cach%C3%A9+des+Lilas&lon=1.1&lat=45.1", "kind=place&phone=0261910001", "kind=organization&website=lilas.example.org"} {
		got := h.get("/api/v1/duplicates?" + form)
		if got.status != http.StatusOK || strings.Contains(string(got.body), "caché") || strings.Contains(string(got.body), `"Lilas"`) {
			t.Errorf("%s: %d %s", form, got.status, got.body)
		}
	}
	if logged := h.log.String(); strings.Contains(logged, "0261910001") || strings.Contains(logged, "lilas.example.org") {
		t.Errorf("what somebody types is in the log: %s", logged)
	}
}
