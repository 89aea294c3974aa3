package exchange

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Mapping says what columns hold, beyond what their names tell.
type Mapping struct {
	columns   map[string]field // by folded name; empty for a column that is ignored
	named     map[string]int   // the line that names each column, for messages
	written   map[string]string
	constants []constant
}

// constant is a value that every record has.
type constant struct {
	field field
	value string
}

const maxMappingLines = 1000

// ReadMapping reads a mapping: one line a column, "column = field", the field one
// of [Fields] or "-" to ignore the column; "text" in quotes in place of a column is a
// value for every record. Empty lines and those that begin with # are passed
// over. The error says which line is wrong and how.
func ReadMapping(r io.Reader) (*Mapping, error) {
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	m := &Mapping{columns: map[string]field{}, named: map[string]int{}, written: map[string]string{}}
	in := newLines(newTextReader(content))
	for {
		raw, err := in.next()
		if err == io.EOF {
			return m, nil
		}
		if err == nil {
			err = m.add(strings.TrimSpace(string(raw)), in.number)
		}
		if err == nil && in.number > maxMappingLines {
			err = fmt.Errorf("a mapping has at most %d lines", maxMappingLines)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", in.number, err)
		}
	}
}

func (m *Mapping) add(line string, number int) error {
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	at := strings.LastIndex(line, "=")
	if at < 0 {
		return fmt.Errorf("%q is no mapping: write column = field", shortened(line))
	}
	left, right := strings.TrimSpace(line[:at]), field(strings.TrimSpace(line[at+1:]))
	if right == "-" {
		right = ""
	} else if !isField[right] {
		return fmt.Errorf("%q is no field: write one of %s, or - to ignore the column", shortened(string(right)), strings.Join(Fields(), ", "))
	}
	if len(left) > 1 && left[0] == '"' && left[len(left)-1] == '"' {
		if right == "" {
			return fmt.Errorf("%s = - says nothing: a text in quotes is the value of a field", shortened(left))
		}
		m.constants = append(m.constants, constant{right, left[1 : len(left)-1]})
		return nil
	}
	key := columnKey(left)
	if key == "" {
		return fmt.Errorf("%q names no column: write column = field", shortened(line))
	}
	if before, twice := m.named[key]; twice {
		return fmt.Errorf("the column %q is mapped already, on line %d", shortened(left), before)
	}
	m.columns[key], m.named[key], m.written[key] = right, number, left
	return nil
}

// columnKey returns what names of columns are compared by.
func columnKey(name string) string { return strings.Join(wordsOf(name), " ") }

// resolve returns the field of each column, empty for one that is ignored. A nil
// mapping leaves all to the names.
func (m *Mapping) resolve(names []string) []field {
	fields := make([]field, len(names))
	holder := map[field]int{} // which column holds a field that is one value
	taken := map[field]bool{}
	if m != nil {
		for _, c := range m.constants {
			taken[c.field] = true
		}
		for i, name := range names {
			if f, ok := m.columns[columnKey(name)]; ok {
				fields[i], taken[f] = f, true
			}
		}
	}
	ranks := make([]int, len(names))
	for i, name := range names {
		if m != nil {
			if _, ok := m.columns[columnKey(name)]; ok {
				continue
			}
		}
		guess := fieldNamed(name)
		switch before, held := holder[guess.field]; {
		case guess.field == "" || taken[guess.field] && !gathered[guess.field]:
		case gathered[guess.field]:
			fields[i] = guess.field
		case !held || guess.rank < ranks[before]:
			if held {
				fields[before] = ""
			}
			fields[i], ranks[i] = guess.field, guess.rank
			holder[guess.field] = i
		}
	}
	return fields
}

// missing returns the columns that the mapping names and names does not have.
func (m *Mapping) missing(names []string) []string {
	if m == nil {
		return nil
	}
	there := map[string]bool{}
	for _, name := range names {
		there[columnKey(name)] = true
	}
	var missing []string
	for key, name := range m.written {
		if !there[key] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

// names reports whether a constant is every record's name.
func (m *Mapping) names() bool {
	return m != nil && slices.ContainsFunc(m.constants, func(c constant) bool { return c.field == fieldName })
}

// complete adds the constants to a row.
func (m *Mapping) complete(values row) {
	if m == nil {
		return
	}
	for _, c := range m.constants {
		values.add(c.field, c.value)
	}
}
