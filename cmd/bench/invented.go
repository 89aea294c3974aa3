package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
	"maillage/index"
)

// invented is a source of elements that are in no store: each is made when it is
// asked for. It lets the engine be measured at sizes that take hours to import.
type invented struct {
	generator *generate.Generator
	gazetteer *geo.Gazetteer
	count     atomic.Int64
	making    atomic.Int64 // nanoseconds spent on making elements

	mutex     sync.Mutex
	committed chan struct{} // closed and replaced when one is added; nil: nobody waits
}

// Sequence returns the number of the last change: one an element.
func (s *invented) Sequence(context.Context) (int64, error) { return s.count.Load(), nil }

// Changes returns the log.
func (s *invented) Changes(_ context.Context, since int64, limit int) ([]data.Change, error) {
	var changes []data.Change
	for n := since + 1; n <= s.count.Load() && len(changes) < limit; n++ {
		changes = append(changes, data.Change{Sequence: n, Subject: data.SubjectElement, Num: n})
	}
	return changes, nil
}

// ElementsByNum makes elements.
func (s *invented) ElementsByNum(_ context.Context, nums []int64) ([]data.Element, error) {
	begin := time.Now()
	found := make([]data.Element, len(nums))
	for i, num := range nums {
		found[i] = s.generator.Element(int(num))
		found[i].Num = num
	}
	s.making.Add(int64(time.Since(begin)))
	return found, nil
}

// Networks returns none.
func (s *invented) Networks(context.Context, ...int64) ([]data.NetworkScope, error) {
	return nil, nil
}

// Cleared returns nothing: there are no networks.
func (s *invented) Cleared(context.Context, int64, int64, []int64) ([]data.Element, error) {
	return nil, nil
}

// Uncleared returns nothing likewise.
func (s *invented) Uncleared(context.Context, int64, int64) ([]int64, error) { return nil, nil }

// Gazetteer returns the territories, which never change.
func (s *invented) Gazetteer(context.Context) (*geo.Gazetteer, int64, error) {
	return s.gazetteer, 0, nil
}

// Identity tells sources apart.
func (s *invented) Identity(context.Context) (string, error) { return "invented", nil }

// Committed returns a channel that is closed when another element is added.
func (s *invented) Committed() <-chan struct{} {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.committed == nil {
		s.committed = make(chan struct{})
	}
	return s.committed
}

// add adds an element, and returns the number of that change.
func (s *invented) add() int64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.committed != nil {
		close(s.committed)
		s.committed = nil
	}
	return s.count.Add(1)
}

// some yields some of the elements, evenly.
func (s *invented) some(ctx context.Context, take func(data.Element) error) error {
	count := int(s.count.Load())
	step := max(1, count/(2*keptElements))
	for number := 1; number <= count; number += step {
		if err := take(s.generator.Element(number)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

var _ index.Source = (*invented)(nil)
