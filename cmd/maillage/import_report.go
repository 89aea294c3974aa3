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

	records, warned, kept int
	results               [commons.Rejected + 1]int

	rejected []string // the first ones, or all
	repeated []string
	warnings []string // all, when asked for
	notes    []string // of files as a whole
	layouts  []string // of a dry run: what columns are taken for
	broken   []string // files that could not be read, or not to their end
}

// taken returns how many records were read as elements.
func (r *importReport) taken() int { return r.records - r.results[commons.Rejected] }

func (r *importReport) unreadable(file string, err error) {
	r.broken = append(r.broken, fmt.Sprintf("%s: %v", file, err))
}

// file tells of a file as a whole, once it was read.
func (r *importReport) file(name string, reading *exchange.Reading) {
	for _, note := range reading.Notes() {
		r.notes = append(r.notes, fmt.Sprintf("%s: %s", name, note))
	}
	columns := reading.Columns()
	if len(columns) == 0 {
		return
	}
	var ignored []string
	for _, column := range columns {
		if column.Field == "" {
			ignored = append(ignored, column.Name)
		}
	}
	if !r.dryRun {
		if len(ignored) > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%s: %d of %d columns are not taken (--dry-run says which, --mapping takes them)", name, len(ignored), len(columns)))
		}
		return
	}
	layout := fmt.Sprintf("# %s: %s", name, reading.Format)
	if reading.Format == exchange.FormatCSV {
		layout += fmt.Sprintf(", separated by %s, %s", reading.Separator(), reading.Encoding())
	}
	r.layouts = append(r.layouts, layout)
	for _, column := range columns {
		if column.Field != "" {
			r.layouts = append(r.layouts, fmt.Sprintf("%s = %s", column.Name, column.Field))
		}
	}
	for _, column := range ignored {
		r.layouts = append(r.layouts, fmt.Sprintf("%s = -", column))
	}
}

func (r *importReport) reject(place string, err error) {
	r.results[commons.Rejected]++
	reason := strings.TrimPrefix(err.Error(), exchange.ErrRecord.Error()+": ")
	r.list(&r.rejected, place, strings.ReplaceAll(reason, "\n", "; "))
}

func (r *importReport) repeat(place, unit string, later int) {
	r.results[commons.Repeated]++
	preposition := "as"
	if unit == "line" {
		preposition = "on"
	}
	r.list(&r.repeated, place, fmt.Sprintf("the same record stands %s %s %d, which counts", preposition, unit, later))
}

func (r *importReport) warn(place string, warnings []string) {
	if len(warnings) == 0 {
		return
	}
	r.warned++
	if r.verbose {
		r.list(&r.warnings, place, strings.Join(warnings, "; "))
	}
}

func (r *importReport) count(place string, outcome commons.Outcome) {
	if outcome.Kept {
		r.kept++
	}
	switch outcome.Result {
	case commons.Rejected:
		r.reject(place, outcome.Err)
	case commons.Repeated: // of an element known here under several names
		r.results[commons.Repeated]++
		r.list(&r.repeated, place, "the same element stands further down, which counts")
	default:
		r.results[outcome.Result]++
	}
}

func (r *importReport) list(list *[]string, place, text string) {
	if r.verbose || len(*list) < listed {
		*list = append(*list, place+": "+text)
	}
}

// print writes the report.
func (r *importReport) print(w io.Writer, took time.Duration) {
	printList(w, "what columns are taken for, as a mapping that --mapping reads", r.layouts, len(r.layouts))
	printList(w, "notes", r.notes, len(r.notes))
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
	if r.kept > 0 {
		fmt.Fprintf(w, "%d kept what people wrote here, where the source has changed it too\n", r.kept)
	}
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
