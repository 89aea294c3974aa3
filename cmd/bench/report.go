package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// report is what a run found, in Markdown.
type report struct{ strings.Builder }

// Where the report goes in a file that has more than it.
const (
	beginMark = "<!-- measured by make bench: begin -->"
	endMark   = "<!-- measured by make bench: end -->"
)

func (r *report) section(title string) { fmt.Fprintf(r, "\n### %s\n", title) }

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

// lead puts a text before all else.
func (r *report) lead(text string) {
	rest := r.String()
	r.Reset()
	r.WriteString("\n" + text + "\n" + rest)
}

// write puts the report between the marks of a file, or makes the file.
func (r *report) write(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte(beginMark+"\n"+endMark+"\n"), nil
	}
	if err != nil {
		return err
	}
	merged, err := between(string(text), r.String())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(merged), 0o644)
}

// between returns a text with what stands between its marks replaced.
func between(text, report string) (string, error) {
	before, rest, begins := strings.Cut(text, beginMark)
	_, after, ends := strings.Cut(rest, endMark)
	if !begins || !ends {
		return "", fmt.Errorf("there is no place for the report: it stands between the lines %q and %q", beginMark, endMark)
	}
	return before + beginMark + "\n" + report + "\n" + endMark + after, nil
}

// facts returns where and how the run was made.
func (b *bench) facts(took time.Duration) string {
	command := fmt.Sprintf("make bench COUNT=%d SEED=%d ROUNDS=%d", b.Count, b.Seed, b.Rounds)
	return fmt.Sprintf("Measured on %s by `%s`, in %v, with %s of the code.\n\n%s; %d rounds, %s elements, seed %d.",
		time.Now().UTC().Format("2006-01-02 15:04 UTC"), command, took.Round(time.Second), commit(), machine(), b.Rounds, grouped(b.Count), b.Seed)
}

// commit names the code that was measured.
func commit() string {
	out, err := exec.Command("git", "log", "-1", "--format=commit %h").Output()
	if err != nil {
		return "an unknown commit"
	}
	return strings.TrimSpace(string(out))
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
