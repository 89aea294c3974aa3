package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// leastRoom is how much room the disk has when it counts as full, in bytes: a
// write takes some beside the database, and the index too.
const leastRoom = 4 << 20

// trouble is why nothing can be written.
type trouble struct{ err error }

// Writable returns nil, or why nothing can be written for now: the error wraps
// [ErrFull] or [ErrFolder]. Reading goes on meanwhile. It tells what the last
// write or [Store.CheckDisk] met, and costs nothing.
func (s *Store) Writable() error {
	if met := s.trouble.Load(); met != nil {
		return met.err
	}
	return nil
}

// noteTrouble keeps the error of a write that the disk is to blame for.
func (s *Store) noteTrouble(err error) {
	if errors.Is(err, ErrFull) || errors.Is(err, ErrFolder) {
		s.trouble.Store(&trouble{err})
	}
}

// CheckDisk finds out whether the folder can be written and returns what
// [Store.Writable] tells then. Only after trouble does it write, next to
// nothing. Call it every few seconds: that is how a store learns that there is
// room again.
func (s *Store) CheckDisk(ctx context.Context) error {
	free, err := s.FreeBytes()
	switch {
	case err != nil:
		return err
	case free < leastRoom:
		s.trouble.CompareAndSwap(nil, &trouble{fmt.Errorf("%w: %d kB are left: free some space", ErrFull, free>>10)})
	case s.Writable() != nil:
		if s.tryToWrite(ctx) == nil {
			s.trouble.Store(nil)
		}
	}
	return s.Writable()
}

// tryToWrite commits a transaction that changes nothing.
func (s *Store) tryToWrite(ctx context.Context) error {
	_, err := s.writer.ExecContext(ctx, "UPDATE counters SET value = value WHERE name = 'change'")
	return classify(err)
}

// FreeBytes returns how much more the disk of the data folder takes.
func (s *Store) FreeBytes() (uint64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &disk); err != nil {
		return 0, fmt.Errorf("cannot tell how full the disk is: %w", err)
	}
	return disk.Bavail * uint64(disk.Bsize), nil
}
