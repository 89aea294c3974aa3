package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Side says in which of two texts a piece stands.
type Side int

// The sides.
const (
	InBoth  Side = iota
	Removed      // in the text before alone
	Added        // in the text after alone
)

// Piece is a stretch of two texts.
type Piece struct {
	Side Side
	Text string
}

// Bounds of a comparison: what differs more is told as wholly rewritten, which also
// reads better.
const (
	maxEdits    = 600     // words removed and added
	maxCompared = 200_000 // bytes of both texts together
)

// Differences returns what was removed from a text and what was added to it, word by
// word. The pieces in both and removed make up before, those in both and added after.
// The time is bounded however the texts are.
func Differences(before, after string) []Piece {
	if len(before)+len(after) > maxCompared {
		return gather(nil, before, after)
	}
	a, b := words(before), words(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	pieces := []Piece{{InBoth, strings.Join(a[:start], "")}}
	pieces = append(pieces, edits(a[start:len(a)-end], b[start:len(b)-end])...)
	pieces = append(pieces, Piece{InBoth, strings.Join(a[len(a)-end:], "")})
	return tidied(pieces)
}

// words cuts a text into words, blanks and single signs.
func words(s string) (all []string) {
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		is := sortOf(r)
		for is != 0 && size < len(s) {
			next, n := utf8.DecodeRuneInString(s[size:])
			if sortOf(next) != is {
				break
			}
			size += n
		}
		all = append(all, s[:size])
		s = s[size:]
	}
	return all
}

// sortOf tells what a rune makes a word with: 0 for a sign that stands by itself.
func sortOf(r rune) int {
	switch {
	case r == '\n':
		return 0
	case unicode.IsSpace(r):
		return 1
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return 2
	}
	return 0
}

// edits is the algorithm of Myers (An O(ND) Difference Algorithm, 1986): the fewest
// words removed and added, as long as they are not too many.
func edits(a, b []string) []Piece {
	if len(a) == 0 || len(b) == 0 {
		return gather(nil, strings.Join(a, ""), strings.Join(b, ""))
	}
	most := min(len(a)+len(b), maxEdits)
	reach := make([]int, 2*most+2) // how far in a, on each diagonal
	var steps [][]int              // reach before each edit, its diagonals alone
	for d := 0; d <= most; d++ {
		steps = append(steps, append([]int(nil), reach[most-d:most+d+2]...))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && reach[most+k-1] < reach[most+k+1] {
				x = reach[most+k+1]
			} else {
				x = reach[most+k-1] + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[most+k] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(a, b, steps)
			}
		}
	}
	return gather(nil, strings.Join(a, ""), strings.Join(b, ""))
}

// walkBack returns the edits that steps found, in their order.
func walkBack(a, b []string, steps [][]int) []Piece {
	x, y := len(a), len(b)
	var reversed []Piece
	for d := len(steps) - 1; d >= 0; d-- {
		reach := func(k int) int { return steps[d][k+d] }
		k := x - y
		before := k - 1
		if k == -d || k != d && reach(k-1) < reach(k+1) {
			before = k + 1
		}
		fromX := 0
		if d > 0 {
			fromX = reach(before)
		}
		fromY := fromX - before
		for x > 0 && y > 0 && x > fromX && y > fromY {
			x, y = x-1, y-1
			reversed = append(reversed, Piece{InBoth, a[x]})
		}
		if d == 0 {
			break
		}
		if before == k+1 {
			y--
			reversed = append(reversed, Piece{Added, b[y]})
		} else {
			x--
			reversed = append(reversed, Piece{Removed, a[x]})
		}
	}
	pieces := make([]Piece, len(reversed))
	for i, p := range reversed {
		pieces[len(reversed)-1-i] = p
	}
	return pieces
}

// tidied joins pieces of one side, and what is removed and added with nothing but
// blanks between, so that a phrase is told as one.
func tidied(pieces []Piece) []Piece {
	var all []Piece
	removed, added, blank := "", "", ""
	for _, p := range pieces {
		switch {
		case p.Text == "":
		case p.Side == Removed:
			removed, added, blank = removed+blank+p.Text, added+blank, ""
		case p.Side == Added:
			removed, added, blank = removed+blank, added+blank+p.Text, ""
		case removed+added != "" && strings.TrimSpace(p.Text) == "":
			blank += p.Text
		default:
			all = gather(all, removed, added)
			all = join(all, Piece{InBoth, blank + p.Text})
			removed, added, blank = "", "", ""
		}
	}
	return join(gather(all, removed, added), Piece{InBoth, blank})
}

// gather appends what was removed and what was added.
func gather(all []Piece, removed, added string) []Piece {
	if removed == added { // blanks alone
		return join(all, Piece{InBoth, removed})
	}
	return join(join(all, Piece{Removed, removed}), Piece{Added, added})
}

// join appends a piece, to the last one when it is of the same side.
func join(all []Piece, p Piece) []Piece {
	switch last := len(all) - 1; {
	case p.Text == "":
	case last >= 0 && all[last].Side == p.Side:
		all[last].Text += p.Text
	default:
		all = append(all, p)
	}
	return all
}
