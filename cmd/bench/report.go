package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// report is what was found of one part, in Markdown.
type report struct{ strings.Builder }

// The lines between which a part's section stands in a file that has more than it.
func marks(part string) (begin, end string) {
	return "<!-- measured by make bench, " + part + ": begin -->", "<!-- measured by make bench, " + part + ": end -->"
}

// sections are the parts that have one, in the order of a new file.
var sections = []string{"sides", "clusters", "live", "networks", "sizes"}

func (r *report) say(format string, args ...any) { fmt.Fprintf(r, "\n"+format+"\n", args...) }

// table writes a table; a row has as many cells as the head.
func (r *report) table(head []string, rows [][]string) {
	r.WriteString("\n")
	row := func(cells []string) {
		escaped := strings.ReplaceAll(strings.Join(cells, "\x00"), "|", `\|`)
		r.WriteString("| " + strings.ReplaceAll(escaped, "\x00", " | ") + " |\n")
	}
	row(head)
	r.WriteString("|" + strings.Repeat("---|", len(head)) + "\n")
	for _, cells := range rows {
		row(cells)
	}
}

// ensurePlaces makes sure that a file has a place for each section. It makes a file
// that is missing, and never changes another.
func ensurePlaces(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var places strings.Builder
		for _, part := range sections {
			begin, end := marks(part)
			places.WriteString(begin + "\n" + end + "\n\n")
		}
		err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(places.String()), 0o644))
		return err
	}
	if err != nil {
		return err
	}
	for _, part := range sections {
		if _, err := between(string(text), part, ""); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// write puts the report into the place of its part in a file; all else stays.
func (r *report) write(path, part, title, facts string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	merged, err := between(string(text), part, "\n### "+title+"\n\n"+facts+"\n"+r.String()+"\n")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(merged), 0o644)
}

// between returns a text with what stands between the marks of a part replaced.
func between(text, part, section string) (string, error) {
	begin, end := marks(part)
	before, rest, begins := strings.Cut(text, begin+"\n")
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return "", fmt.Errorf("there is no place for %s: it stands between the lines %q and %q", part, begin, end)
	}
	return before + begin + "\n" + section + end + after, nil
}

// facts returns where and how a part was measured.
func (b *bench) facts(took time.Duration, code string) string {
	command := fmt.Sprintf("make bench COUNT=%d SEED=%d ROUNDS=%d", b.Count, b.Seed, b.Rounds)
	if b.Large {
		command += " BENCHFLAGS=--large"
	}
	return fmt.Sprintf("Measured on %s in %v by `%s`, with %s of the code: seed %d, %s communes; %s.",
		time.Now().UTC().Format("2006-01-02 15:04 UTC"), took.Round(time.Second), command, code, b.Seed, grouped(b.communes), machine())
}

// commit names the code that was measured.
func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=commit %h").Output()
	if err != nil {
		return "an unknown commit"
	}
	name := strings.TrimSpace(string(out))
	if exec.CommandContext(ctx, "git", "diff", "--quiet", "HEAD", "--", ".", ":!docs").Run() != nil {
		name += " (changed)"
	}
	return name
}

// machine describes the machine in one line.
func machine() string {
	processor, memory := "unknown processor", "unknown memory"
	eachField("/proc/cpuinfo", func(name, value string) {
		if name == "model name" {
			processor = value
		}
	})
	eachField("/proc/meminfo", func(name, value string) {
		var kB int
		if _, err := fmt.Sscan(value, &kB); name == "MemTotal" && err == nil {
			memory = fmt.Sprintf("%.0f GB", float64(kB)/1e6)
		}
	})
	return fmt.Sprintf("%s, %d cores, %s of memory, %s/%s, %s", processor, runtime.NumCPU(), memory, runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// eachField reads a file of lines "name: value"; one that cannot be read has none.
func eachField(path string, take func(name, value string)) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok {
			take(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
}
