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
// One that nothing long runs on (see tiles.NewServer) is there at once, and the
// system shares the cores among them fairly.
func spareProcessor() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(processors + 1)
	}
}
