package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReportStandsBetweenItsMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "benchmarks.md")
	around := "# Title\n\n" + beginMark + "\nold figures\n" + endMark + "\n\nBelow.\n"
	if err := os.WriteFile(path, []byte(around), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time gives the same
		var r report
		r.section("Tiles")
		r.table([]string{"zoom", "ours"}, [][]string{{"z5|z6", "1.0 ms"}})
		r.lead("Facts.")
		if err := r.write(path); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := "# Title\n\n" + beginMark + "\n\nFacts.\n\n### Tiles\n\n| zoom | ours |\n|---|---|\n| z5\\|z6 | 1.0 ms |\n\n" + endMark + "\n\nBelow.\n"
		if string(got) != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestReportMakesItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.md")
	var r report
	r.say("A figure: %d.", 7)
	if err := r.write(path); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(got), "A figure: 7.") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestReportRefusesAFileWithoutMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.md")
	if err := os.WriteFile(path, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := new(report).write(path); err == nil || !strings.Contains(err.Error(), beginMark) {
		t.Errorf("error = %v, want one that names the mark", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "a letter" {
		t.Errorf("the file became %q", got)
	}
}
