package commons

import (
	"context"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// ErrManySuggestions says that as many suggestions wait for an answer as may.
var ErrManySuggestions = errors.New("as many suggestions wait as may: have those answered first")

// settleSuggestions bounds what waits for the editors of a network, and tells them that
// it does: once, until they have looked.
func settleSuggestions(tx *store.Tx, by data.ID, n *data.Network, now time.Time) error {
	waiting, err := tx.SuggestionCount(n.Num, data.ID{})
	if err != nil {
		return err
	}
	own, err := tx.SuggestionCount(n.Num, by)
	if err != nil {
		return err
	}
	if waiting > data.MaxSuggestions || own > data.MaxSuggestionsOf {
		return ErrManySuggestions
	}
	editors, err := editorsOf(tx, n.Num)
	for _, editor := range editors {
		if editor != by {
			err = errors.Join(err, notify(tx, data.Notification{Account: editor, Sort: data.NotifySuggested, Num: n.Num, At: now}))
		}
	}
	return err
}

// editorsOf returns some of those who make a network, the first first.
func editorsOf(tx *store.Tx, network int64) (some []data.ID, err error) {
	members, err := tx.NetworkMembers(network)
	for _, m := range members {
		if m.Level != data.LevelMember && len(some) < maxKeepers {
			some = append(some, m.Account)
		}
	}
	return some, err
}

// Decide accepts or refuses suggestions to a network: of elements that wait for no
// answer nothing is said. Where changes are approved, what an element that is accepted
// says now is. Who suggested is told, once for all of theirs. It returns how many are
// decided. The error is like that of [Commons.Curate].
func (c *Commons) Decide(ctx context.Context, by data.ID, slug string, elements []data.ID, accepts bool, now time.Time) (decided int, sequence int64, err error) {
	if len(elements) > MaxCurated {
		elements = elements[:MaxCurated]
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		known, err := tx.ElementsByID(elements)
		if err != nil {
			return err
		}
		told := map[data.ID]bool{}
		for _, e := range known {
			says, err := tx.NetworkElement(n.Num, e.Num)
			if err != nil {
				return err
			}
			if says.Standing != data.StandingSuggested {
				continue
			}
			told[says.By] = true
			says.Standing, says.By, says.At = "", by, now
			if accepts {
				says.Standing = data.StandingPicked
			}
			if err := tx.PutNetworkElement(says); err != nil {
				return err
			}
			if accepts && n.Clears && e.Public() {
				if _, err := approve(tx, by, &n, &e, now); err != nil {
					return err
				}
			}
			decided++
		}
		return errors.Join(tellDecided(tx, by, &n, told, accepts, now), settleNetwork(tx, n.Num, accepts && decided > 0))
	})
	return decided, sequence, err
}

// tellDecided tells those who suggested what became of it, and editors no longer that
// something waits when nothing does.
func tellDecided(tx *store.Tx, by data.ID, n *data.Network, suggesters map[data.ID]bool, accepts bool, now time.Time) (err error) {
	sort := data.NotifySuggestionLeft
	if accepts {
		sort = data.NotifySuggestionTaken
	}
	for account := range suggesters {
		if !account.IsZero() {
			err = errors.Join(err, notify(tx, data.Notification{Account: account, Sort: sort, Num: n.Num, Other: by, At: now}))
		}
	}
	waiting, failed := tx.SuggestionCount(n.Num, data.ID{})
	if err = errors.Join(err, failed); err != nil || waiting > 0 {
		return err
	}
	editors, err := editorsOf(tx, n.Num)
	for _, editor := range append(editors, by) {
		err = errors.Join(err, tx.SeeNotificationsOf(editor, data.NotifySuggested, n.Num, data.ID{}))
	}
	return err
}
