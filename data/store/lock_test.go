package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

func TestAnOwnerTellsNoSecretsOfItsCommand(t *testing.T) {
	tests := []struct{ args, want string }{
		{"/usr/bin/maillage serve --basemap https://u:secret@example.org/fr.pmtiles", "maillage serve"},
		{"maillage admin set mail.password secret", "maillage admin set"},
		{"maillage --data secret serve", "maillage"},
		{"maillage", "maillage"},
	}
	for _, tt := range tests {
		if got := commandOf(strings.Fields(tt.args)); got != tt.want {
			t.Errorf("commandOf(%s) = %q, want %q", tt.args, got, tt.want)
		}
	}
}

// FuzzReadOwner reads lock files that anyone may have written to: what comes
// out is short, can be shown, and is nothing at all unless it names a process.
func FuzzReadOwner(f *testing.F) {
	for _, text := range []string{"", "12 maillage serve\n", "12", "-1 x", "0 x", "x", "9 \x1b[2J", "99999999999999999999 x"} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), lockName)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		process, command := readOwner(file)
		if process < 0 || (process == 0 && command != "") {
			t.Errorf("readOwner(%q) = %d, %q", text, process, command)
		}
		if len(command) > 3*maxOwner { // a byte that is no UTF-8 becomes three
			t.Errorf("the command has %d bytes", len(command))
		}
		for _, r := range command {
			if !unicode.IsPrint(r) {
				t.Errorf("the command holds %U", r)
			}
		}
	})
}
