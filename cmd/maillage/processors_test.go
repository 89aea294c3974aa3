package main

import (
	"runtime"
	"testing"
)

func TestAServerHasOneProcessorMoreThanCores(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	runtime.GOMAXPROCS(processors)
	t.Setenv("GOMAXPROCS", "2")
	spareProcessor()
	if got := runtime.GOMAXPROCS(0); got != processors {
		t.Errorf("%d processors where the environment says how many, want the %d there were", got, processors)
	}
	t.Setenv("GOMAXPROCS", "")
	for range 2 { // servers one after the other
		spareProcessor()
		if got := runtime.GOMAXPROCS(0); got != processors+1 {
			t.Errorf("%d processors, want %d", got, processors+1)
		}
	}
}
