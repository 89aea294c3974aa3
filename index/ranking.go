package index

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"maillage/data"
)

// wordChanges is what the engine has read of the log: the changes after since up
// to sequence, the elements they name and, of these, the public ones.
type wordChanges struct {
	since, sequence int64
	nums            []int64
	elements        []data.Element
}

// Pace of the ranker.
const (
	rankerChanges = 2_000 // changes that are read at once
	rankerLook    = 50 * time.Millisecond
)

// offer hands over what the engine has just read, unless r has not taken the
// last yet: then it reads the log itself.
func (r *ranker) offer(c wordChanges) {
	select {
	case r.offered <- c:
	default:
	}
}

// holds reports whether r can score everything up to a change.
func (r *ranker) holds(sequence int64) bool { return r.held.Load() >= sequence }

// follow brings r up to what the engine has applied, again and again until ctx
// ends. Who searches meanwhile orders by columns what r does not hold.
func (r *ranker) follow(ctx context.Context, source Source, applied func() int64, logger *slog.Logger) {
	state := rankerState{logger: logger}
	var offer *wordChanges
	for {
		state.noteLag(applied() - r.held.Load())
		err := r.step(ctx, source, applied(), offer)
		if ctx.Err() != nil {
			return
		}
		state.note(err)
		pause := rankerLook
		if err != nil {
			pause = retryEvery
		} else if !r.holds(applied()) {
			pause = 0
		}
		select {
		case <-ctx.Done():
			return
		case c := <-r.offered:
			offer = &c
		case <-time.After(pause):
			offer = nil
		}
	}
}

// step takes an offer if nothing is missing before it, else reads the next
// changes up to applied from the log.
func (r *ranker) step(ctx context.Context, source Source, applied int64, offer *wordChanges) error {
	if err := writeFailed(r.path, time.Now().Add(-2*writeFailurePause)); err != nil {
		return err // the disk is full: what bleve takes now would pile up in memory
	}
	held := r.held.Load()
	if offer != nil && offer.since <= held && offer.sequence > held {
		return r.apply(ctx, offer.elements, offer.nums, offer.sequence)
	}
	if held >= applied {
		return nil
	}
	changes, err := source.Changes(ctx, held, rankerChanges)
	if err != nil || len(changes) == 0 {
		return err
	}
	changed := map[int64]bool{}
	for _, change := range changes {
		if change.Subject == data.SubjectElement {
			changed[change.Num] = true
		}
	}
	nums := slices.Sorted(maps.Keys(changed))
	elements, err := source.ElementsByNum(ctx, nums)
	if err != nil {
		return err
	}
	elements = slices.DeleteFunc(elements, func(e data.Element) bool { return !e.Public() })
	return r.apply(ctx, elements, nums, changes[len(changes)-1].Sequence)
}

// rankerState is what the log has been told of a ranker.
type rankerState struct {
	logger        *slog.Logger
	late, failing bool
}

func (s *rankerState) noteLag(changes int64) {
	if changes > batchChanges && !s.late {
		s.late = true
		s.logger.Info("the word index follows later: until then words count by where they stand", "changes", changes)
	} else if changes <= 0 && s.late {
		s.late = false
		s.logger.Info("the word index has caught up")
	}
}

func (s *rankerState) note(err error) {
	if err != nil && !s.failing {
		s.logger.Warn("the word index cannot follow: until it can, words count by where they stand", "error", err)
	} else if err == nil && s.failing {
		s.logger.Info("the word index follows again")
	}
	s.failing = err != nil
}
