package main

import (
	"runtime"
	"testing"
)

func TestAServerHasOneProcessorMoreThanCores(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	t.Setenv("GOMAXPROCS", "")
	spareProcessor()
	if got := runtime.GOMAXPROCS(0); got != before+1 {
		t.Errorf("%d processors, want %d", got, before+1)
	}
	t.Setenv("GOMAXPROCS", "2")
	spareProcessor()
	if got := runtime.GOMAXPROCS(0); got != before+1 {
		t.Errorf("%d processors where the environment says how many, want those there were", got)
	}
}
