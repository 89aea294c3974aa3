package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"maillage/data"
)

// Reading is a file of elements being read.
type Reading struct {
	Format Format
	// Records yields one record per line, feature, row or element of the file, in
	// order; an element without Err is valid. It stops after a record whose Err
	// wraps [ErrUnreadable]. It can be ranged over once.
	Records iter.Seq[Record]

	columns []Column
	text    *textReader // of a table
	between byte        // of a table
	damaged struct{ records, characters int }
	notes   []string
}

// Column says what a column or property was taken for.
type Column struct {
	Name  string
	Field string // one of [Fields], or empty when it is ignored
}

// Open begins to read a file of elements, gzip or not, in any format but those
// of OpenStreetMap, which have a room of their own. What a table's columns hold
// is known then. The error wraps [ErrUnreadable] and says what to do.
func Open(r io.Reader, o Options) (*Reading, error) {
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	format, err := o.formatOf(content)
	if err != nil {
		return nil, err
	}
	reading := &Reading{Format: format}
	switch format {
	case FormatNDJSON:
		reading.Records = readLines(content, &o)
	case FormatCSV:
		err = reading.openTable(content, &o)
	case FormatGeoJSON:
		err = reading.openGeoJSON(content, &o)
	case FormatJSON:
		err = reading.openObjects(content, &o)
	case FormatGoGoCarto:
		err = reading.openGoGoCarto(content, &o)
	default:
		err = unusable("files of the format %q are not read here", format)
	}
	if err != nil {
		return nil, err
	}
	if o.Mapping != nil && format != FormatCSV && format != FormatGeoJSON && format != FormatJSON {
		reading.note("the mapping is for tables and features: it has no effect on %s", format)
	}
	return reading, nil
}

// Columns returns what the columns of a table were taken for, in their order; of
// features and objects, the properties seen so far.
func (r *Reading) Columns() []Column { return slices.Clone(r.columns) }

// Separator returns what stands between the columns of a table, in words, empty
// for other formats.
func (r *Reading) Separator() string {
	switch r.between {
	case 0:
		return ""
	case ';':
		return "semicolons"
	case ',':
		return "commas"
	case '\t':
		return "tabs"
	}
	return "bars"
}

// Encoding returns the encoding of a table in words, as far as it was read; empty
// for other formats, which are UTF-8.
func (r *Reading) Encoding() string {
	if r.text == nil {
		return ""
	}
	return r.text.Encoding()
}

// Notes returns what is to be said of the file as a whole, complete once its
// records were read.
func (r *Reading) Notes() []string {
	notes := slices.Clone(r.notes)
	if d := r.damaged; d.characters > 0 {
		notes = append(notes, fmt.Sprintf("%d characters in %d records were destroyed before the file came here and read \uFFFD: "+
			"if the file was converted on its way, ask for the original", d.characters, d.records))
	}
	return notes
}

func (r *Reading) note(format string, args ...any) {
	const most = 20
	if note := fmt.Sprintf(format, args...); len(r.notes) < most && !slices.Contains(r.notes, note) {
		r.notes = append(r.notes, note)
	}
}

// damage counts the destroyed characters of a record, and warns of them.
func (r *Reading) damage(n int, w *warnings) {
	if n == 0 {
		return
	}
	r.damaged.records++
	r.damaged.characters += n
	w.add("text", "%d characters were destroyed before the file came here and read \uFFFD", n)
}

// readLines reads one object a line; what only the options tell of records is
// filled in.
func readLines(content *bufio.Reader, o *Options) iter.Seq[Record] {
	fill := Options{Source: o.Source, Kind: o.Kind, Type: o.Type}
	return func(yield func(Record) bool) {
		in := &lines{from: content}
		for {
			line, err := in.next()
			if err == io.EOF {
				return
			}
			if line = bytes.TrimSpace(line); err == nil && len(line) == 0 {
				continue
			}
			if !yield(newRecord(in.number, line, err, &fill)) || errors.Is(err, ErrUnreadable) {
				return
			}
		}
	}
}

// Taken returns the record of an element as a reader made it: what is optional
// and wrong is left out with a warning; what is not makes it refused.
func Taken(number int, e data.Element, warned []string) Record {
	w := &warnings{list: warned}
	if err := makeLenient(&e, w); err != nil {
		return Refused(number, errors.New(strings.ReplaceAll(err.Error(), "\n", "; ")))
	}
	return Record{Line: number, Element: e, Warnings: w.list}
}

// Refused returns the record of what is no element, and why.
func Refused(number int, reason error) Record {
	return Record{Line: number, Err: fmt.Errorf("%w: %w", ErrRecord, reason)}
}

// BrokenOff returns the record after which nothing follows.
func BrokenOff(number int, err error) Record {
	if !errors.Is(err, ErrUnreadable) {
		err = unreadable(err)
	}
	return Record{Line: number, Err: err}
}
