package store_test

import (
	"errors"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

func TestFollowersAreToldOfWhatIsCommitted(t *testing.T) {
	s := open(t, t.TempDir())
	told := func(signal <-chan struct{}) bool {
		select {
		case <-signal:
			return true
		default:
			return false
		}
	}
	before := s.Committed()
	if _, err := s.Update(t.Context(), func(*store.Tx) error { return nil }); err != nil || told(before) {
		t.Errorf("followers are told of a transaction that added nothing to the log, %v", err)
	}
	refused := errors.New("refused")
	_, err := s.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.PutElements([]*data.Element{element("refused")}, "import"); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) || told(before) {
		t.Errorf("followers are told of a transaction that was taken back, %v", err)
	}
	put(t, s, element("first"))
	after := s.Committed()
	if !told(before) || told(after) {
		t.Error("followers are not told of a commit, or of the next one too early")
	}
	sequence := make(chan int64)
	go func() {
		<-after
		n, _ := s.Sequence(t.Context())
		sequence <- n
	}()
	put(t, s, element("second"))
	select {
	case n := <-sequence:
		if n != 2 {
			t.Errorf("when it is told, the log is at %d, want 2", n)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody is told of a commit")
	}
}
