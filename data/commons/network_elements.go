package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// maxCurated bounds the elements of one call.
const maxCurated = 1000

var errTooManyAtOnce = fmt.Errorf("%w: at most %d elements at once", data.ErrInvalid, maxCurated)

// Curate says how elements stand to a network: picked, hidden, suggested, or as its
// query finds them, which is the empty standing. Who may not pick but may suggest says
// so; what an editor has decided they leave as it is. Elements that may not be seen are
// passed over. It returns how many stand otherwise now, and the number of the log at
// which a node shows it. The error wraps [store.ErrNotFound], [ErrForbidden],
// [ErrFullNetwork] or [data.ErrInvalid].
func (c *Commons) Curate(ctx context.Context, by data.ID, slug string, elements []data.ID, standing data.Standing, now time.Time) (changed int, sequence int64, err error) {
	if len(elements) > maxCurated {
		return 0, 0, errTooManyAtOnce
	}
	act := data.ActEditNetwork
	switch standing {
	case data.StandingPicked:
		act = data.ActAddToNetwork
	case data.StandingSuggested:
		act = data.ActSuggestToNetwork
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, act)
		if err != nil {
			return err
		}
		edits := mayNetwork(tx, by, data.ActEditNetwork, &n) == nil
		known, err := tx.ElementsByID(elements)
		if err != nil {
			return err
		}
		for _, e := range known {
			if !e.Public() && standing != "" {
				continue
			}
			says, err := tx.NetworkElement(n.Num, e.Num)
			if err != nil {
				return err
			}
			if says.Standing == standing || !edits && says.Standing != "" && says.Standing != data.StandingSuggested {
				continue
			}
			says.Standing, says.By, says.At = standing, by, now
			if err := errors.Join(says.Validate(n.Fields), tx.PutNetworkElement(says)); err != nil {
				return err
			}
			changed++
		}
		return settleNetwork(tx, n.Num, changed > 0)
	})
	return changed, sequence, err
}

// Annotate writes what editors keep of an element in a network: a note that they alone
// read, and values of its fields; nil values leave them as they are. The error joins
// [*data.FieldError]s or is like those of [Commons.Curate].
func (c *Commons) Annotate(ctx context.Context, by data.ID, slug string, element data.ID, note *string, values map[string]string, now time.Time) (sequence int64, err error) {
	return c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, data.ActEditNetwork)
		if err != nil {
			return err
		}
		e, err := tx.Element(element)
		if err == nil && !e.Public() {
			err = notFound(element)
		}
		if err != nil {
			return err
		}
		says, err := tx.NetworkElement(n.Num, e.Num)
		if err != nil {
			return err
		}
		if note != nil {
			says.Note = data.TidyText(*note)
		}
		if values != nil {
			says.Values = data.TidyValues(values)
		}
		says.By, says.At = by, now
		if err := says.Validate(n.Fields); err != nil {
			return err
		}
		return errors.Join(tx.PutNetworkElement(says), settleNetwork(tx, n.Num, values != nil))
	})
}

// settleNetwork bounds what a network says of elements, and tells the log when what it
// shows has changed.
func settleNetwork(tx *store.Tx, network int64, shows bool) error {
	count, err := tx.NetworkElementCount(network)
	if err != nil || count > data.MaxNetworkElements {
		return errors.Join(err, ErrFullNetwork)
	}
	if !shows {
		return nil
	}
	return tx.TellNetwork(network)
}
