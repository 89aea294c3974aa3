package commons_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// Variables of the crash tests. The first two turn this test binary into the
// process that gets killed; people set the third for a longer run.
const (
	crashDirVariable   = "MAILLAGE_CRASH_DIR"
	crashFirstVariable = "MAILLAGE_CRASH_FIRST"
	killsVariable      = "MAILLAGE_TEST_KILLS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDirVariable); dir != "" {
		if err := importUntilKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(newsDirVariable); dir != "" {
		if err := writeNewsUntilKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// importUntilKilled prints a line when it has opened dir, then imports one batch
// after the other and prints the number of each when it is acknowledged.
func importUntilKilled(dir string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(os.Getenv(crashFirstVariable))
	if err != nil {
		return err
	}
	fmt.Println(opened)
	for number := first; ; number++ {
		if _, err := commons.New(s).ImportElements(ctx, crashBatch(number), noon); err != nil {
			return err
		}
		fmt.Println(number)
	}
}

// opened is what a process says when it has opened its folder.
const opened = "opened"

// crashBatch returns the batch of a number: some new elements, more in some
// batches than in others, and those of the batch before with a new summary.
func crashBatch(number int) []data.Element {
	batch := crashElements(number, "")
	if number > 0 {
		batch = append(batch, crashElements(number-1, "confirmed")...)
	}
	return batch
}

func crashElements(number int, summary string) []data.Element {
	batch := elements(number*1000, 1+number*37%120)
	for i := range batch {
		batch[i].Summary = summary
	}
	return batch
}

// enoughKills returns how many processes a test kills: as many as people ask for,
// else forty, and fewer where it has to be short (the race detector makes
// everything slow).
func enoughKills(t *testing.T) int {
	t.Helper()
	if text := os.Getenv(killsVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("%s=%q is not a number of kills", killsVariable, text)
		}
		return n
	}
	if testing.Short() {
		return 8
	}
	return 40
}

// importer is a process that imports until it is killed.
type importer struct {
	command   *exec.Cmd
	lines     *bufio.Scanner
	complaint bytes.Buffer
	last      int // the last batch that it has acknowledged, the one before its first if none
}

// startImporter starts a process that imports into dir, beginning with the
// batch first.
func startImporter(t *testing.T, dir string, first int, args ...string) *importer {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &importer{command: exec.Command(program, args...), last: first - 1}
	p.command.Env = append(os.Environ(), crashDirVariable+"="+dir, fmt.Sprintf("%s=%d", crashFirstVariable, first))
	p.command.Stderr = &p.complaint
	output, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(output)
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// waitFor returns when the process has printed a line.
func (p *importer) waitFor(t *testing.T, line string) {
	t.Helper()
	if !p.lines.Scan() || p.lines.Text() != line {
		t.Fatalf("the importing process said %q, want %q; %s", p.lines.Text(), line, &p.complaint)
	}
}

// acknowledged returns when the process has acknowledged its next batch.
func (p *importer) acknowledged(t *testing.T) {
	t.Helper()
	p.last++
	p.waitFor(t, strconv.Itoa(p.last))
}

// kill kills the process after a while and returns the number of the last batch
// that it acknowledged, the one before its first if none.
func (p *importer) kill(t *testing.T, after time.Duration) (last int) {
	t.Helper()
	time.Sleep(after)
	if err := p.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for p.lines.Scan() {
		if p.lines.Text() == opened {
			continue
		}
		if p.last++; p.lines.Text() != strconv.Itoa(p.last) {
			t.Fatalf("the importing process printed %q, want %d", p.lines.Text(), p.last)
		}
	}
	p.command.Wait() // says that it was killed
	if p.complaint.Len() > 0 {
		t.Fatalf("the importing process failed: %s", &p.complaint)
	}
	return p.last
}
