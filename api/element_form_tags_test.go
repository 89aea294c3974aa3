package api

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestTagsAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string][]string{
		"jardin partagé, vélo;compost\nC++": {"jardin partagé", "vélo", "compost", "C++"},
		"#a #b, ##c":                        {"a", "b", "c"},
		` , #, ##`:                          nil,
		`"danse, bal", C#`:                  {"danse, bal", "C#"},
		`#"a; #b" #c`:                       {"a; #b", "c"},
		`"dit ""le Pré""" , x`:              {`dit "le Pré"`, "x"},
		`"a" et "b", c`:                     {`"a" et "b"`, "c"},
		`"a, b`:                             {`"a`, "b"},
	} {
		if got := splitTags(text); !slices.Equal(got, want) {
			t.Errorf("%q reads %q, not %q", text, got, want)
		}
	}
}

// The same stand in web/test/tags.test.ts.
func TestATagWithAnySignInItIsWrittenAndReadBack(t *testing.T) {
	tags := []string{"bal, trad", `"Le Pré"`, "#un", "a #b", " deux  blancs ", "x;y", `"`, "C#", `sans "fin`}
	written := joinTags(tags)
	if want := `"bal, trad", """Le Pré""", "#un", "a #b", " deux  blancs ", "x;y", """", C#, sans "fin`; written != want {
		t.Errorf("they are written %s, not %s", written, want)
	}
	if diff := cmp.Diff(tags, splitTags(written)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzTags(f *testing.F) {
	f.Add(`"a, b", c #d`, `"`)
	f.Fuzz(func(t *testing.T, text, tag string) {
		for _, read := range splitTags(text) {
			if again := splitTags(joinTags([]string{read})); read != "" && (len(again) != 1 || again[0] != read) {
				t.Errorf("%q holds %q, which is written %q and read %q", text, read, joinTags([]string{read}), again)
			}
		}
		if again := splitTags(joinTags([]string{tag, "z"})); len(again) != 2 || again[0] != tag || again[1] != "z" {
			t.Errorf("%q is written %q and read %q", tag, joinTags([]string{tag, "z"}), again)
		}
	})
}

func TestATagOfAnImportIsChangedBesideOthersThatStay(t *testing.T) {
	h := newHouse(t)
	h.add(data.Element{Kind: data.KindEvent, Name: "Bal", Tags: []string{"bal, trad", "C#", `dit "le Pré"`, "vieux"}, Geometry: at(1.03, 45.03), Source: data.Source{Name: "un fichier", ID: "1"}})
	v := h.join("camille@example.org", "Camille")
	path := "/edit/" + h.ids["Bal"].String()
	form := inputsOf(v.look(path))
	v.post(path, form).holds(t, "Rien n’a changé")
	form.Set("tags", strings.Replace(form.Get("tags"), "vieux", `neuf, "x, y"`, 1))
	got := h.written(v.post(path, form))
	if want := []string{"bal, trad", "C#", `dit "le Pré"`, "neuf", "x, y"}; !slices.Equal(got.Tags, want) {
		t.Errorf("its tags are %q, not %q", got.Tags, want)
	}
	one := h.written(v.post("/new", url.Values{"kind": {"place"}, "name": {"Lieu"}, "tags": {`"rouge, vert", bleu`}}))
	if want := []string{"rouge, vert", "bleu"}; !slices.Equal(one.Tags, want) {
		t.Errorf("its tags are %q, not %q", one.Tags, want)
	}
}
