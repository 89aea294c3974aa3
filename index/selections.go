package index

import "sync"

// keptSelections bounds how many selections a snapshot remembers.
const keptSelections = 64

// selections remembers the latest selections made on a snapshot: the tiles of
// one map ask for the same one, many at a time.
type selections struct {
	mutex sync.Mutex // guards the rest
	known map[string]*Selection
}

// get returns the selection of a filter, nil when it is not remembered.
func (s *selections) get(filter Query) *Selection {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.known[filter.String()]
}

// put remembers a selection, and forgets all others when there are many.
func (s *selections) put(selection *Selection) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.known == nil || len(s.known) >= keptSelections {
		s.known = make(map[string]*Selection, keptSelections)
	}
	s.known[selection.query.String()] = selection
}
