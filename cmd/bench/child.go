package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// child is `maillage serve` in a process of its own.
type child struct {
	process *exec.Cmd
	base    string        // its address
	took    time.Duration // until it was ready
	ended   bool
	noise   strings.Builder // its standard error, once it has ended
}

// mostStart bounds how long a server gets to be ready: it may have to index all.
const mostStart = 2 * time.Hour

// startChild serves a data folder and waits until the server is ready.
func startChild(ctx context.Context, program, dir string) (*child, error) {
	begin := time.Now()
	c := &child{process: exec.Command(program, "serve", "--data", dir, "--listen", "127.0.0.1:0")}
	c.process.Stderr = &c.noise
	c.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is ours to handle
	out, err := c.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("maillage serve ended: %w", err), c.stop())
	}
	c.base = strings.TrimSpace(line[strings.LastIndex(line, " ")+1:])
	server := newOverHTTP(c.base)
	for time.Since(begin) < mostStart && ctx.Err() == nil {
		if _, err := server.get(ctx, "/readyz"); err == nil {
			c.took = time.Since(begin)
			return c, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("maillage serve is not ready"), ctx.Err(), c.stop())
}

// stop asks the server to end and waits until it has.
func (c *child) stop() error {
	if c.ended {
		return nil
	}
	c.ended = true
	c.process.Process.Signal(syscall.SIGTERM)
	if err := c.process.Wait(); err != nil {
		return fmt.Errorf("maillage serve: %w: %.2000s", err, c.noise.String())
	}
	return nil
}

// kill ends the server as a power cut would.
func (c *child) kill() {
	if !c.ended {
		c.ended = true
		c.process.Process.Kill()
		c.process.Wait()
	}
}

// worked returns how long the cores have worked for the server so far, to a hundredth
// of a second; 0 where the system does not tell.
func (c *child) worked() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.process.Process.Pid))
	if err != nil {
		return 0
	}
	var user, system int64 // the 14th and 15th field; the name before may hold anything
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	fmt.Sscan(fields[11], &user)
	fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * time.Second / 100
}

// memory is what a process holds of the machine's memory, in bytes.
type memory struct{ resident, ofFiles int64 }

// memory returns what the server holds now.
func (c *child) memory() memory {
	var kB = map[string]int64{}
	eachField(fmt.Sprintf("/proc/%d/smaps_rollup", c.process.Process.Pid), func(name, value string) {
		var n int64
		if _, err := fmt.Sscan(value, &n); err == nil {
			kB[name] = n
		}
	})
	return memory{kB["Rss"] * 1024, (kB["Rss"] - kB["Anonymous"]) * 1024}
}
