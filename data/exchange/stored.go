package exchange

import (
	"context"
	"iter"

	"maillage/data"
)

// storedPage is how many elements are read at once.
const storedPage = 500

// Stored yields the elements that nums name, in that order, reading some at a
// time with read. Those that are gone, or that not everyone may see any more, are
// passed over. It stops after the first error.
func Stored(ctx context.Context, nums iter.Seq[int64], read func(context.Context, []int64) ([]data.Element, error)) iter.Seq2[data.Element, error] {
	return func(yield func(data.Element, error) bool) {
		page := make([]int64, 0, storedPage)
		flush := func() bool {
			elements, err := read(ctx, page)
			page = page[:0]
			if err != nil {
				yield(data.Element{}, err)
				return false
			}
			for _, e := range elements {
				if e.Public() && !yield(e, nil) {
					return false
				}
			}
			return true
		}
		for num := range nums {
			if page = append(page, num); len(page) == storedPage && !flush() {
				return
			}
		}
		if len(page) > 0 {
			flush()
		}
	}
}
