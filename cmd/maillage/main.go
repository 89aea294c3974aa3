// Command maillage is a map and a search engine of the commons in one program:
// it serves it, fills it from files, and writes it out again.
//
// # Conventions
//
// The program is a value: [run] takes its arguments and streams and returns its
// exit status, so that tests run it as people do. Results go to standard
// output, what is going on and what went wrong to standard error. An error says
// what to do next. Nothing here is logic of the commons: it wires the rooms.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // events carry a zone; the machine may not know it
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
