package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"maillage/data/commons"
	"maillage/data/exchange"
)

// listed is how many rejected records a report lists unless asked for all.
const listed = 20

// importReport counts what became of the records of an import.
type importReport struct {
	verbose, dryRun bool

	records, warned int
	results         [commons.Rejected + 1]int

	rejected []string // the first ones, or all
	repeated []string
	warnings []string // all, when asked for
	broken   []string // files that could not be read, or not to their end
}

// taken returns how many records were read as elements.
func (r *importReport) taken() int { return r.records - r.results[commons.Rejected] }

func (r *importReport) unreadable(file string, err error) {
	r.broken = append(r.broken, fmt.Sprintf("%s: %v", file, err))
}

func (r *importReport) reject(file string, line int, err error) {
	r.results[commons.Rejected]++
	reason := strings.TrimPrefix(err.Error(), exchange.ErrRecord.Error()+": ")
	r.list(&r.rejected, file, line, strings.ReplaceAll(reason, "\n", "; "))
}

func (r *importReport) repeat(file string, line, later int) {
	r.results[commons.Repeated]++
	r.list(&r.repeated, file, line, fmt.Sprintf("the same record stands on line %d, which counts", later))
}

func (r *importReport) warn(file string, line int, warnings []string) {
	if len(warnings) == 0 {
		return
	}
	r.warned++
	if r.verbose {
		r.list(&r.warnings, file, line, strings.Join(warnings, "; "))
	}
}

func (r *importReport) count(file string, line int, outcome commons.Outcome) {
	switch outcome.Result {
	case commons.Rejected:
		r.reject(file, line, outcome.Err)
	case commons.Repeated: // of an element known here under several names
		r.results[commons.Repeated]++
		r.list(&r.repeated, file, line, "the same element stands further down, which counts")
	default:
		r.results[outcome.Result]++
	}
}

func (r *importReport) list(list *[]string, file string, line int, text string) {
	if r.verbose || len(*list) < listed {
		*list = append(*list, fmt.Sprintf("%s:%d: %s", file, line, text))
	}
}

// print writes the report.
func (r *importReport) print(w io.Writer, took time.Duration) {
	printList(w, "warnings", r.warnings, len(r.warnings))
	printList(w, "repeated", r.repeated, r.results[commons.Repeated])
	printList(w, "rejected", r.rejected, r.results[commons.Rejected])
	printList(w, "could not be read (to the end)", r.broken, len(r.broken))
	verb := ""
	if r.dryRun {
		verb = "dry run, nothing written: "
	}
	fmt.Fprintf(w, "%s%d records: %d new, %d changed, %d unchanged, %d repeated, %d rejected; %d warned%s\n",
		verb, r.records, r.results[commons.Created], r.results[commons.Changed], r.results[commons.Unchanged],
		r.results[commons.Repeated], r.results[commons.Rejected], r.warned, r.hint())
	if seconds := took.Seconds(); seconds > 0 {
		fmt.Fprintf(w, "%.1f s, %.0f elements/s\n", seconds, float64(r.taken())/seconds)
	}
}

func (r *importReport) hint() string {
	if r.warned > 0 && !r.verbose {
		return " (--verbose says of what)"
	}
	return ""
}

// printList writes a list of lines, of which there are total.
func printList(w io.Writer, title string, lines []string, total int) {
	if total == 0 {
		return
	}
	fmt.Fprintf(w, "%s:\n", title)
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", plain(line))
	}
	if more := total - len(lines); more > 0 {
		fmt.Fprintf(w, "  and %d more (--verbose lists them all)\n", more)
	}
}
