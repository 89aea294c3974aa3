package index

import "slices"

// firsts keeps the first values, in an order, of all that are offered to it, in
// memory bounded by how many are wanted.
type firsts[T any] struct {
	compare func(a, b T) int
	count   int // at least 1
	kept    []T // the first ones seen so far, and up to as many later ones
	full    bool
	worst   T // when full: nothing after it can be among the first any more
}

func (f *firsts[T]) offer(v T) {
	if f.full && f.compare(v, f.worst) > 0 {
		return
	}
	if f.kept = append(f.kept, v); len(f.kept) >= 2*f.count {
		f.cut()
	}
}

// settle finds out whether there are enough values, so that full and worst say
// what may still be among the first.
func (f *firsts[T]) settle() {
	if len(f.kept) > f.count || len(f.kept) == f.count && !f.full {
		f.cut()
	}
}

func (f *firsts[T]) cut() {
	slices.SortFunc(f.kept, f.compare)
	if len(f.kept) >= f.count {
		f.kept = f.kept[:f.count]
		f.full, f.worst = true, f.kept[f.count-1]
	}
}

// values returns the first values, in order, at most count.
func (f *firsts[T]) values() []T {
	f.cut()
	return f.kept
}
