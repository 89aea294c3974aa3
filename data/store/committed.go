package store

import "sync"

// followers are told when the log has grown.
type followers struct {
	mu     sync.Mutex
	signal chan struct{} // nil when nobody waits
}

// Committed returns a channel that is closed once this store commits the next
// transaction that adds to the log. Take it first, read the log then, and wait only
// when that had nothing new: so nothing is missed.
//
// It tells only what is written through this very Store: whoever follows a folder
// that others write to, or one opened for reading, looks into the log from time
// to time too.
func (s *Store) Committed() <-chan struct{} {
	f := &s.followers
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.signal == nil {
		f.signal = make(chan struct{})
	}
	return f.signal
}

func (f *followers) tell() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.signal != nil {
		close(f.signal)
		f.signal = nil
	}
}
