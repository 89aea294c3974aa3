package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"maillage/data"
)

// notWeb is the reason for refusing x as a web address.
const notWeb = `"x" is not a web address: it starts with http:// or https:// and names a host`

func TestOptionalFieldsNeverCostARecord(t *testing.T) {
	other, _ := data.ParseID("01900000-0000-7000-8000-000000000018")
	const target = `"target":"01900000-0000-7000-8000-000000000018"`
	tests := []struct {
		name string
		kind data.Kind
		// members stand behind the kind and the name.
		members  string
		want     data.Element // without the kind and the name
		warnings []string     // how they begin
	}{
		{"images without a web address", data.KindPlace,
			`"image":[{"url":"x"},{"url":"www.example.org/a.jpg"},{"caption":"none"}]`,
			data.Element{Image: []data.Image{{URL: "https://www.example.org/a.jpg"}}},
			[]string{"image[0].url: " + notWeb + ", left out", "image[2].url: is missing, left out"}},
		{"texts of an image", data.KindPlace,
			`"image":[{"url":"http://example.org","caption":"a\u202eb","creditText":"c\nd","license":"` + strings.Repeat("l", 501) + `"}]`,
			data.Element{Image: []data.Image{{URL: "http://example.org", Caption: "ab", Credit: "c d", License: strings.Repeat("l", 500)}}},
			[]string{"image[0].caption: holds invisible", "image[0].license: is longer than 500"}},
		{"other pages", data.KindPlace, `"sameAs":["x","www.example.org",""]`,
			data.Element{SameAs: []string{"https://www.example.org"}}, []string{"sameAs[0]: " + notWeb}},
		{"links without target or rel", data.KindPlace,
			`"links":[{"rel":"partOf"},{` + target + `},{"rel":"member\u0001Of",` + target + `,"roles":["a\u2066b"]}]`,
			data.Element{Links: []data.Link{{Rel: "memberOf", Target: other, Roles: []string{"ab"}}}},
			[]string{"links[2].rel: holds invisible", "links[2].roles: holds invisible", "links[0].target: is missing", "links[1].rel: is missing"}},
		{"links that cannot be read", data.KindPlace, `"links":[{"rel":"partOf","target":"7"}]`, data.Element{},
			[]string{`links: "7" is not an id`}},
		{"precision of another word", data.KindPlace, `"precision":"rough"`, data.Element{}, []string{`precision: "rough" is not one of`}},
		{"status of an event of another word", data.KindEvent, `"eventStatus":"sold out"`, data.Element{}, []string{`eventStatus: "sold out" is not one of`}},
		{"progress of another word", data.KindProject, `"progress":"stuck"`, data.Element{}, []string{`progress: "stuck" is not one of`}},
		{"a word that is a number", data.KindProject, `"progress":3`, data.Element{}, []string{"progress: a JSON number cannot stand there, left out"}},
		{"state, price and unit of an offer", data.KindClassified,
			`"offer":{"intent":"offer","basis":"sell","state":"sold","price":-1,"unit":"E\u202eUR` + strings.Repeat("x", 50) + `"}`,
			data.Element{Offer: &data.Offer{Intent: data.IntentOffer, Basis: data.BasisSell, Unit: "EUR" + strings.Repeat("x", 47)}},
			[]string{"offer.unit: holds invisible", "offer.unit: is longer than 50", `offer.state: "sold" is not one of`, "offer.price: -1 is not a price"}},
		{"fields of another kind", data.KindPlace,
			`"capacity":3,"eventStatus":"scheduled","progress":"idea","offer":{"state":"x"},"schedule":{"timezone":"x"}`, data.Element{},
			[]string{"schedule: only an element of kind event", "eventStatus: only", "capacity: only", "offer: only", "progress: only", "offer.state: "}},
		{"a negative capacity", data.KindEvent, `"capacity":-3`, data.Element{}, []string{"capacity: cannot be negative, left out"}},
		{"a capacity in words", data.KindEvent, `"capacity":"many"`, data.Element{}, []string{"capacity: a JSON string cannot stand there, left out"}},
		{"a schedule in words", data.KindEvent, `"schedule":"every Monday"`, data.Element{}, []string{"schedule: a JSON string cannot stand there, left out"}},
		{"a schedule without slots", data.KindEvent, `"schedule":{"timezone":"Europe/Paris"}`, data.Element{}, []string{"schedule.slots: is empty"}},
		{"a schedule with a slot that is no time", data.KindEvent, `"schedule":{"timezone":"Europe/Paris","slots":[{"start":"Monday"},{"start":"soon"}]}`, data.Element{},
			[]string{`schedule.slots[0].start: "Monday" is not a local time`}},
		{"a schedule in no zone", data.KindEvent, `"schedule":{"timezone":"Paris","slots":[{"start":"2026-05-23T19:00"}]}`, data.Element{},
			[]string{`schedule.timezone: "Paris" is not a time zone`}},
		{"an instant that cannot be read", data.KindPlace, `"createdAt":"yesterday"`, data.Element{}, []string{"createdAt: "}},
		{"an instant that cannot be written", data.KindPlace, `"verifiedAt":"9999-12-31T23:59:59-10:00"`, data.Element{}, []string{"verifiedAt: the year 10000"}},
		{"an empty geometry", data.KindPlace, `"geometry":{}`, data.Element{}, []string{"geometry: not a usable geometry"}},
		{"a geometry without points", data.KindPlace, `"geometry":{"type":"Polygon","coordinates":[]}`, data.Element{}, []string{"geometry: not a usable geometry"}},
		{"a line of one point", data.KindPlace, `"geometry":{"type":"LineString","coordinates":[[2,48]]}`, data.Element{}, []string{"geometry: not a usable geometry"}},
		{"a geometry in words", data.KindPlace, `"geometry":"here"`, data.Element{}, []string{"geometry: not a usable geometry"}},
		{"texts of a source, licences, keys", data.KindPlace,
			`"source":{"name":"r\u202eeg","id":"7\ufeff\u0001","url":"x","license":"L\u2028O"},"license":"` + strings.Repeat("l", 501) + `","externalIds":{"o\u0001sm":"n\u0002ode"},"accessibility":{"wheelchair":"y\u2029es"}`,
			data.Element{
				Source: data.Source{Name: "reg", ID: "7", License: "L O"}, License: strings.Repeat("l", 500),
				ExternalIDs: map[string]string{"osm": "node"}, Accessibility: map[string]string{"wheelchair": "y es"},
			},
			[]string{"license: is longer", "source.name: holds", "source.id: holds", "externalIds: holds", "externalIds.osm: holds", "source.url: " + notWeb}},
		{"a long type, a long slug", data.KindPlace, `"type":"` + strings.Repeat("t", 501) + `","slug":"` + strings.Repeat("s", 501) + `"`,
			data.Element{Type: strings.Repeat("t", 500)}, []string{"type: is longer", "slug: has 501 characters"}},
		{"a long commune", data.KindPlace, `"address":{"commune":"` + strings.Repeat("9", 21) + `"}`, data.Element{}, []string{"address.commune: has 21"}},
		{"an e-mail address in words", data.KindPlace, `"email":"ask me"`, data.Element{}, []string{`email: "ask me" is not an e-mail address, left out`}},
		{"tags characters and Unicode's lines", data.KindPlace, `"summary":"a\u2028b\udb40\udc41c"`, data.Element{Summary: "a\nbc"}, []string{"summary: holds invisible"}},
		{"the street of a person", data.KindPerson, `"address":{"streetAddress":"3 rue Haute","addressLocality":"Bourg"}`,
			data.Element{Address: data.Address{Locality: "Bourg"}}, []string{"address.streetAddress: a person is shown in their commune"}},
		{"the place of a person, in an unknown precision", data.KindPerson, `"precision":"rough","geometry":{"type":"Point","coordinates":[2,48]}`,
			data.Element{}, []string{`precision: "rough"`, "geometry: a person is shown in their commune"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := fmt.Sprintf(`{"kind":%q,"name":"A",%s}`, tt.kind, tt.members)
			got := slices.Collect(ReadElements(strings.NewReader(line)))
			if len(got) != 1 || got[0].Err != nil {
				t.Fatalf("ReadElements of %s = %+v, want one record that is taken", line, got)
			}
			tt.want.Kind, tt.want.Name = tt.kind, "A"
			if diff := cmp.Diff(tt.want, got[0].Element, byValue, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("element (-want +got):\n%s", diff)
			}
			begins := cmp.Comparer(func(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) })
			if diff := cmp.Diff(tt.warnings, got[0].Warnings, begins); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheFlatFormIsAsLenient(t *testing.T) {
	line := `{"name":"A","id":"7\u202e","source":"r\u0001eg","licence":"` + strings.Repeat("l", 501) + `","types":["` + strings.Repeat("t", 501) + `"],"website":"x"}`
	got := slices.Collect(ReadElements(strings.NewReader(line)))
	licence := strings.Repeat("l", 500)
	want := data.Element{
		Kind: data.KindPlace, Name: "A", Type: strings.Repeat("t", 500), License: licence,
		Source: data.Source{Name: "reg", ID: "7", License: licence},
	}
	if diff := cmp.Diff(want, got[0].Element, byValue); diff != "" || got[0].Err != nil || len(got[0].Warnings) != 6 {
		t.Errorf("error %v, warnings %q, element (-want +got):\n%s", got[0].Err, got[0].Warnings, diff)
	}
}

func TestLongListsAreCut(t *testing.T) {
	var images, pages, links, roles, ids []string
	for i := range data.MaxList + 2 {
		images = append(images, fmt.Sprintf(`{"url":"https://example.org/%d"}`, i))
		pages = append(pages, fmt.Sprintf(`"https://example.org/%d"`, i))
		links = append(links, fmt.Sprintf(`{"rel":"r%d","target":%q}`, i, data.NewID()))
		roles = append(roles, `"r"`)
		ids = append(ids, fmt.Sprintf(`"key%02d":"v"`, i))
	}
	links[0] = fmt.Sprintf(`{"rel":"r0","target":%q,"roles":[%s]}`, data.NewID(), strings.Join(roles, ","))
	line := fmt.Sprintf(`{"kind":"place","name":"A","image":[%s],"sameAs":[%s],"links":[%s],"externalIds":{%s},"accessibility":{%[4]s}}`,
		strings.Join(images, ","), strings.Join(pages, ","), strings.Join(links, ","), strings.Join(ids, ","))
	got := slices.Collect(ReadElements(strings.NewReader(line)))[0]
	if got.Err != nil {
		t.Fatal(got.Err)
	}
	e := got.Element
	for name, n := range map[string]int{
		"image": len(e.Image), "sameAs": len(e.SameAs), "links": len(e.Links), "links[0].roles": len(e.Links[0].Roles),
		"externalIds": len(e.ExternalIDs), "accessibility": len(e.Accessibility),
	} {
		warning := fmt.Sprintf("%s: has more than %d entries, the others are left out", name, data.MaxList)
		if n != data.MaxList || !slices.Contains(got.Warnings, warning) {
			t.Errorf("%s: %d entries, want %d, and a warning among %q", name, n, data.MaxList, got.Warnings)
		}
	}
	if last := e.Image[data.MaxList-1].URL; last != "https://example.org/49" || e.ExternalIDs["key49"] != "v" {
		t.Errorf("the last image kept is %s, want the first ones kept in order", last)
	}
}

func TestAnUnreadableOptionalMemberIsLeftOut(t *testing.T) {
	for name := range optional {
		if !strings.Contains(name, ".") {
			line := fmt.Sprintf(`{"kind":"place","name":"A",%q:[[true]]}`, name)
			got := slices.Collect(ReadElements(strings.NewReader(line)))[0]
			if got.Err != nil || len(got.Warnings) != 1 || !strings.HasPrefix(got.Warnings[0], name) {
				t.Errorf("an unreadable %s: error %v, warnings %q, want one warning of it", name, got.Err, got.Warnings)
			}
		}
	}
}
