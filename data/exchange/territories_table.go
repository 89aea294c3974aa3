package exchange

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"maillage/data"
	"maillage/geo"
)

// maxTable bounds a table of communes, unpacked, in bytes.
const maxTable = 64 << 20

// Hierarchy is what a table tells of the communes of France: which
// intercommunalité each belongs to, its postcodes, its population.
type Hierarchy struct {
	communes map[string]tableRow // by INSEE code
	names    map[string]string   // of intercommunalités, by territory code

	// Refused tells which rows could not be taken and why; each wraps [ErrRecord].
	Refused []error
}

type tableRow struct {
	epci       string // territory code, or empty
	postcodes  []string
	population int
}

// NewHierarchy returns a table of no commune, for [Hierarchy.ReadTerritories] to fill.
func NewHierarchy() *Hierarchy {
	return &Hierarchy{communes: map[string]tableRow{}, names: map[string]string{}}
}

// note adds what a feature tells of a commune that is not in the table. A nil
// table notes nothing.
func (h *Hierarchy) note(t *geo.Territory, p *properties) {
	insee := strings.TrimPrefix(t.Code, "FR-")
	if h == nil || t.Level != geo.LevelCommune {
		return
	}
	if _, listed := h.communes[insee]; listed {
		return
	}
	var epci struct {
		Code looseText `json:"code"`
		Nom  looseText `json:"nom"`
	}
	if len(p.EPCI) > 0 && json.Unmarshal(p.EPCI, &epci) != nil {
		json.Unmarshal(p.EPCI, &epci.Code) // the code alone
	}
	row := tableRow{epci: geo.EPCICode(cmp.Or(string(p.EPCICode), string(epci.Code))), postcodes: splitPostcodes(strings.Join(p.Postcodes, " "))}
	row.population, _ = strconv.Atoi(string(p.Population))
	row.population = max(0, row.population)
	if row.epci == "" && row.postcodes == nil && row.population == 0 {
		return
	}
	name := strings.TrimSpace(string(epci.Nom))
	if row.epci != "" && name != "" && utf8.RuneCountInString(name) <= data.MaxName {
		h.names[row.epci] = name
	}
	h.communes[insee] = row
}

// Len returns the number of communes in the table.
func (h *Hierarchy) Len() int { return len(h.communes) }

// ReadHierarchy reads a table of communes, CSV in UTF-8 with commas or
// semicolons, gzip or not. Its first line names the columns: "insee" is needed;
// "epci_siren", "epci_nom", "codes_postaux" (several separated by spaces,
// slashes or bars) and one that begins with "population" are read where there
// are any. Of a commune given twice the last row counts. The error wraps
// [ErrUnreadable].
func ReadHierarchy(r io.Reader) (*Hierarchy, error) {
	content, err := Decompressed(r)
	if err != nil {
		return nil, err
	}
	skipMark(content)
	table := csv.NewReader(io.LimitReader(content, maxTable))
	table.FieldsPerRecord = -1
	table.ReuseRecord = true
	if start, _ := content.Peek(1000); strings.Count(firstLine(start), ";") > strings.Count(firstLine(start), ",") {
		table.Comma = ';'
	}
	header, err := table.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	columns, err := newColumns(header)
	if err != nil {
		return nil, err
	}
	h := NewHierarchy()
	for {
		fields, err := table.Read()
		if err == io.EOF {
			break
		}
		if err == nil {
			line, _ := table.FieldPos(0)
			if err := h.add(columns, fields); err != nil {
				h.Refused = append(h.Refused, fmt.Errorf("line %d: %w: %w", line, ErrRecord, err))
			}
		} else if malformed, ok := errors.AsType[*csv.ParseError](err); ok {
			h.Refused = append(h.Refused, fmt.Errorf("line %d: %w: %w", malformed.StartLine, ErrRecord, malformed.Err))
		} else {
			return nil, unreadable(err)
		}
		if len(h.communes)+len(h.Refused) > MaxTerritories {
			return nil, fmt.Errorf("%w: more than %d rows", ErrUnreadable, MaxTerritories)
		}
	}
	if table.InputOffset() >= maxTable {
		return nil, fmt.Errorf("%w: the table is larger than %d bytes", ErrUnreadable, maxTable)
	}
	return h, nil
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// columns says where in a row each column stands, -1 for nowhere.
type columns struct {
	insee, siren, epci, postcodes, population int
}

func newColumns(header []string) (columns, error) {
	c := columns{-1, -1, -1, -1, -1}
	for i, name := range header {
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case name == "insee":
			c.insee = i
		case name == "epci_siren":
			c.siren = i
		case name == "epci_nom":
			c.epci = i
		case name == "codes_postaux":
			c.postcodes = i
		case strings.HasPrefix(name, "population"):
			c.population = i
		}
	}
	if c.insee < 0 {
		return c, fmt.Errorf("%w: the table has no column insee; its first line names the columns, like insee,epci_siren,epci_nom,codes_postaux,population", ErrUnreadable)
	}
	return c, nil
}

func (h *Hierarchy) add(c columns, fields []string) error {
	field := func(i int) string {
		if i < 0 || i >= len(fields) {
			return ""
		}
		return strings.Clone(strings.TrimSpace(fields[i]))
	}
	code := geo.CommuneCode(field(c.insee))
	if code == "" {
		return fmt.Errorf("%.20q is not the INSEE code of a commune", field(c.insee))
	}
	row := tableRow{epci: geo.EPCICode(field(c.siren)), postcodes: splitPostcodes(field(c.postcodes))}
	row.population, _ = strconv.Atoi(field(c.population))
	row.population = max(0, row.population)
	if name := field(c.epci); row.epci != "" && name != "" {
		if utf8.RuneCountInString(name) > data.MaxName {
			return fmt.Errorf("the name of its intercommunalité is longer than %d characters", data.MaxName)
		}
		h.names[row.epci] = name
	}
	h.communes[strings.TrimPrefix(code, "FR-")] = row
	return nil
}

// splitPostcodes returns the French postcodes in a field, a lost leading zero
// put back; a commune has a few dozen at most.
func splitPostcodes(field string) []string {
	var postcodes []string
	for _, part := range strings.FieldsFunc(field, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(part) == 4 {
			part = "0" + part
		}
		if len(part) == 5 && len(postcodes) < 100 {
			postcodes = append(postcodes, part)
		}
	}
	return postcodes
}
