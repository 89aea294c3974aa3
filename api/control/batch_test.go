package control

import (
	"testing"
)

// FuzzBatch checks that whatever the text, a batch that is read is written and
// read back as it is.
func FuzzBatch(f *testing.F) {
	f.Add([]byte("2026-05-23T12:00:00Z"))
	f.Add([]byte("2026-05-23T12:00:00.5+02:00\n{\"kind\":\"place\",\"name\":\"A\"}\n{\"name\":null}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var b, again batch
		if b.UnmarshalText(text) != nil {
			return
		}
		written, err := b.MarshalText()
		if err != nil {
			t.Skip() // an instant that JSON reads and does not write
		}
		if err := again.UnmarshalText(written); err != nil {
			t.Fatalf("%q was read, but not what it is written as, %q: %v", text, written, err)
		}
		if twice, err := again.MarshalText(); err != nil || string(twice) != string(written) {
			t.Fatalf("%q comes back as %q, %v", written, twice, err)
		}
	})
}
