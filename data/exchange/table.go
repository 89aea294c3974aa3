package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// MaxColumns bounds how many columns a table may have.
const MaxColumns = 1000

// openTable begins to read CSV: it guesses the separator and reads the line that
// names the columns.
func (r *Reading) openTable(content *bufio.Reader, o *Options) error {
	r.text = newTextReader(content)
	decoded := bufio.NewReaderSize(r.text, headSize)
	head, err := decoded.Peek(headSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		return unreadable(err)
	}
	r.between = guessSeparator(string(head))
	s := &separated{in: &lines{from: decoded}, separator: r.between}
	names, line, err := s.next()
	for err == nil && (isBlank(names) || line == 1 && strings.HasPrefix(names[0], "sep=")) {
		names, line, err = s.next()
	}
	switch {
	case err == io.EOF:
		return unusable("the file is empty: was it saved or downloaded whole?")
	case errors.Is(err, ErrUnreadable):
		return err
	case err != nil:
		return unusable("the first line cannot be read: %v", err)
	case len(names) > MaxColumns:
		return unusable("the first line names %d columns, at most %d are taken: is it a table?", len(names), MaxColumns)
	}
	fields, err := r.layOut(names, o)
	if err != nil {
		return err
	}
	first, number, err := s.next()
	for err == nil && isBlank(first) {
		first, number, err = s.next()
	}
	if err == io.EOF {
		return unusable("it holds the names of columns and no row: is it the right file, and was it saved whole?")
	}
	t := &table{in: s, names: names, fields: fields, options: o, ids: newDistinct(), fiveDigits: fiveDigits(string(head), r.between, fields)}
	r.Records = t.records(r, tableLine{first, number, err})
	return nil
}

// layOut decides what the columns hold. The error says what to do when none is a name.
func (r *Reading) layOut(names []string, o *Options) ([]field, error) {
	fields := o.Mapping.resolve(names)
	named := o.Mapping.names()
	for i, name := range names {
		r.columns = append(r.columns, Column{name, string(fields[i])})
		named = named || fields[i] == fieldName
	}
	if missing := o.Mapping.missing(names); len(missing) > 0 {
		r.note("the mapping names columns that the file does not have: %s", quotedList(missing))
	}
	if !named {
		return nil, unusable("no column is a name: the first line names %s. "+
			`Call one "nom" or "name", or write "THE COLUMN = name" into a file and give it with --mapping`, quotedList(names))
	}
	return fields, nil
}

// quotedList lists the first names.
func quotedList(names []string) string {
	const most = 12
	var quoted []string
	for _, name := range names[:min(len(names), most)] {
		quoted = append(quoted, fmt.Sprintf("%q", shortened(name)))
	}
	list := strings.Join(quoted, ", ")
	if more := len(names) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

func isBlank(fields []string) bool {
	for _, f := range fields {
		if f != "" {
			return false
		}
	}
	return true
}

// table makes records of rows.
type table struct {
	in         *separated
	names      []string
	fields     []field
	options    *Options
	ids        *distinct
	fiveDigits bool
}

type tableLine struct {
	fields []string
	number int
	err    error
}

func (t *table) records(r *Reading, line tableLine) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for line.err != io.EOF {
			var record Record
			switch {
			case errors.Is(line.err, ErrUnreadable):
				yield(BrokenOff(line.number, line.err))
				return
			case line.err != nil:
				record = Refused(line.number, line.err)
			case isBlank(line.fields):
				line.fields, line.number, line.err = t.in.next()
				continue
			default:
				record = t.record(r, line)
			}
			if !yield(record) {
				return
			}
			line.fields, line.number, line.err = t.in.next()
		}
	}
}

func (t *table) record(r *Reading, line tableLine) Record {
	if more := len(line.fields) - len(t.names); more > 0 && !isBlank(line.fields[len(t.names):]) {
		return Refused(line.number, fmt.Errorf("it has %d columns where the first line names %d: is a separator or a quotation mark too many in it?",
			len(line.fields), len(t.names)))
	}
	values, destroyed := row{}, 0
	for i, value := range line.fields[:min(len(line.fields), len(t.names))] {
		value = strings.ToValidUTF8(value, "\uFFFD")
		destroyed += damaged(value)
		values.add(t.fields[i], value)
	}
	w := &warnings{}
	r.damage(destroyed, w)
	return rowRecord(line.number, values, t.options, t.fiveDigits, t.ids, w)
}

// rowRecord returns the record of a row.
func rowRecord(number int, values row, o *Options, fiveDigits bool, ids *distinct, w *warnings) Record {
	o.Mapping.complete(values)
	e, err := values.element(o, fiveDigits, w)
	if err != nil {
		return Refused(number, err)
	}
	ids.identify(&e, w)
	return Taken(number, e, w.list)
}

// fiveDigits reports whether the postcodes at the beginning of a table have five
// digits, or it names communes of France.
func fiveDigits(head string, separator byte, fields []field) bool {
	postcode := -1
	for i, f := range fields {
		if f == fieldINSEE {
			return true
		}
		if f == fieldPostcode {
			postcode = i
		}
	}
	s := &separated{in: newLines(strings.NewReader(head)), separator: separator}
	for postcode >= 0 {
		values, _, err := s.next()
		if err == io.EOF {
			break
		}
		if err == nil && len(values) > postcode && len(values[postcode]) == 5 && allDigits(values[postcode]) {
			return true
		}
	}
	return false
}
