package geocode

import (
	"container/list"
	"sync"
	"time"
)

// Bounds of what is remembered.
const (
	maxAnswers = 256
	answerAge  = time.Hour
)

// answers keeps the answers used last, for a while. It is safe for concurrent use.
type answers struct {
	mu     sync.Mutex
	byKey  map[string]*list.Element // of *answer
	recent list.List                // the one used last in front
}

type answer struct {
	key    string
	places []Place
	at     time.Time
}

func newAnswers() *answers { return &answers{byKey: map[string]*list.Element{}} }

// get returns the answer to a question and whether it is known.
func (a *answers) get(key string, now time.Time) ([]Place, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	element, ok := a.byKey[key]
	if !ok || now.Sub(element.Value.(*answer).at) > answerAge {
		return nil, false
	}
	a.recent.MoveToFront(element)
	return element.Value.(*answer).places, true
}

// put keeps an answer in place of the one used longest ago.
func (a *answers) put(key string, places []Place, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old, ok := a.byKey[key]; ok {
		a.recent.Remove(old)
	}
	a.byKey[key] = a.recent.PushFront(&answer{key, places, now})
	if len(a.byKey) > maxAnswers {
		oldest := a.recent.Remove(a.recent.Back()).(*answer)
		delete(a.byKey, oldest.key)
	}
}
