package index

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// memo remembers what was worked out of short texts that come again and again,
// in bounded memory, for any number of goroutines.
type memo[T any] struct {
	workOut func(text string) T // keeps nothing of text but what it may
	seed    maphash.Seed
	places  []atomic.Pointer[remembered[T]] // two texts with the same place take turns
}

type remembered[T any] struct {
	text   string
	result T
}

// maxRemembered bounds the texts that are remembered, in bytes.
const maxRemembered = 64

// newMemo returns a memo of at most so many texts. workOut may keep its text: it
// shares no memory with any other.
func newMemo[T any](places int, workOut func(text string) T) *memo[T] {
	return &memo[T]{workOut: workOut, seed: maphash.MakeSeed(), places: make([]atomic.Pointer[remembered[T]], places)}
}

// of returns what is worked out of text.
func (m *memo[T]) of(text string) T {
	if len(text) > maxRemembered {
		return m.workOut(strings.Clone(text))
	}
	place := &m.places[maphash.String(m.seed, text)%uint64(len(m.places))]
	if known := place.Load(); known != nil && known.text == text {
		return known.result
	}
	text = strings.Clone(text)
	result := m.workOut(text)
	place.Store(&remembered[T]{text, result})
	return result
}
