package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/geo"
)

func TestASegmentIsReadAsItWasWritten(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 7))
	for _, n := range []int{0, 1, 2, 63, 64, 65, 1500} {
		path := filepath.Join(t.TempDir(), "segment")
		written := randomSegment(r, n)
		if err := writeSegment(path, written); err != nil {
			t.Fatal(err)
		}
		read, err := readSegment(path)
		if err != nil {
			t.Fatalf("%d entries: %v", n, err)
		}
		if diff := cmp.Diff(contentOf(written), contentOf(read)); diff != "" {
			t.Errorf("%d entries are read otherwise than written:\n%s", n, diff)
		}
	}
}

func TestWhatIsNoSegmentIsRefused(t *testing.T) {
	whole := encoded(t, randomSegment(rand.New(rand.NewPCG(1, 8)), 300))
	resum := func(b []byte) []byte {
		end := headSize(len((&segment{}).arrays())) - 8
		binary.NativeEndian.PutUint64(b[end:], uint64(crc32.Checksum(b[:end], castagnoli)))
		return b
	}
	tests := []struct {
		name   string
		damage func(b []byte) []byte
	}{
		{"empty", func(b []byte) []byte { return nil }},
		{"only a magic", func(b []byte) []byte { return b[:len(segmentFormat)] }},
		{"cut in its head", func(b []byte) []byte { return b[:100] }},
		{"cut by half", func(b []byte) []byte { return b[:len(b)/2] }},
		{"cut by 8 bytes", func(b []byte) []byte { return b[:len(b)-8] }},
		{"longer", func(b []byte) []byte { return append(b, 0) }},
		{"of another version", func(b []byte) []byte { b[len("maillage-segment-")]++; return b }},
		{"of another byte order", func(b []byte) []byte {
			binary.BigEndian.PutUint64(b[len(segmentFormat):], byteOrder)
			binary.LittleEndian.PutUint64(b[len(segmentFormat):], binary.BigEndian.Uint64(b[len(segmentFormat):]))
			b[len(segmentFormat)] ^= 1
			return resum(b)
		}},
		{"with a flipped bit in its head", func(b []byte) []byte { b[describedPrefix+3] ^= 1; return b }},
		{"with a flipped bit", func(b []byte) []byte { b[len(b)*2/3] ^= 1; return b }},
		{"with an array of 2^62 bytes", func(b []byte) []byte {
			binary.NativeEndian.PutUint64(b[describedPrefix:], 1<<62)
			return resum(b)
		}},
		{"with an array of -1 bytes", func(b []byte) []byte {
			binary.NativeEndian.PutUint64(b[describedPrefix:], ^uint64(0))
			return resum(b)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "segment")
			if err := os.WriteFile(path, tt.damage(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := readSegment(path); s != nil || !errors.Is(err, errDamagedSegment) {
				t.Errorf("readSegment = %v, %v, want errDamagedSegment", s, err)
			}
		})
	}
	if _, err := readSegment(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) || errors.Is(err, errDamagedSegment) {
		t.Errorf("a missing file is %v, want os.ErrNotExist", err)
	}
}

// FuzzReadSegment damages a file, or its arrays under right checksums: what is
// read is an error or a segment that can be asked anything.
func FuzzReadSegment(f *testing.F) {
	whole := encoded(f, randomSegment(rand.New(rand.NewPCG(1, 8)), 200))
	want := contentOf(mustDecode(f, whole))
	f.Add(uint32(70), byte(1), uint32(0), false)
	f.Add(uint32(2500), byte(0x80), uint32(0), true)
	f.Add(uint32(0), byte(0), uint32(9), false)
	f.Fuzz(func(t *testing.T, at uint32, flip byte, cut uint32, resummed bool) {
		b := bytes.Clone(whole)
		b[int(at)%len(b)] ^= flip
		b = b[:len(b)-int(cut)%len(b)]
		if resummed && cut == 0 {
			sumAgain(b)
		}
		s, err := decodeSegment(bytes.NewReader(b), int64(len(b)))
		switch {
		case err != nil:
			if s != nil || !errors.Is(err, errDamagedSegment) {
				t.Errorf("decodeSegment = %v, %v", s, err)
			}
		case !resummed:
			if diff := cmp.Diff(want, contentOf(s)); diff != "" {
				t.Errorf("a damaged file is read as something else:\n%s", diff)
			}
		default:
			readEverything(s)
		}
	})
}

// sumAgain gives the arrays of a file the checksums that they have by now.
func sumAgain(b []byte) {
	count := len((&segment{}).arrays())
	from := int64(headSize(count))
	for i := range count {
		described := b[describedPrefix+i*describedArray:]
		length := int64(binary.NativeEndian.Uint64(described))
		if length < 0 || from+length > int64(len(b)) {
			return
		}
		binary.NativeEndian.PutUint64(described[8:], uint64(crc32.Checksum(b[from:from+length], castagnoli)))
		from += length + padding(length)
	}
	end := headSize(count) - 8
	binary.NativeEndian.PutUint64(b[end:], uint64(crc32.Checksum(b[:end], castagnoli)))
}

// readEverything asks a segment for all that its arrays delimit.
func readEverything(s *segment) {
	for entry := range uint32(s.size()) {
		s.name(entry)
		s.shape(entry)
		s.entryOf(s.num(entry))
		s.value(byKind, entry)
	}
	for n := range s.shaped {
		for part := range geo.Corners(s.corners.at(n)).Parts(geo.MaxZoom) {
			part[0].AppendCorners(nil, geo.MaxZoom)
		}
	}
	for _, m := range s.marked.marks {
		for _, entry := range s.marked.having(mark(m)) {
			s.num(entry)
		}
	}
	for d := range s.Columns {
		c := &s.Columns[d]
		for n := range c.size() {
			c.value(n)
			c.cardinality(n)
			c.words(n)
		}
	}
}

func encoded(t testing.TB, s *segment) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encodeSegment(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustDecode(t testing.TB, b []byte) *segment {
	t.Helper()
	s, err := decodeSegment(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
