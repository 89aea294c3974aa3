package index

import (
	"encoding/binary"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// A posting list is the ascending entries that have a value. It is kept in
// whichever form takes fewer 32-bit words: the entries themselves, one a word,
// or a roaring bitmap in its portable format
// (https://github.com/RoaringBitmap/RoaringFormatSpec), read in place. The
// latter therefore has fewer words than entries, which tells the two apart.

// Limits of the portable format.
const (
	runCookie         = 12347   // some containers are lists of runs
	plainCookie       = 12346   // none is
	offsetsFrom       = 4       // with runs, fewer containers than this have no offsets
	maxArrayEntries   = 4096    // in a container that is an array; a fuller one is a bitmap
	bitmapBytes       = 1 << 13 // of a container that is a bitmap
	containerBits     = 16
	leastForContainer = 5 // entries; with fewer, no roaring bitmap is smaller than a list
)

// postingsWriter packs posting lists. Its zero value is ready; it keeps memory
// from one list to the next.
type postingsWriter struct {
	words      []uint32
	containers []containerShape
}

// containerShape is what one container of a roaring bitmap will hold: the
// entries with the same upper 16 bits.
type containerShape struct {
	entries []uint32 // ascending
	runs    int
}

func (c containerShape) isRuns() bool { return 2+4*c.runs < c.otherBytes() }

// otherBytes returns the size of the container when it is no list of runs.
func (c containerShape) otherBytes() int {
	if len(c.entries) > maxArrayEntries {
		return bitmapBytes
	}
	return 2 * len(c.entries)
}

func (c containerShape) bytes() int { return min(2+4*c.runs, c.otherBytes()) }

// write appends the list of entries, ascending and not empty.
func (w *postingsWriter) write(entries []uint32) {
	if len(entries) >= leastForContainer {
		w.shape(entries)
		header, hasRuns := w.header()
		size := header
		for _, c := range w.containers {
			size += c.bytes()
		}
		if words := (size + 3) / 4; words < len(entries) {
			from := len(w.words)
			w.words = append(w.words, make([]uint32, words)...)
			w.writeRoaring(bytesOf(w.words[from:]), header, hasRuns)
			return
		}
	}
	w.words = append(w.words, entries...)
}

// shape cuts entries into containers.
func (w *postingsWriter) shape(entries []uint32) {
	w.containers = w.containers[:0]
	for len(entries) > 0 {
		upper, n, runs := entries[0]>>containerBits, 1, 1
		for n < len(entries) && entries[n]>>containerBits == upper {
			if entries[n] != entries[n-1]+1 {
				runs++
			}
			n++
		}
		w.containers = append(w.containers, containerShape{entries[:n], runs})
		entries = entries[n:]
	}
}

// header returns the size of what precedes the containers.
func (w *postingsWriter) header() (size int, hasRuns bool) {
	count := len(w.containers)
	for _, c := range w.containers {
		hasRuns = hasRuns || c.isRuns()
	}
	switch {
	case !hasRuns:
		return 8 + 8*count, false
	case count < offsetsFrom:
		return 4 + (count+7)/8 + 4*count, true
	default:
		return 4 + (count+7)/8 + 8*count, true
	}
}

// writeRoaring writes the bitmap of w's containers into b, which is clear.
func (w *postingsWriter) writeRoaring(b []byte, header int, hasRuns bool) {
	little, count := binary.LittleEndian, len(w.containers)
	at := 8 // of the next byte of the header
	if hasRuns {
		little.PutUint32(b, runCookie|uint32(count-1)<<16)
		for i, c := range w.containers {
			if c.isRuns() {
				b[4+i/8] |= 1 << (i % 8)
			}
		}
		at = 4 + (count+7)/8
	} else {
		little.PutUint32(b, plainCookie)
		little.PutUint32(b[4:], uint32(count))
	}
	for _, c := range w.containers {
		little.PutUint16(b[at:], uint16(c.entries[0]>>containerBits))
		little.PutUint16(b[at+2:], uint16(len(c.entries)-1))
		at += 4
	}
	hasOffsets := at < header
	to := header
	for _, c := range w.containers {
		if hasOffsets {
			little.PutUint32(b[at:], uint32(to))
			at += 4
		}
		c.write(b[to:])
		to += c.bytes()
	}
}

func (c containerShape) write(b []byte) {
	little := binary.LittleEndian
	switch {
	case c.isRuns():
		little.PutUint16(b, uint16(c.runs))
		at := 2
		for i := 0; i < len(c.entries); {
			first := i
			for i++; i < len(c.entries) && c.entries[i] == c.entries[i-1]+1; i++ {
			}
			little.PutUint16(b[at:], uint16(c.entries[first]))
			little.PutUint16(b[at+2:], uint16(i-first-1))
			at += 4
		}
	case len(c.entries) > maxArrayEntries:
		for _, entry := range c.entries {
			b[uint16(entry)>>3] |= 1 << (entry & 7)
		}
	default:
		for i, entry := range c.entries {
			little.PutUint16(b[2*i:], uint16(entry))
		}
	}
}

// readPostings returns the bitmap of a list of count entries, made of its words:
// of few entries a copy, else one whose containers share their memory, and are
// copied by whoever changes them.
func readPostings(words []uint32, count int) *roaring.Bitmap {
	if len(words) == count {
		few := roaring.New()
		few.AddMany(words)
		return few
	}
	shared := roaring.New()
	if _, err := shared.FromBuffer(bytesOf(words)); err != nil {
		panic(fmt.Sprintf("index: a posting list that was checked cannot be read: %v", err))
	}
	return shared
}

// appendPostings appends the entries of a list, ascending.
func appendPostings(entries, words []uint32, count int) []uint32 {
	if len(words) == count {
		return append(entries, words...)
	}
	many := readPostings(words, count).ManyIterator()
	from := len(entries)
	entries = append(entries, make([]uint32, count)...)
	for n := from; n < len(entries); {
		n += many.NextMany(entries[n:])
	}
	return entries
}
