package commons

import (
	"context"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// NotTheSame notes that an account says of two elements, which look alike, that
// they are two. It changes neither of them. The error wraps [store.ErrNotFound]
// when one is not there or the account may not know of it, [ErrForbidden], or
// [data.ErrInvalid] when both are one.
func (c *Commons) NotTheSame(ctx context.Context, by, a, b data.ID, now time.Time) error {
	if a == b {
		return &data.FieldError{Field: "notsame", Rule: "link_self"}
	}
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		var nums [2]int64
		for i, id := range [2]data.ID{a, b} {
			e, err := tx.Element(id)
			if err != nil {
				return err
			}
			if err := may(tx, by, data.ActVerify, &e); err != nil {
				return err
			}
			nums[i] = e.Num
		}
		return tx.MarkDistinct(nums[0], nums[1], now)
	})
	return err
}
