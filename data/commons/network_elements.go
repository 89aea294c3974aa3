package commons

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// MaxCurated bounds the elements of one call.
const MaxCurated = 1000

// Curated tells what a call has changed: the elements that stand otherwise now, by how
// they stood before.
type Curated map[data.Standing][]data.ID

// Count returns how many stand otherwise.
func (c Curated) Count() (n int) {
	for _, ids := range c {
		n += len(ids)
	}
	return n
}

var errTooManyAtOnce = fmt.Errorf("%w: at most %d elements at once", data.ErrInvalid, MaxCurated)

// Curate says how elements stand to a network: picked, hidden, suggested, or as its
// query finds them, which is the empty standing. Who does not edit the network leaves
// as it is what others have decided, and takes back only what they themselves said.
// Where changes are approved, an editor who picks an element approves what it says now.
// Elements that may not be seen are passed over. sequence is the number of the log at
// which a node shows it. The error wraps [store.ErrNotFound], [ErrForbidden],
// [ErrFullNetwork], [ErrManyPicked], [ErrManySuggestions] or [data.ErrInvalid].
func (c *Commons) Curate(ctx context.Context, by data.ID, slug string, elements []data.ID, standing data.Standing, now time.Time) (done Curated, sequence int64, err error) {
	if len(elements) > MaxCurated {
		return nil, 0, errTooManyAtOnce
	}
	if standing != "" && !slices.Contains(data.Standings, standing) {
		return nil, 0, fmt.Errorf("%w: an element cannot stand to a map as %q", data.ErrInvalid, string(standing))
	}
	sequence, err = c.store.Update(ctx, func(tx *store.Tx) error {
		n, err := networkFor(tx, by, slug, actOfStanding(standing))
		if err == nil {
			done, err = curate(tx, by, &n, elements, standing, now)
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return done, sequence, nil
}

// actOfStanding returns the act that gives a standing. To take back is allowed to who
// may say anything: of what, each element tells.
func actOfStanding(standing data.Standing) data.Act {
	switch standing {
	case data.StandingPicked:
		return data.ActAddToNetwork
	case data.StandingHidden:
		return data.ActEditNetwork
	}
	return data.ActSuggestToNetwork
}

// curate does what [Commons.Curate] says, for who may.
func curate(tx *store.Tx, by data.ID, n *data.Network, elements []data.ID, standing data.Standing, now time.Time) (Curated, error) {
	edits := mayNetwork(tx, by, data.ActEditNetwork, n) == nil
	known, err := tx.ElementsByID(elements)
	if err != nil {
		return nil, err
	}
	done, shows := Curated{}, false
	for _, e := range known {
		if !e.Public() && standing != "" {
			continue
		}
		says, err := tx.NetworkElement(n.Num, e.Num)
		if err != nil {
			return nil, err
		}
		before := says.Standing
		if before == standing || !edits && !mayDecide(&says, by, standing) {
			continue
		}
		says.Standing, says.By, says.At = standing, by, now
		if err := tx.PutNetworkElement(says); err != nil {
			return nil, err
		}
		if edits && n.Clears && standing == data.StandingPicked {
			if _, err := approve(tx, by, n, &e, now); err != nil {
				return nil, err
			}
		}
		done[before] = append(done[before], e.ID)
		shows = shows || (before != "" && before != data.StandingSuggested) || (standing != "" && standing != data.StandingSuggested)
	}
	if standing == data.StandingPicked && !edits {
		if own, err := tx.PickedBy(n.Num, by); err != nil || own > data.MaxPickedBy {
			return nil, errors.Join(err, ErrManyPicked)
		}
	}
	if standing == data.StandingSuggested && done.Count() > 0 {
		if err := settleSuggestions(tx, by, n, now); err != nil {
			return nil, err
		}
	}
	return done, settleNetwork(tx, n.Num, shows)
}

// mayDecide reports whether somebody who does not edit a network may say how an element
// stands to it, given what it says of the element: of what nobody has decided, or to
// take their own word back.
func mayDecide(says *data.NetworkElement, by data.ID, standing data.Standing) bool {
	switch says.Standing {
	case "":
		return standing != ""
	case data.StandingSuggested:
		return standing == data.StandingPicked || says.By == by && standing == ""
	case data.StandingPicked:
		return says.By == by && standing == ""
	}
	return false
}

// Annotate writes what editors keep of an element in a network: a note that they alone
// read, and values of its fields; nil values leave them as they are. What somebody has
// suggested stays theirs. The error joins [*data.FieldError]s or is like those of
// [Commons.Curate].
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
		if says.Standing != data.StandingSuggested {
			says.By, says.At = by, now
		}
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
