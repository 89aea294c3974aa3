package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// place returns a file with a place for each section, each of which holds a text,
// and words around.
func place(t *testing.T, held string) (path, text string) {
	t.Helper()
	text = "# Title\n"
	for _, part := range sections {
		begin, end := marks(part)
		text += "\n" + begin + "\n" + held + end + "\n"
	}
	text += "\nBelow.\n"
	path = filepath.Join(t.TempDir(), "benchmarks.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, text
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReportReplacesItsPartAlone(t *testing.T) {
	path, before := place(t, "old figures\n")
	begin, _ := marks("clusters")
	want := strings.Replace(before, begin+"\nold figures\n", begin+"\n\n### Clusters\n\nFacts.\n\n| zoom | ours |\n|---|---|\n| z5\\|z6 | 1.0 ms |\n\n", 1)
	for range 2 { // the second time gives the same
		var r report
		r.table([]string{"zoom", "ours"}, [][]string{{"z5|z6", "1.0 ms"}})
		if err := r.write(path, "clusters", "Clusters", "Facts."); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestReportMakesItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "new.md")
	if err := ensurePlaces(path); err != nil {
		t.Fatal(err)
	}
	var r report
	r.say("A figure: %d.", 7)
	for _, part := range sections {
		if err := r.write(path, part, "Title of "+part, "Facts."); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Count(read(t, path), "A figure: 7."); got != len(sections) {
		t.Errorf("the figure stands there %d times, want once in each of %d sections", got, len(sections))
	}
}

func TestReportLeavesAFileThatHasAllPlaces(t *testing.T) {
	path, before := place(t, "figures\n")
	if err := ensurePlaces(path); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != before {
		t.Errorf("the file became\n%s", got)
	}
}

func TestReportRefusesAFileWithoutMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.md")
	if err := os.WriteFile(path, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin, _ := marks("sides")
	if err := ensurePlaces(path); err == nil || !strings.Contains(err.Error(), begin) {
		t.Errorf("error = %v, want one that names the mark", err)
	}
	if got := read(t, path); got != "a letter" {
		t.Errorf("the file became %q", got)
	}
}

func TestBenchmarksHavePlaces(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "benchmarks.md")
	before := read(t, path)
	if err := ensurePlaces(path); err != nil {
		t.Error(err)
	}
	if read(t, path) != before {
		t.Error("the document was changed")
	}
}
