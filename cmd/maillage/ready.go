package main

import (
	"errors"
	"fmt"

	"maillage/api/control"
)

type readyCommand struct{}

func (*readyCommand) Help() string {
	return `Asks the server that holds the data folder, through its socket, and prints what /readyz answers. Fails when none answers,
or while it still reads its data: what a container needs to know about its health.

Example:
  maillage ready --data /var/lib/maillage`
}

// Run asks the server.
func (*readyCommand) Run(p *program) error {
	server, err := control.Dial(p.ctx, p.data)
	if errors.Is(err, control.ErrNobody) {
		return fmt.Errorf("%w: start one with `maillage serve --data %s`, or name its folder with --data", err, p.data)
	}
	if err != nil {
		return err
	}
	defer server.Close()
	ready, answer, err := server.Ready(p.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, answer)
	if !ready {
		return errors.New("the server is still reading its data")
	}
	return nil
}
