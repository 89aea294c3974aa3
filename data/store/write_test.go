package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	refused := errors.New("refused")
	tests := []struct {
		name string
		fn   func(*store.Tx) error
		want error
	}{
		{"fn refuses", func(tx *store.Tx) error {
			return errors.Join(tx.PutElements([]*data.Element{element("a")}, "test"), refused)
		}, refused},
		{"the second of two cannot be written down", func(tx *store.Tx) error {
			late := element("b")
			late.VerifiedAt = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
			return tx.PutElements([]*data.Element{element("a"), late}, "test")
		}, data.ErrInvalid},
		{"the second of two does not follow", func(tx *store.Tx) error {
			unknown := element("b")
			unknown.Num, unknown.Revision = 77, 2
			return tx.PutElements([]*data.Element{element("a"), unknown}, "test")
		}, store.ErrConflict},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, t.TempDir())
			putMany(t, s, 3)
			if _, err := s.Update(t.Context(), tt.fn); !errors.Is(err, tt.want) {
				t.Fatalf("Update: %v, want %v", err, tt.want)
			}
			wantNothingAfter(t, s, 3)
		})
	}
}

func TestAPanicLeavesNothingAndLocksNobodyOut(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 3)
	func() {
		defer func() { recover() }()
		s.Update(t.Context(), func(tx *store.Tx) error {
			if err := tx.PutElements([]*data.Element{element("a")}, "test"); err != nil {
				t.Error(err)
			}
			panic("oops")
		})
	}()
	wantNothingAfter(t, s, 3)
}

func TestACancelledWriteLeavesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	putMany(t, s, 3)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Update(ctx, func(tx *store.Tx) error {
		defer cancel()
		return tx.PutElements([]*data.Element{element("a")}, "test")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v, want %v", err, context.Canceled)
	}
	wantNothingAfter(t, s, 3)
}

// wantNothingAfter checks that s holds n elements put once, and that the next
// write takes the numbers that follow.
func wantNothingAfter(t *testing.T, s *store.Store, n int64) {
	t.Helper()
	count, err := s.ElementCount(t.Context())
	if err != nil || int64(count) != n {
		t.Errorf("ElementCount = %d, %v, want %d", count, err, n)
	}
	if got, err := s.Sequence(t.Context()); err != nil || got != n {
		t.Errorf("Sequence = %d, %v, want %d", got, err, n)
	}
	e := element("the next")
	if sequence := put(t, s, e); sequence != n+1 || e.Num != n+1 {
		t.Errorf("the next write has sequence %d and num %d, want %d", sequence, e.Num, n+1)
	}
}

func TestOnlyTheNextRevisionIsTaken(t *testing.T) {
	s := open(t, t.TempDir())
	e := element("a")
	put(t, s, e)
	for _, revision := range []int{0, 1, 3} {
		other := *e
		other.Revision = revision
		_, err := s.Update(t.Context(), func(tx *store.Tx) error {
			return tx.PutElements([]*data.Element{&other}, "test")
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("revision %d after 1: %v, want %v", revision, err, store.ErrConflict)
		}
	}
	e.Revision = 2
	put(t, s, e)
}

func TestATransactionSeesItsOwnWrites(t *testing.T) {
	s := open(t, t.TempDir())
	e := element("a")
	_, err := s.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.PutElements([]*data.Element{e}, "test"); err != nil {
			return err
		}
		found, err := tx.ElementsByID([]data.ID{e.ID})
		if len(found) != 1 {
			t.Errorf("the transaction finds %d elements, want its own", len(found))
		}
		if _, err := s.Element(t.Context(), e.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a reader sees what is not committed: %v", err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReadersFollowTheLogWhileManyWrite has writers race for the log's numbers.
// Followers must never meet a gap, nor an entry whose element they cannot read:
// the order of the log is the order of commits.
func TestReadersFollowTheLogWhileManyWrite(t *testing.T) {
	const writers, writes, perWrite, followers = 4, 25, 7, 3
	const total = writers * writes * perWrite
	s := open(t, t.TempDir())
	var group sync.WaitGroup
	var failed atomic.Bool
	for w := range writers {
		group.Go(func() {
			for n := range writes {
				elements := make([]*data.Element, perWrite)
				for i := range elements {
					elements[i] = element(fmt.Sprintf("writer %d, write %d, %d", w, n, i))
				}
				sequence, err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutElements(elements, "test") })
				if err != nil {
					t.Errorf("Update: %v", err)
					failed.Store(true)
					return
				}
				if last := elements[perWrite-1]; sequence != last.Num {
					t.Errorf("sequence %d, want %d: each element is written once", sequence, last.Num)
				}
			}
		})
	}
	for range followers {
		group.Go(func() {
			for seen := int64(0); seen < total && !failed.Load(); {
				next, err := follow(t.Context(), s, seen)
				if err != nil {
					t.Error(err)
					return
				}
				seen = next
			}
		})
	}
	group.Wait()
}

// follow reads what the log has after seen and checks it.
func follow(ctx context.Context, s *store.Store, seen int64) (int64, error) {
	changes, err := s.Changes(ctx, seen, 50)
	if err != nil {
		return seen, err
	}
	nums := make([]int64, len(changes))
	for i, change := range changes {
		if seen++; change.Sequence != seen {
			return seen, fmt.Errorf("the log goes from %d to %d", seen-1, change.Sequence)
		}
		nums[i] = change.Num
	}
	elements, err := s.ElementsByNum(ctx, nums)
	if err == nil && len(elements) != len(nums) {
		err = fmt.Errorf("of %d elements in the log %d can be read", len(nums), len(elements))
	}
	return seen, err
}
