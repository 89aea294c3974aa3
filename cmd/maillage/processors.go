package main

import (
	"os"
	"runtime"
)

// processors is how many Go gives the program: the cores it may use, unless the
// environment says otherwise.
var processors = runtime.GOMAXPROCS(0)

// spareProcessor gives a server one of Go's processors more than it has cores,
// unless the environment says how many. While all of them draw tiles or merge, Go
// looks only every ten milliseconds for what came from the network, a clock or a
// socket: a request that takes one millisecond would wait for each of its steps.
// Drawing leaves one free (see [tiles.NewServer]), and the system shares the cores
// among them fairly. It is no promise: a merge or the garbage collector may take
// that one for a while. In exchange, Go no longer follows a container whose share of
// the cores changes while the server runs: the count is that of the start.
func spareProcessor() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(processors + 1)
	}
}
