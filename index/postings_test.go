package index

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// randomEntries invents an ascending list, of some density and with some runs.
func randomEntries(r *rand.Rand) []uint32 {
	var entries []uint32
	gap := 1 + r.IntN([]int{1, 2, 4, 40, 4000}[r.IntN(5)])
	longest := 1 + r.IntN([]int{1, 3, 3000, 70_000}[r.IntN(4)])
	most := 1 + r.IntN([]int{4, 12, 5000, 200_000}[r.IntN(4)])
	for next := uint32(r.IntN(200_000)); len(entries) < most; next += uint32(1 + r.IntN(gap)) {
		for run := 1 + r.IntN(longest); run > 0 && len(entries) < most; run-- {
			entries = append(entries, next)
			next++
		}
	}
	return entries
}

func TestPostingsAreReadAsWritten(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 12))
	var w postingsWriter
	type list struct {
		from, to int
		entries  []uint32
	}
	var lists []list
	for range 400 {
		entries := randomEntries(r)
		from := len(w.words)
		w.write(entries)
		lists = append(lists, list{from, len(w.words), entries})
	}
	asBitmaps := 0
	for _, l := range lists {
		words, count := w.words[l.from:l.to], len(l.entries)
		b := readPostings(words, count)
		if err := b.Validate(); err != nil || !slices.Equal(b.ToArray(), l.entries) {
			t.Fatalf("%d entries in %d words are not read as written: %v", count, len(words), err)
		}
		if got := appendPostings([]uint32{7}, words, count); !slices.Equal(got[1:], l.entries) {
			t.Fatalf("%d entries in %d words are not appended as written", count, len(words))
		}
		other := roaring.BitmapOf(randomEntries(r)...)
		other.RunOptimize()
		if r.IntN(2) == 0 {
			other.Or(b)
		}
		size := int(max(b.Maximum(), other.Maximum())) + 1
		if got, want := countPostings(words, count, newDenseSet(other, size)), int(other.AndCardinality(b)); got != want {
			t.Fatalf("%d of %d entries in %d words are counted, want %d", got, count, len(words), want)
		}
		if len(words) < count {
			asBitmaps++
		}
		// The portable format rounds up to whole words here.
		smallest := roaring.BitmapOf(l.entries...)
		smallest.RunOptimize()
		if want := min(count, int(smallest.GetSerializedSizeInBytes()+3)/4); len(words) > want {
			t.Errorf("%d entries take %d words, could take %d", count, len(words), want)
		}
	}
	if asBitmaps == 0 || asBitmaps == len(lists) {
		t.Errorf("%d of %d lists are bitmaps", asBitmaps, len(lists))
	}
}

// TestBitmapsOfAColumnAreOnlyRead: whatever readers do with the bitmaps that
// share the memory of a column, at once, the column stays as it is.
func TestBitmapsOfAColumnAreOnlyRead(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 13))
	var w postingsWriter
	c := column{starts: []uint32{0}}
	var lists [][]uint32
	for n := range 12 {
		entries := randomEntries(r)
		lists = append(lists, entries)
		w.write(entries)
		c.values.append(string(rune('a' + n)))
		c.counts = append(c.counts, uint32(len(entries)))
		c.starts = append(c.starts, uint32(len(w.words)))
	}
	c.postings = w.words
	c.derive()
	before := slices.Clone(c.postings)
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(reader)))
			for range 150 {
				mixBitmaps(r, &c)
			}
		})
	}
	readers.Wait()
	if !slices.Equal(c.postings, before) {
		t.Error("the posting lists were changed")
	}
	for n, want := range lists {
		if !slices.Equal(c.bitmap(n).ToArray(), want) {
			t.Errorf("bitmap %d was changed", n)
		}
	}
}

// mixBitmaps makes new bitmaps of those of a column in every way that the engine
// does, and changes them in place. Xor in place is not among them: in roaring
// v2.30.0 it may change its argument.
func mixBitmaps(r *rand.Rand, c *column) {
	pick := func() *roaring.Bitmap { return c.bitmap(r.IntN(c.size())) }
	made := []*roaring.Bitmap{
		roaring.Or(pick(), pick()), roaring.And(pick(), pick()), roaring.AndNot(pick(), pick()), roaring.Xor(pick(), pick()),
		roaring.FastOr(pick(), pick(), pick()), roaring.FastAnd(pick(), pick(), pick()), pick().Clone(),
		roaring.FastOr(pick()), roaring.FastAnd(pick()),
	}
	for _, b := range made {
		for range 6 {
			switch r.IntN(7) {
			case 0:
				b.Or(pick())
			case 1:
				b.And(pick())
			case 2:
				b.AndNot(pick())
			case 3:
				b.Add(r.Uint32N(300_000))
			case 4:
				b.AddRange(uint64(r.IntN(200_000)), uint64(200_000+r.IntN(200_000)))
			case 5:
				b.RemoveRange(uint64(r.IntN(200_000)), uint64(r.IntN(400_000)))
			case 6:
				b.RunOptimize()
			}
		}
		b.AndCardinality(pick())
		pick().Intersects(b)
	}
	pick().Contains(r.Uint32N(300_000))
	pick().NextValue(r.Uint32N(300_000))
	pick().CardinalityInRange(1000, 90_000)
}
