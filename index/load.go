package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"maillage/data"
	"maillage/geo"
)

// load brings back what the files hold, or starts empty when there is nothing,
// or what there is does not fit the source.
func (e *Engine) load(ctx context.Context) error {
	if err := makePrivate(e.options.Dir); err != nil {
		return err
	}
	identity, err := e.options.Source.Identity(ctx)
	if err != nil {
		return err
	}
	latest, err := e.options.Source.Sequence(ctx)
	if err != nil {
		return err
	}
	saved, err := readManifest(e.options.Dir)
	e.sayUnread(err)
	if err == nil && (saved.Identity != identity || saved.Sequence > latest) {
		e.logger.Info("the index is built anew", "because", "it is of other data")
		saved = manifest{}
	}
	var (
		begin    *Snapshot
		parts    []part
		regions  regionSums
		loading  errgroup.Group
		unusable error
	)
	loading.Go(func() error {
		parts, unusable = e.files.read(ctx, saved)
		regions = sumRegions(parts)
		return ctx.Err()
	})
	loading.Go(func() error {
		territories, version, err := e.options.Source.Gazetteer(ctx)
		if err != nil {
			return err
		}
		scopes, err := e.options.Source.Networks(ctx)
		begin = e.emptySnapshot(identity, territories, version)
		begin.networks = newNetworks(scopes)
		return err
	})
	if err := loading.Wait(); err != nil {
		return err
	}
	e.working = begin
	e.target.Store(latest)
	if err := e.resume(ctx, saved, parts, regions, unusable); err != nil {
		return err
	}
	e.progress.Store(e.working.sequence)
	e.recent.since = max(e.working.sequence, e.trusted)
	return nil
}

// sayUnread logs why there is no manifest to begin with.
func (e *Engine) sayUnread(err error) {
	if errors.Is(err, errNoManifest) {
		e.logger.Debug("the index is built for the first time")
	} else if err != nil {
		e.logger.Info("the index is built anew", "because", err)
	}
}

// resume takes over the parts of a manifest that could be read, if they still
// tell the truth. Where some could not, the log is read again for what they held.
func (e *Engine) resume(ctx context.Context, saved manifest, parts []part, regions regionSums, unusable error) error {
	if len(parts) == 0 && unusable == nil && saved.Sequence == 0 {
		return nil
	}
	if saved.TerritoriesVersion != e.working.territoriesVersion {
		e.logger.Info("the index is built anew", "because", "territories changed since it was saved")
		return nil
	}
	next := e.working.with(parts)
	next.sequence = saved.Sequence
	agrees, err := e.agrees(ctx, next, saved.Tail, unusable != nil)
	if err != nil {
		return err
	}
	if !agrees {
		e.logger.Info("the index is built anew", "because", "the data is not what it was made of: it was put back to another state")
		return nil
	}
	if unusable != nil {
		e.logger.Info("a part of the index is built anew", "because", unusable)
		next.sequence, e.trusted = 0, saved.Sequence
	}
	next.regions = regions
	e.working = next
	return nil
}

// agreeing is how many of the last changes are compared when an index is
// brought back.
const agreeing = 64

// agrees compares the last changes that s shows with the source, whose log ended
// so when s was saved; partly says that s may lack elements. A copy of the data
// has the identity of the original and may have gone another way since: then an
// index of the one must not be taken for that of the other.
func (e *Engine) agrees(ctx context.Context, s *Snapshot, tail string, partly bool) (bool, error) {
	last, err := e.lastChanges(ctx, s.sequence)
	if err != nil || tailOf(last) != tail {
		return false, err
	}
	compared := map[int64]bool{}
	for _, change := range last {
		if change.Subject == data.SubjectElement {
			compared[change.Num] = true
		}
	}
	elements, err := e.options.Source.ElementsByNum(ctx, slices.Sorted(maps.Keys(compared)))
	if err != nil {
		return false, err
	}
	// Looked up last, so that no newer state of an element is compared.
	if err := e.leaveOutChanged(ctx, s.sequence, compared); err != nil {
		return false, err
	}
	want := make(map[int64]uint64, len(elements))
	for i := range elements {
		if elements[i].Public() {
			want[elements[i].Num] = newRecord(&elements[i], s.territories).hash
		}
	}
	for num := range compared {
		hash, shown := s.hashOf(num)
		if known, public := want[num]; (public != shown || known != hash) && (shown || !partly) {
			return false, nil
		}
	}
	return true, nil
}

// lastChanges returns the last changes up to a sequence.
func (e *Engine) lastChanges(ctx context.Context, sequence int64) ([]data.Change, error) {
	last, err := e.options.Source.Changes(ctx, max(0, sequence-agreeing), agreeing)
	return slices.DeleteFunc(last, func(c data.Change) bool { return c.Sequence > sequence }), err
}

// tailOf returns a short text that tells these changes from others.
func tailOf(changes []data.Change) string {
	sum := sha256.New()
	for _, c := range changes {
		fmt.Fprintln(sum, c.Sequence, c.Subject, c.Num)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// leaveOutChanged deletes the elements that changed after a sequence from nums.
func (e *Engine) leaveOutChanged(ctx context.Context, since int64, nums map[int64]bool) error {
	for {
		changes, err := e.options.Source.Changes(ctx, since, batchChanges)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			delete(nums, change.Num)
		}
		since = changes[len(changes)-1].Sequence
	}
}

// hashOf returns the content hash of an element, and whether s shows it.
func (s *Snapshot) hashOf(num int64) (uint64, bool) {
	for _, p := range s.parts {
		if entry, known := p.entryOf(num); known && !p.isDead(entry) {
			return p.hash(entry), true
		}
	}
	return 0, false
}

// emptySnapshot returns what an index begins with.
func (e *Engine) emptySnapshot(identity string, territories *geo.Gazetteer, version int64) *Snapshot {
	return &Snapshot{
		identity:           identity,
		selections:         new(selections),
		kept:               newKeptFilters(),
		recent:             &e.recent,
		admission:          newAdmission(),
		views:              new(views),
		asked:              &e.asked,
		territories:        territories,
		territoriesVersion: version,
		places:             sync.OnceValue(func() *placeNames { return newPlaceNames(territories.All()) }),
	}
}
