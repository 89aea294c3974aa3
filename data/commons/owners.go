package commons

import (
	"time"

	"maillage/data"
	"maillage/data/store"
)

// maxKeepers bounds how many of those who look after an element are told something:
// enough for one to read it.
const maxKeepers = 10

// keepersOf returns some of those who look after an element.
func keepersOf(tx *store.Tx, num int64) ([]data.ID, error) {
	keepers, err := tx.Keepers(num, maxKeepers)
	ids := make([]data.ID, len(keepers))
	for i, m := range keepers {
		ids[i] = m.Account
	}
	return ids, err
}

// ownersOf returns those whose element it is: those who look after it or, when nobody
// does, who made it known.
func ownersOf(tx *store.Tx, e *data.Element) ([]data.ID, error) {
	owners, err := keepersOf(tx, e.Num)
	if len(owners) == 0 && !e.CreatedBy.IsZero() {
		owners = append(owners, e.CreatedBy)
	}
	return owners, err
}

// tellOwners tells those whose element it is what somebody did there at an instant.
func tellOwners(tx *store.Tx, e *data.Element, sort data.NotificationSort, by data.ID, now time.Time) error {
	owners, err := ownersOf(tx, e)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if err := notify(tx, data.Notification{Account: owner, Sort: sort, Num: e.Num, Other: by, At: now}); err != nil {
			return err
		}
	}
	return nil
}
