package exchange

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"maillage/data"
)

// readAll returns the records of a text, and fails when it cannot be opened.
func readAll(t testing.TB, text string, o Options) ([]Record, *Reading) {
	t.Helper()
	reading, err := Open(strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return slices.Collect(reading.Records), reading
}

// brief says what a record is in one line.
func brief(r Record) string {
	if r.Err != nil {
		return fmt.Sprintf("%d refused: %s", r.Line, strings.TrimPrefix(r.Err.Error(), ErrRecord.Error()+": "))
	}
	place, _ := r.Element.Geometry.MarshalJSON()
	return fmt.Sprintf("%d %s %s", r.Line, r.Element.Name, place)
}

func briefs(records []Record) []string {
	var all []string
	for _, r := range records {
		all = append(all, brief(r))
	}
	return all
}

func TestOpenMapsTheColumnsOfATable(t *testing.T) {
	text := `Nom de la structure;Type;Adresse;CP;Commune;Code INSEE;Latitude;Longitude;Site web;Courriel;Téléphone;Mots-clés;Présentation;Facebook;Identifiant;Lundi;Mardi;Mercredi;SIRET;PMR;Nom du responsable
La Grange;Tiers-lieu;1 rue Haute;1000;Bourg;1053;46,2;5,2;www.example.org;a@example.org;474000000;vélo, low-tech;"Ici on répare.
Et on cause.";https://social.example/grange;g7;9h-12h / 14:00 - 18:00;9h-12h / 14:00 - 18:00;sur rendez-vous;123 456 789 00012;oui;Une Personne
`
	got, reading := readAll(t, text, Options{FileName: "lieux", Source: data.Source{License: "ODbL", URL: "https://example.org/data"}})
	want := []Record{{Line: 2, Element: data.Element{
		Kind: data.KindPlace, Type: "Tiers-lieu", Name: "La Grange", Description: "Ici on répare.\nEt on cause.",
		Tags: []string{"vélo", "low-tech"}, Geometry: point(5.2, 46.2),
		Address: data.Address{Street: "1 rue Haute", PostalCode: "01000", Locality: "Bourg", Commune: "FR-01053"},
		Website: "https://www.example.org", Email: "a@example.org", Phone: "0474000000", SameAs: []string{"https://social.example/grange"},
		OpeningHours: `Mo-Tu 09:00-12:00,14:00-18:00; We "sur rendez-vous"`, Accessibility: map[string]string{"wheelchair": "yes"},
		ExternalIDs: map[string]string{"siret": "12345678900012"}, License: "ODbL-1.0",
		Source: data.Source{Name: "lieux", ID: "g7", URL: "https://example.org/data", License: "ODbL"},
	}}}
	if diff := cmp.Diff(want, got, byValue); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if last := reading.Columns()[20]; last != (Column{"Nom du responsable", ""}) {
		t.Errorf("the name of a person is taken for %q", last.Field)
	}
	if reading.Separator() != "semicolons" || reading.Encoding() != "UTF-8" || reading.Format != FormatCSV {
		t.Errorf("read as %s, separated by %s, in %s", reading.Format, reading.Separator(), reading.Encoding())
	}
}

func TestOpenReadsEverySeparatorAndEncoding(t *testing.T) {
	windows, _ := charmap.Windows1252.NewEncoder().String("nom;ville\nÉpicerie œuvre;Nîmes\n")
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("nom\tville\nÉpicerie œuvre\tNîmes\n")
	late, _ := charmap.Windows1252.NewEncoder().String("nom;ville\n" + strings.Repeat("A;B\n", 40_000) + "Épicerie œuvre;Nîmes\n")
	tests := []struct{ name, text, separator, encoding string }{
		{"semicolons", "nom;ville\nÉpicerie œuvre;Nîmes\n", "semicolons", "UTF-8"},
		{"commas, a mark, CRLF", "\uFEFFnom,ville\r\n\"Épicerie œuvre\",Nîmes\r\n", "commas", "UTF-8 with a mark"},
		{"bars", "nom|ville\nÉpicerie œuvre|Nîmes", "bars", "UTF-8"},
		{"Windows-1252", windows, "semicolons", "Windows-1252"},
		{"UTF-16, tabs", utf16, "tabs", "UTF-16"},
		{"Windows-1252 after much ASCII", late, "semicolons", "Windows-1252"},
		{"Excel's own hint", "sep=;\nnom;ville\nÉpicerie œuvre;Nîmes\n", "semicolons", "UTF-8"},
		{"commas in the names of columns", "nom;ville (une, deux, trois)\nÉpicerie œuvre;Nîmes\nA, B, C;Nîmes\n", "semicolons", "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, reading := readAll(t, tt.text, Options{})
			found := slices.ContainsFunc(records, func(r Record) bool {
				return r.Element.Name == "Épicerie œuvre" && r.Element.Address.Locality == "Nîmes"
			})
			if !found || reading.Separator() != tt.separator || reading.Encoding() != tt.encoding {
				t.Errorf("separated by %s, in %s, found %v, want %s, %s: %v",
					reading.Separator(), reading.Encoding(), found, tt.separator, tt.encoding, briefs(records[:1]))
			}
		})
	}
}

func TestOpenReadsPlacesAsPeopleWriteThem(t *testing.T) {
	tests := []struct{ name, header, row, want string }{
		{"one column", "nom;Géocodage xy", "A;48.5, -1.5", `2 A {"type":"Point","coordinates":[-1.5,48.5]}`},
		{"decimal commas in one column", "nom;geo_point_2d", "A;48,5 -1,5", `2 A {"type":"Point","coordinates":[-1.5,48.5]}`},
		{"WKT", "nom;position", "A;POINT (-1.5 48.5)", `2 A {"type":"Point","coordinates":[-1.5,48.5]}`},
		{"a shape", "nom;geo_shape", `A;"{""type"":""LineString"",""coordinates"":[[1,2],[3,4]]}"`, `2 A {"type":"LineString","coordinates":[[1,2],[3,4]]}`},
		{"x and y in degrees", "nom;x;y", "A;-1.5;48.5", `2 A {"type":"Point","coordinates":[-1.5,48.5]}`},
		{"x and y beside better ones", "nom;x;y;lat;lon", "A;652000;6862000;48.5;-1.5", `2 A {"type":"Point","coordinates":[-1.5,48.5]}`},
		{"nowhere", "nom;lat;lon", "A;;", "2 A null"},
		{"0, 0", "nom;lat;lon", "A;0;0.0", "2 A null"},
		{"words", "nom;lat;lon", "A;nord;ouest", "2 A null"},
		{"metres", "nom;x;y", "A;652000;6862000", "2 refused: 652000, 6862000 are metres, not degrees: convert the coordinates to WGS 84 (from Lambert-93 in France), or ignore these columns with --mapping to import without places"},
		{"swapped, and French by its postcode", "nom;cp;lat;lon", "A;35000;-1.6;48.1", "2 refused: latitude -1.6, longitude 48.1 is near Somalia, and in France when swapped: the two columns are swapped"},
		{"there is something in Somalia", "nom;lat;lon", "A;2.04;45.3", `2 A {"type":"Point","coordinates":[45.3,2.04]}`},
		{"off the Earth", "nom;lat;lon", "A;99;200", "2 refused: longitude 200 is not between -180 and 180"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, _ := readAll(t, tt.header+"\n"+tt.row, Options{})
			if diff := cmp.Diff([]string{tt.want}, briefs(records)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneWrongRowIsOneRefusedRecord(t *testing.T) {
	text := "nom;ville\nA;x\n;y\nB;x;trop\nD;x;;;\n\n;;\n\"E \"\"e\"\"\";\"x\ny\"\n\"C;x\nF \"f\" g;x"
	records, _ := readAll(t, text, Options{})
	want := []string{
		"2 A null", "3 refused: name: is missing",
		"4 refused: it has 3 columns where the first line names 2: is a separator or a quotation mark too many in it?",
		"5 D null", `8 E "e" null`,
		`10 refused: a quotation mark (") is opened and never closed: close it, or take it out`, `11 F "f" g null`,
	}
	if diff := cmp.Diff(want, briefs(records)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestATableOfOpenQuotesIsGivenUp(t *testing.T) {
	records, _ := readAll(t, "nom\nA\n"+strings.Repeat("\"b\n", 200_000), Options{})
	last := records[len(records)-1]
	if records[0].Element.Name != "A" || len(records) > 100 || !errors.Is(last.Err, ErrUnreadable) || !strings.Contains(last.Err.Error(), "lines in a row") {
		t.Errorf("%d records, the last: %v", len(records), last.Err)
	}
}

func TestRecordsWithoutAnIdAreKnownAgain(t *testing.T) {
	text := "nom;ville;tel\nA;x;1\nA;y;2\nA;x;3\nA;x;1\n"
	ids := func(text string) []string {
		var ids []string
		records, _ := readAll(t, text, Options{FileName: "f"})
		for _, r := range records {
			ids = append(ids, r.Element.Source.Name+" "+r.Element.Source.ID)
		}
		return ids
	}
	got := ids(text)
	if got[0] == got[1] || got[2] != got[0]+"~2" || got[3] != got[0] || !strings.HasPrefix(got[0], "f row-") {
		t.Errorf("ids = %q, want two of their own, a second of the first place, and the first again", got)
	}
	if again := ids(text); !slices.Equal(got, again) {
		t.Errorf("ids of the same file again = %q, want %q", again, got)
	}
	if changed := ids(strings.Replace(text, "x;1", "x;9", 1)); changed[0] != got[0] {
		t.Errorf("a new phone number makes %q of %q", changed[0], got[0])
	}
}

func TestAnIdOfSeveralThingsGetsANumber(t *testing.T) {
	text := "id;nom;ville\n7;A;x\n7;B;x\n7;A;x\n"
	records, _ := readAll(t, text, Options{})
	var got []string
	for _, r := range records {
		got = append(got, fmt.Sprint(r.Element.Source.ID, r.Warnings))
	}
	want := []string{"7[]", `7~2[id: "7" is the id of another record of this file too: taken as "7~2"]`, "7[]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	repeats, err := FindRepeats(strings.NewReader(text), Options{FileName: "f"})
	if diff := cmp.Diff(map[int]int{2: 4}, repeats); diff != "" || err != nil {
		t.Errorf("repeats: %v (-want +got):\n%s", err, diff)
	}
}

func TestDamagedTextIsSaidOnceForTheFile(t *testing.T) {
	_, reading := readAll(t, "nom;ville\nM\uFFFDdi\uFFFD;x\nB;\uFFFD\nC;x\n", Options{})
	for range reading.Records {
		break
	}
	want := []string{"3 characters in 2 records were destroyed before the file came here and read \uFFFD: if the file was converted on its way, ask for the original"}
	if diff := cmp.Diff(want, reading.Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestAPackedTableThatIsCutOffGivesWhatCame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, "nom;ville\n")
	for i := range 20_000 {
		fmt.Fprintf(z, "A%d;%d\n", i, random.Uint64())
	}
	z.Close()
	records, _ := readAll(t, packed.String()[:packed.Len()/2], Options{})
	last := records[len(records)-1].Err
	if len(records) < 5000 || !errors.Is(last, ErrUnreadable) || !strings.Contains(last.Error(), "it ends in the middle") {
		t.Errorf("%d records, then %v, want about 10,000 and ErrUnreadable", len(records), last)
	}
}

// TestSeparatedReadsWhatAStandardWriterWrites compares with encoding/csv: what it
// writes of random fields reads back the same.
func TestSeparatedReadsWhatAStandardWriterWrites(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 2000 {
		separator := separators[random.IntN(len(separators))]
		var want [][]string
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Comma, w.UseCRLF = rune(separator), random.IntN(2) == 0
		for range 1 + random.IntN(4) {
			fields := make([]string, 1+random.IntN(4))
			for i := range fields {
				for range random.IntN(6) {
					fields[i] += string([]rune("ab\";,|é\n\t ")[random.IntN(10)])
				}
				fields[i] = strings.TrimSpace(fields[i])
			}
			if len(fields) == 1 && fields[0] == "" {
				fields[0] = "x"
			}
			want = append(want, fields)
			w.Write(fields)
		}
		w.Flush()
		s := &separated{in: newLines(&text), separator: separator}
		var got [][]string
		for {
			fields, _, err := s.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v in %q", err, want)
			}
			got = append(got, fields)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("separator %q (-want +got):\n%s", separator, diff)
		}
	}
}

func TestOpenKeepsMemoryBounded(t *testing.T) {
	for name, head := range map[string]string{
		"an endless line": "nom;ville\nA", "an endless quote": "nom;ville\n\"A", "an endless header": "nom",
		"an endless feature": `{"type":"FeatureCollection","features":[{"a":`, "an endless list": `[{"a":`, "endless data": `{"data":[[`,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			reading, err := Open(io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, 200<<20)), Options{})
			if err == nil {
				for range reading.Records {
				}
			}
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 160<<20 {
				t.Errorf("reading 200 MiB allocated %d MiB", grown>>20)
			}
		})
	}
}
