package main

import (
	"os/exec"
	"syscall"
	"time"
)

// stoppable has a command that knows a context asked to end, with all that it
// started, when the context ends. A Ctrl-C reaches it no other way.
func stoppable(c *exec.Cmd) *exec.Cmd {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGINT) }
	c.WaitDelay = 30 * time.Second // then it is killed
	return c
}
