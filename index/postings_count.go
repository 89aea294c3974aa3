package index

import (
	"encoding/binary"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
)

// denseSet is a set of entries of which each has its bit, up to the end of the
// last container: whether it has an entry is one look at little memory.
type denseSet []uint64

// containerWords is how many words of a dense set belong to one container.
const containerWords = 1 << containerBits / 64

// newDenseSet returns the members of b, all below size.
func newDenseSet(b *roaring.Bitmap, size int) denseSet {
	set := make(denseSet, (size>>containerBits+1)*containerWords)
	b.WriteDenseTo(set)
	return set
}

// denseContainer is the part of a dense set with the same upper 16 bits.
type denseContainer [containerWords]uint64

// has returns 1 for a member, else 0.
func (c *denseContainer) has(lower uint16) int { return int(c[lower>>6] >> (lower & 63) & 1) }

// countPostings returns how many entries of a posting list are in set. It reads
// the list where it stands.
func countPostings(words []uint32, count int, set denseSet) int {
	total := 0
	if len(words) == count {
		for _, entry := range words {
			total += int(set[entry>>6] >> (entry & 63) & 1)
		}
		return total
	}
	little, b := binary.LittleEndian, bytesOf(words)
	var runs []byte // a bit for each container: whether it is a list of runs
	containers, at := 0, 8
	if cookie := little.Uint32(b); cookie&0xFFFF == runCookie {
		containers = int(cookie>>16) + 1
		at = 4 + (containers+7)/8
		runs = b[4:at]
	} else {
		containers = int(little.Uint32(b[4:]))
	}
	headers := b[at:]
	at += 4 * containers
	if runs == nil || containers >= offsetsFrom {
		at += 4 * containers // what follows each other needs no offsets
	}
	for i := range containers {
		upper, size := int(little.Uint16(headers[4*i:])), int(little.Uint16(headers[4*i+2:]))+1
		within := (*denseContainer)(set[upper*containerWords:])
		switch {
		case runs != nil && runs[i/8]>>(i%8)&1 == 1:
			size = 4 * int(little.Uint16(b[at:]))
			at += 2
			total += countRuns(b[at:at+size], within)
		case size > maxArrayEntries:
			size = bitmapBytes
			total += countBits(b[at:at+size], within)
		default:
			size *= 2
			total += countArray(b[at:at+size], within)
		}
		at += size
	}
	return total
}

// countArray counts entries told by their lower 16 bits.
func countArray(b []byte, within *denseContainer) int {
	total := 0
	for ; len(b) >= 8; b = b[8:] {
		four := binary.LittleEndian.Uint64(b)
		total += within.has(uint16(four)) + within.has(uint16(four>>16)) + within.has(uint16(four>>32)) + within.has(uint16(four>>48))
	}
	for ; len(b) >= 2; b = b[2:] {
		total += within.has(binary.LittleEndian.Uint16(b))
	}
	return total
}

// countBits counts entries that have a bit each.
func countBits(b []byte, within *denseContainer) int {
	total := 0
	b = b[:bitmapBytes]
	for i := range within {
		total += bits.OnesCount64(within[i] & binary.LittleEndian.Uint64(b[8*i:8*i+8]))
	}
	return total
}

// countRuns counts entries told by the first of a run and how many follow it.
func countRuns(b []byte, within *denseContainer) int {
	total := 0
	for ; len(b) >= 4; b = b[4:] {
		first := int(binary.LittleEndian.Uint16(b))
		for last := first + int(binary.LittleEndian.Uint16(b[2:])); first <= last; first++ {
			total += within.has(uint16(first))
		}
	}
	return total
}
