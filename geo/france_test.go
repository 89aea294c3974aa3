package geo_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/geo"
)

// testData returns the path of a real file, and skips the test where there are none.
func testData(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv("MAILLAGE_TEST_DATA")
	if folder == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: no real files to test with")
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("MAILLAGE_TEST_DATA is set, but %v", err)
	}
	return path
}

func TestCodesOfFrance(t *testing.T) {
	tests := []struct {
		name     string
		make     func(string) string
		in, want string
	}{
		{"commune", geo.CommuneCode, "35238", "FR-35238"},
		{"commune, a spreadsheet took the zero", geo.CommuneCode, "1033", "FR-01033"},
		{"commune of Corsica", geo.CommuneCode, "2A004", "FR-2A004"},
		{"commune of Corsica in small letters", geo.CommuneCode, " 2b033 ", "FR-2B033"},
		{"commune overseas", geo.CommuneCode, "97411", "FR-97411"},
		{"commune of a collectivity", geo.CommuneCode, "98818", "FR-98818"},
		{"not a commune: 0", geo.CommuneCode, "0", ""},
		{"not a commune: 23", geo.CommuneCode, "23", ""},
		{"not a commune: empty", geo.CommuneCode, "", ""},
		{"not a commune: abroad", geo.CommuneCode, "99109", ""},
		{"not a commune: département 20", geo.CommuneCode, "20004", ""},
		{"not a commune: letters", geo.CommuneCode, "35ABC", ""},
		{"not a commune: six digits", geo.CommuneCode, "352380", ""},
		{"département", geo.DepartementCode, "35", "FR-35"},
		{"département, a spreadsheet took the zero", geo.DepartementCode, "1", "FR-01"},
		{"département of Corsica", geo.DepartementCode, "2a", "FR-2A"},
		{"département that is a région", geo.DepartementCode, "974", "FR-974"},
		{"not a département", geo.DepartementCode, "96", ""},
		{"région", geo.RegionCode, "53", "FR-BRE"},
		{"région overseas, a spreadsheet took the zero", geo.RegionCode, "1", "FR-971"},
		{"not a région", geo.RegionCode, "99", ""},
		{"intercommunalité", geo.EPCICode, "243500139", "FR-EPCI-243500139"},
		{"not a SIREN", geo.EPCICode, "24350013", ""},
		{"arrondissement of Paris", geo.CommuneOfArrondissement, "75112", "75056"},
		{"arrondissement of Lyon", geo.CommuneOfArrondissement, "69389", "69123"},
		{"arrondissement of Marseille", geo.CommuneOfArrondissement, "13211", "13055"},
		{"no arrondissement", geo.CommuneOfArrondissement, "75121", "75121"},
		{"Paris itself", geo.CommuneOfArrondissement, "75056", "75056"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.make(tt.in); got != tt.want {
				t.Errorf("%q gives %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestParentsOfCommune(t *testing.T) {
	for insee, want := range map[string]string{
		"35238": "FR-35 FR-BRE FR",
		"2A004": "FR-2A FR-20R FR",
		"97411": "FR-974 FR",
		"98818": "NC",
		"97801": "MF",
		"99999": "",
	} {
		if got := strings.Join(geo.ParentsOfCommune(insee), " "); got != want {
			t.Errorf("parents of %s = %q, want %q", insee, got, want)
		}
	}
}

func TestRegionsHoldEachDepartementOnce(t *testing.T) {
	var all []string
	for _, region := range geo.FrenchRegions {
		all = append(all, region.Departements...)
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != 101 || len(all) != 101 || len(geo.FrenchRegions) != 18 {
		t.Errorf("%d régions of %d départements, want 18 of 101", len(geo.FrenchRegions), len(all))
	}
}

func TestRegionsAreThoseOfINSEE(t *testing.T) {
	file, err := os.Open(testData(t, "territories/regions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := [][]string{want[0]}
	for _, region := range geo.FrenchRegions {
		got = append(got, []string{region.INSEE, region.Code, region.Name})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("régions (-regions.csv +ours):\n%s", diff)
	}
}

func FuzzCommuneCode(f *testing.F) {
	for _, insee := range []string{"35238", "1033", "2A004", "", "0", "９７１０１", "97801"} {
		f.Add(insee)
	}
	f.Fuzz(func(t *testing.T, insee string) {
		code := geo.CommuneCode(insee)
		if code == "" {
			return
		}
		bare, ok := strings.CutPrefix(code, "FR-")
		if !ok || len(bare) != 5 || geo.CommuneCode(bare) != code || len(geo.ParentsOfCommune(bare)) == 0 {
			t.Errorf("CommuneCode(%q) = %q, with the parents %v", insee, code, geo.ParentsOfCommune(bare))
		}
	})
}
