package index

import "sync"

// keptSelections bounds how many selections a snapshot remembers.
const keptSelections = 256

// selections remembers selections made on a snapshot: the tiles of one map ask
// for the same one, many at a time, and a search for several that are alike.
type selections struct {
	mutex sync.Mutex // guards the rest
	known map[string]*Selection
}

// get returns the selection of a canonical query or of a filter's key, nil when
// it is not remembered.
func (s *selections) get(key string) *Selection {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.known[key]
}

// put remembers a selection, and forgets any other when there are many.
func (s *selections) put(key string, selection *Selection) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.known == nil {
		s.known = map[string]*Selection{}
	}
	if len(s.known) >= keptSelections {
		for other := range s.known {
			delete(s.known, other)
			break
		}
	}
	s.known[key] = selection
}
