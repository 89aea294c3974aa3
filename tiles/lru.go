package tiles

import (
	"container/list"
	"sync"
)

// entryOverhead is about what an entry takes in memory besides its value.
const entryOverhead = 300

// lru keeps the values used last, up to a number of bytes. It is safe for
// concurrent use.
type lru[K comparable, V any] struct {
	limit int

	mu      sync.Mutex
	size    int
	hits    uint64
	misses  uint64
	entries map[K]*list.Element // of *lruEntry[K, V]
	recent  list.List           // the one used last in front
}

type lruEntry[K comparable, V any] struct {
	key   K
	value V
	size  int
}

func newLRU[K comparable, V any](limit int) *lru[K, V] {
	return &lru[K, V]{limit: limit, entries: map[K]*list.Element{}}
}

// get returns the value of a key and whether there is one.
func (c *lru[K, V]) get(key K) (value V, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, found := c.entries[key]
	if !found {
		c.misses++
		return value, false
	}
	c.hits++
	c.recent.MoveToFront(element)
	return element.Value.(*lruEntry[K, V]).value, true
}

// put keeps a value of a size in bytes, in place of others when there is no
// room. One larger than the whole is not kept.
func (c *lru[K, V]) put(key K, value V, size int) {
	size += entryOverhead
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.entries[key]; known || size > c.limit {
		return
	}
	c.entries[key] = c.recent.PushFront(&lruEntry[K, V]{key, value, size})
	c.size += size
	for c.size > c.limit {
		oldest := c.recent.Remove(c.recent.Back()).(*lruEntry[K, V])
		delete(c.entries, oldest.key)
		c.size -= oldest.size
	}
}
