package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goBenchmarks runs the Go benchmarks of the code in the working folder, those
// that want many elements on the data folder, and writes what they print to go.txt.
func (b *bench) goBenchmarks(ctx context.Context) error {
	data, err := filepath.Abs(b.Data)
	if err != nil {
		return err
	}
	path := filepath.Join(b.Work, "go.txt")
	c := stoppable(exec.CommandContext(ctx, "go", "test", "-p", "1", "-run", "^$", "-bench", ".", "-benchtime", b.GoTime.String(), "-benchmem", "-timeout", "1h", "./..."))
	c.Env = append(os.Environ(), "MAILLAGE_BENCH_DATA="+data, "CGO_ENABLED=0")
	var failures strings.Builder
	c.Stderr = &failures
	say("Go compiles all tests first")
	err = writeAll(path+".part", func(file io.Writer) error {
		out, err := c.StdoutPipe()
		if err != nil {
			return err
		}
		if err := c.Start(); err != nil {
			return err
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			tell(lines.Text())
			fmt.Fprintln(file, lines.Text())
		}
		return errors.Join(lines.Err(), c.Wait())
	})
	if err != nil {
		return fmt.Errorf("go test -bench: %w: see %s.part\n%.2000s", err, path, failures.String())
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	say("The Go benchmarks are in %s", path)
	return nil
}

// tell says which package is being measured, of the lines that go test prints.
func tell(line string) {
	if name, ok := strings.CutPrefix(line, "pkg: "); ok {
		say("Go benchmarks of %s", name)
	}
}
