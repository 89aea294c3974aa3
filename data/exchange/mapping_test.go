package exchange

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestAMappingOverridesTheNames(t *testing.T) {
	mapping, err := ReadMapping(strings.NewReader("# festivals\nTitre complet = name\nnom = tags\n\nville = -\n\"event\" = kind\n\"a = b\" = summary\nAbsente = city\n"))
	if err != nil {
		t.Fatal(err)
	}
	records, reading := readAll(t, "nom;titre complet;ville\nx;A;B\n", Options{Mapping: mapping})
	e := records[0].Element
	if e.Name != "A" || e.Address.Locality != "" || e.Kind != data.KindEvent || e.Summary != "a = b" || !slices.Equal(e.Tags, []string{"x"}) {
		t.Errorf("element = %+v", e)
	}
	if diff := cmp.Diff([]string{`the mapping names columns that the file does not have: "Absente"`}, reading.Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestAMappingSaysWhichLineIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"a = name\nb":        `line 2: "b" is no mapping: write column = field`,
		"a = nom":            `line 1: "nom" is no field: write one of uuid, id, name,`,
		"= name":             `line 1: "= name" names no column`,
		"a = name\nA = city": `line 2: the column "A" is mapped already, on line 1`,
		`"x" = -`:            `line 1: "x" = - says nothing`,
	} {
		if _, err := ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadMapping(%q) = %v, want %q", text, err, want)
		}
	}
}
