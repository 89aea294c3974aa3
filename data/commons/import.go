package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// MaxBatch bounds how many elements one import takes: they are held in memory,
// and other writers wait meanwhile.
const MaxBatch = 10_000

// ErrBatch marks a batch that is too large.
var ErrBatch = errors.New("too many elements at once")

// Result says what became of an imported element.
type Result uint8

// The results.
const (
	Created   Result = iota + 1
	Changed          // it was known and says something else now
	Unchanged        // it was known and says the same; nothing was written
	Repeated         // the same element stands further down in the batch; that one counts
	Rejected         // it breaks a rule; see the outcome's error
)

var resultNames = [...]string{"", "created", "changed", "unchanged", "repeated", "rejected"}

func (r Result) String() string { return resultNames[r] }

// Outcome tells what became of one element of a batch.
type Outcome struct {
	Result Result
	ID     data.ID // zero when rejected
	Num    int64   // 0 when rejected
	Err    error   // when rejected; wraps data.ErrInvalid
	Kept   bool    // it was known, and says what people wrote here where its source has changed it too
}

// ImportElements takes a batch of elements as a file or a source gives them,
// at an instant, and returns an outcome for each, in their order. Those that
// break a rule are rejected, the others are written together or, on an error,
// not at all.
//
// An element with a source's name and id is known by these; one without is
// known by its ID; one without either is always new. A new one keeps the ID it
// carries if that is free. What is filled in and what stays is said at
// [data.FirstRevision], [data.NextRevision] and, of those that people have changed
// since their source gave them, [data.Refreshed]. A merge that would break a rule
// changes nothing.
func (c *Commons) ImportElements(ctx context.Context, batch []data.Element, at time.Time) ([]Outcome, error) {
	return c.importElements(ctx, batch, at, false)
}

// TryElements does all that [Commons.ImportElements] does but leave a trace: its
// outcomes are those an import would have now, except that ids and nums of new
// elements will be others.
func (c *Commons) TryElements(ctx context.Context, batch []data.Element, at time.Time) ([]Outcome, error) {
	return c.importElements(ctx, batch, at, true)
}

// errTried takes back the transaction of a dry run.
var errTried = errors.New("only tried")

func (c *Commons) importElements(ctx context.Context, batch []data.Element, at time.Time, try bool) ([]Outcome, error) {
	if len(batch) > MaxBatch {
		return nil, fmt.Errorf("%w: %d, at most %d are taken", ErrBatch, len(batch), MaxBatch)
	}
	outcomes := make([]Outcome, len(batch))
	for i := range batch {
		if err := batch[i].Validate(); err != nil {
			outcomes[i] = Outcome{Result: Rejected, Err: err}
		}
	}
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		if err := importValid(tx, batch, outcomes, at); err != nil {
			return err
		}
		if try {
			return errTried
		}
		return nil
	})
	if err != nil && !errors.Is(err, errTried) {
		return nil, fmt.Errorf("cannot import %d elements: %w", len(batch), err)
	}
	return outcomes, nil
}

// importValid writes the elements of batch that have no outcome yet, and gives
// them theirs. It goes backwards, because the last of a repeated element wins.
func importValid(tx *store.Tx, batch []data.Element, outcomes []Outcome, at time.Time) error {
	batch, err := settleImported(tx, batch)
	if err != nil {
		return err
	}
	known, err := recognise(tx, batch)
	if err != nil {
		return err
	}
	written := make(map[int]*data.Element)   // by index in the batch
	records := make(map[int64]*data.Element) // to note, by num
	repeats := make(map[int]int)             // index of an element to that of the one that counts
	for i := len(batch) - 1; i >= 0; i-- {
		if outcomes[i].Result == Rejected {
			continue
		}
		if later, ok := known.claim(&batch[i], i); !ok {
			repeats[i] = later
			continue
		}
		step, err := known.next(&batch[i], i, at)
		if err != nil {
			return err
		}
		outcomes[i] = step.outcome
		if step.outcome.Result != Unchanged {
			written[i] = step.element
		}
		if step.noted {
			records[step.element.Num] = step.record
		}
	}
	if err := tx.PutElements(inOrder(written, len(batch)), data.ReasonImport); err != nil {
		return err
	}
	for num, record := range records {
		if err := tx.KeepSourceRecord(num, record); err != nil {
			return err
		}
	}
	for i, e := range written {
		outcomes[i].Num = e.Num
	}
	for i, later := range repeats {
		outcomes[i] = Outcome{Result: Repeated, ID: outcomes[later].ID, Num: outcomes[later].Num}
	}
	return nil
}

func inOrder(written map[int]*data.Element, n int) []*data.Element {
	elements := make([]*data.Element, 0, len(written))
	for i := range n {
		if e, ok := written[i]; ok {
			elements = append(elements, e)
		}
	}
	return elements
}
