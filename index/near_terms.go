package index

import (
	"context"
	"unicode/utf8"
)

// nearTerms finds the values of a sorted dictionary within some edits of a
// word. It walks the dictionary as if it were a tree of letters: what two
// neighbours share at their beginning is compared once, and where a beginning is
// too far off already, all values with it are passed over.
type nearTerms struct {
	wanted []rune
	most   int
	// Beside each letter of the value read last: where it ends in bytes, and
	// after it, how many edits turn the letters so far into each beginning of
	// wanted. One row more is that of no letter.
	letters []rune
	ends    []int
	rows    [][]int
}

func newNearTerms(word string, most int) *nearTerms {
	w := &nearTerms{wanted: []rune(word), most: most}
	row := make([]int, len(w.wanted)+1)
	for i := range row {
		row[i] = i
	}
	w.rows = append(w.rows, row)
	return w
}

// in calls visit with the number of every value of c that is near enough, and
// its edits. shared is c's, see [sharedBeginnings]. The error is the context's.
func (w *nearTerms) in(ctx context.Context, c *column, shared []uint8, visit func(n, edits int)) error {
	for n, steps := 0, 0; n < c.size(); steps++ {
		if steps%walkStep == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		tooFar := w.read(c.value(n), int(shared[n]))
		if tooFar == 0 {
			if edits := w.rows[len(w.letters)][len(w.wanted)]; edits <= w.most {
				visit(n, edits)
			}
			n++
			continue
		}
		for n++; n < len(shared) && int(shared[n]) >= tooFar; n++ {
		}
	}
	return nil
}

// read compares the next value, which shares so many bytes at its beginning with
// the last. When no value that begins like it can be near enough, it returns the
// length in bytes of that beginning, else 0.
func (w *nearTerms) read(value string, bytesShared int) (tooFar int) {
	shared := len(w.letters)
	for shared > 0 && w.ends[shared-1] > bytesShared {
		shared--
	}
	w.letters, w.ends = w.letters[:shared], w.ends[:shared]
	at := 0
	if shared > 0 {
		at = w.ends[shared-1]
	}
	for at < len(value) {
		letter, size := utf8.DecodeRuneInString(value[at:])
		at += size
		w.letters, w.ends = append(w.letters, letter), append(w.ends, at)
		if !w.extend() {
			return at
		}
	}
	return 0
}

// extend makes the row of the last letter, and reports whether more letters may
// still bring it near enough.
func (w *nearTerms) extend() bool {
	n := len(w.letters)
	if len(w.rows) == n {
		w.rows = append(w.rows, make([]int, len(w.wanted)+1))
	}
	letter, last, row := w.letters[n-1], w.rows[n-1], w.rows[n]
	row[0] = n
	least, leastBefore := n, last[0]
	for i, wanted := range w.wanted {
		edits := last[i]
		if letter != wanted {
			edits = 1 + min(edits, last[i+1], row[i])
			if i > 0 && n > 1 && letter == w.wanted[i-1] && w.letters[n-2] == wanted {
				edits = min(edits, w.rows[n-2][i-1]+1)
			}
		}
		row[i+1] = edits
		least, leastBefore = min(least, edits), min(leastBefore, last[i+1])
	}
	return least <= w.most || leastBefore < w.most // a swap reaches one row further back
}

// sharedBeginnings returns, beside each value of a column, how many bytes at its
// beginning it shares with the one before it; no more than 255.
func sharedBeginnings(c *column) []uint8 {
	shared := make([]uint8, c.size())
	last := ""
	for n := range shared {
		value := c.value(n)
		most, same := min(len(value), len(last), 255), 0
		for same < most && value[same] == last[same] {
			same++
		}
		shared[n], last = uint8(same), value
	}
	return shared
}
