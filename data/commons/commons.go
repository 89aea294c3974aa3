package commons

import "maillage/data/store"

// Commons changes what a store keeps. Its methods may be called from any
// goroutine; writes queue up in the store.
type Commons struct {
	store    *store.Store
	hashing  chan struct{} // see hasher
	readings readings      // of photos
}

// New returns the door to a store, which stays the caller's to close.
func New(store *store.Store) *Commons {
	return &Commons{store: store, hashing: make(chan struct{}, hashesAtOnce), readings: newReadings()}
}
