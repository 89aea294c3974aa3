package exchange

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// A record of a table with line breaks in quotes takes at most so many lines
// and bytes: a quotation mark that is never closed spoils its own line alone.
const (
	maxJoinedLines = 500
	maxJoinedBytes = 256 << 10
)

// maxOpenQuotes is how many lines in a row may be spoilt so before the file is
// given up: each costs a look at the lines that follow.
const maxOpenQuotes = 50

var errOpenQuote = errors.New(`a quotation mark (") is opened and never closed: close it, or take it out`)

// separated reads a table line by line: fields between separators, in quotes
// where they hold one, a quote or a line break (RFC 4180). Quotes inside a field
// that does not begin with one are text.
type separated struct {
	in        *lines
	separator byte
	waiting   []numberedLine // read already, to be read again
	spoilt    int            // lines in a row with a quote that is never closed
}

type numberedLine struct {
	text   string
	number int
}

// next returns the fields of the next record and the line it begins on. After an
// error that wraps neither io.EOF nor [ErrUnreadable] the record that follows can be read.
func (s *separated) next() ([]string, int, error) {
	first, err := s.line()
	if err != nil {
		return nil, first.number, err
	}
	if !openQuote(first.text, s.separator, false) {
		s.spoilt = 0
		return splitFields(first.text, s.separator), first.number, nil
	}
	joined, size := []numberedLine{first}, len(first.text)
	for len(joined) < maxJoinedLines && size < maxJoinedBytes {
		more, err := s.line()
		if errors.Is(err, ErrUnreadable) {
			return nil, first.number, err
		}
		if err != nil {
			break
		}
		joined, size = append(joined, more), size+len(more.text)
		if openQuote(more.text, s.separator, true) {
			continue
		}
		s.spoilt = 0
		texts := make([]string, len(joined))
		for i, line := range joined {
			texts[i] = line.text
		}
		return splitFields(strings.Join(texts, "\n"), s.separator), first.number, nil
	}
	if s.spoilt++; s.spoilt == maxOpenQuotes {
		return nil, first.number, fmt.Errorf("%w: %d lines in a row open a quotation mark (\") that is never closed: export the table again", ErrUnreadable, maxOpenQuotes)
	}
	s.waiting = append(joined[1:], s.waiting...)
	return nil, first.number, errOpenQuote
}

func (s *separated) line() (numberedLine, error) {
	if len(s.waiting) > 0 {
		line := s.waiting[0]
		s.waiting = s.waiting[1:]
		return line, nil
	}
	text, err := s.in.next()
	return numberedLine{string(text), s.in.number}, err
}

// openQuote reports whether a line ends inside quotes, as it begins when quoted.
func openQuote(line string, separator byte, quoted bool) bool {
	for {
		if !quoted {
			line = strings.TrimLeft(line, " ")
			if !strings.HasPrefix(line, `"`) {
				_, rest, more := strings.Cut(line, string(separator))
				if !more {
					return false
				}
				line = rest
				continue
			}
			line = line[1:]
		}
		end := closingQuote(line, separator)
		if end < 0 {
			return true
		}
		line = strings.TrimLeft(line[end+1:], " ")
		if line == "" {
			return false
		}
		line, quoted = line[1:], false
	}
}

// closingQuote returns where the quote stands that ends a field: a separator or
// the end of the line follows. It is -1 when there is none.
func closingQuote(text string, separator byte) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		if rest := strings.TrimLeft(text[i+1:], " "); rest == "" || rest[0] == separator {
			return i
		}
	}
	return -1
}

// splitFields splits a record whose quotes are closed.
func splitFields(record string, separator byte) []string {
	var fields []string
	for {
		field, rest, more := cutField(record, separator)
		fields = append(fields, strings.TrimSpace(field))
		if !more {
			return fields
		}
		record = rest
	}
}

func cutField(record string, separator byte) (field, rest string, more bool) {
	quoted, ok := strings.CutPrefix(strings.TrimLeft(record, " "), `"`)
	if !ok {
		return strings.Cut(record, string(separator))
	}
	end := closingQuote(quoted, separator)
	if end < 0 {
		return quoted, "", false
	}
	field = strings.ReplaceAll(quoted[:end], `""`, `"`)
	rest = strings.TrimLeft(quoted[end+1:], " ")
	if rest == "" {
		return field, "", false
	}
	return field, rest[1:], true
}

// separators lists what may stand between fields.
const separators = ";,\t|"

// guessSeparator returns the separator under which the first lines of a table
// have the most fields, and as many as the line that names the columns.
func guessSeparator(head string) byte {
	if line, _, _ := strings.Cut(head, "\n"); strings.HasPrefix(line, "sep=") && len(strings.TrimRight(line, "\r")) == 5 {
		return line[4]
	}
	best, most := separators[0], 1.0
	for _, separator := range []byte(separators) {
		if score := fieldsPerRecord(head, separator); score > most {
			best, most = separator, score
		}
	}
	return best
}

// fieldsPerRecord returns how many fields the first record has, times the part of
// the others that have as many.
func fieldsPerRecord(head string, separator byte) float64 {
	const sampled = 50
	s := &separated{in: newLines(strings.NewReader(head)), separator: separator}
	columns, same, records := 0, 0, 0
	for records < sampled {
		fields, _, err := s.next()
		if err == io.EOF || errors.Is(err, ErrUnreadable) {
			break
		}
		if err != nil || len(fields) == 1 && fields[0] == "" {
			continue
		}
		if columns == 0 {
			columns = len(fields)
		}
		records++
		if len(fields) == columns {
			same++
		}
	}
	if records == 0 {
		return 0
	}
	return float64(columns) * float64(same) / float64(records)
}
