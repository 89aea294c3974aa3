package commons

import (
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// news is what is to be written of some entries of the log, by account.
type news struct {
	now  time.Time
	of   map[data.ID][]data.News
	many map[manyKey]int // where in of, what tells of many elements
	told map[toldKey]bool
}

// toldKey is an element that is told for what somebody follows.
type toldKey struct {
	why data.Follow
	num int64
}

type manyKey struct {
	account data.ID
	why     data.Follow
}

func newNews(now time.Time) *news {
	return &news{now: now, of: map[data.ID][]data.News{}, many: map[manyKey]int{}, told: map[toldKey]bool{}}
}

// add adds what an entry tells those who follow one of its reasons, each by the
// first of them. Nobody is told what they did themselves. What an import wrote is
// told one by one only to those who follow the very element.
func (n *news) add(entry *store.Logged, reasons []data.Follow, followers map[data.Follow][]data.ID) {
	r := &entry.Revision
	told := map[data.ID]bool{r.By: true}
	for _, why := range reasons {
		for _, account := range followers[why] {
			if told[account] {
				continue
			}
			told[account] = true
			n.told[toldKey{why, r.Element.Num}] = true
			if r.By.IsZero() && why.Sort != data.FollowElement {
				n.count(account, why, entry.Sequence)
				continue
			}
			n.of[account] = append(n.of[account], data.News{
				Num: r.Element.Num, Revision: r.Number, Why: why, Number: 1, Sequence: entry.Sequence, At: r.At,
			})
		}
	}
}

// count counts one more element of those that are told together.
func (n *news) count(account data.ID, why data.Follow, sequence int64) {
	key := manyKey{account, why}
	i, ok := n.many[key]
	if !ok {
		i = len(n.of[account])
		n.many[key] = i
		day := int(n.now.Unix() / (24 * 60 * 60))
		n.of[account] = append(n.of[account], data.News{Revision: day, Why: why, At: n.now})
	}
	many := &n.of[account][i]
	many.Number++
	many.Sequence = sequence
}

// write keeps the news, and forgets those of elements that nobody may see any more.
func (n *news) write(tx *store.Tx, logged []store.Logged) error {
	for account, all := range n.of {
		if _, _, err := tx.Account(account); err != nil {
			if errors.Is(err, store.ErrNotFound) { // erased meanwhile
				continue
			}
			return err
		}
		for _, one := range all[max(0, len(all)-data.MaxNews):] {
			if err := tx.PutNews(account, one); err != nil {
				return err
			}
		}
		if err := tx.TrimNews(account, data.MaxNews); err != nil {
			return err
		}
	}
	forgotten := map[int64]bool{}
	for i := range logged {
		num := logged[i].Revision.Element.Num
		if logged[i].Visible || forgotten[num] {
			continue
		}
		forgotten[num] = true
		if err := tx.DeleteNewsOfElement(num); err != nil {
			return err
		}
	}
	return nil
}

// tellChanged tells those whose element it is what somebody else has changed there.
func tellChanged(tx *store.Tx, entry *store.Logged, now time.Time) error {
	r := &entry.Revision
	sort, tells := ownersSort(r)
	if r.By.IsZero() || !tells {
		return nil
	}
	return tellOwners(tx, &r.Element, sort, r.By, now)
}

// ownersSort returns which notification a revision is to those whose element it is;
// false for none.
func ownersSort(r *store.Revision) (data.NotificationSort, bool) {
	switch r.Reason {
	case data.ReasonEdited, data.ReasonRestored, data.ReasonShown:
		return data.NotifyChanged, true
	case data.ReasonHidden:
		return data.NotifyHidden, true
	}
	return "", false
}
