package api

import "sync"

// crowd lets only so many do something at once: all together, and each key. It is
// safe for concurrent use.
type crowd struct {
	most, mostOfKey int

	mu  sync.Mutex
	all int
	of  map[string]int
}

func newCrowd(most, mostOfKey int) *crowd {
	return &crowd{most: most, mostOfKey: mostOfKey, of: map[string]int{}}
}

// enter reports whether a key may begin; then leave has to be called, once.
func (c *crowd) enter(key string) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= c.most || c.of[key] >= c.mostOfKey {
		return nil, false
	}
	c.all++
	c.of[key]++
	return func() { c.leave(key) }, true
}

func (c *crowd) leave(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.of[key]--; c.of[key] == 0 {
		delete(c.of, key)
	}
}
