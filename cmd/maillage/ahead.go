package main

import "iter"

// ahead yields what values yields, which runs in a goroutine of its own up to most
// values ahead: reading a file goes on while what was read is written.
func ahead[T any](values iter.Seq[T], most int) iter.Seq[T] {
	return func(yield func(T) bool) {
		ready := make(chan T, most)
		stop := make(chan struct{})
		go func() {
			defer close(ready)
			for value := range values {
				select {
				case ready <- value:
				case <-stop:
					return
				}
			}
		}()
		defer func() {
			close(stop)
			for range ready { // until values has ended: what it reads may be closed then
			}
		}()
		for value := range ready {
			if !yield(value) {
				return
			}
		}
	}
}
