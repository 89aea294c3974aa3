package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Format is a form of files of elements.
type Format string

// The formats that are recognised by what a file begins with.
const (
	FormatNDJSON    Format = "ndjson"    // one JSON object a line, see [ReadElements]
	FormatCSV       Format = "csv"       // a table whose first line names the columns
	FormatGeoJSON   Format = "geojson"   // a collection, a feature, a geometry, or one a line
	FormatJSON      Format = "json"      // a list of objects, the rows of a table
	FormatGoGoCarto Format = "gogocarto" // what a GoGoCarto server answers, full or compact
	FormatOSMXML    Format = "osm"       // OpenStreetMap's XML
	FormatPBF       Format = "pbf"       // OpenStreetMap's protocol buffers
)

// Formats lists every format.
var Formats = []Format{FormatNDJSON, FormatCSV, FormatGeoJSON, FormatJSON, FormatGoGoCarto, FormatOSMXML, FormatPBF}

// Unit returns what [Record.Line] counts: "line" where a file has lines that a
// person can go to, else "feature", "row", "element" or "object".
func (f Format) Unit() string {
	switch f {
	case FormatGeoJSON:
		return "feature"
	case FormatJSON:
		return "row"
	case FormatGoGoCarto:
		return "element"
	case FormatOSMXML, FormatPBF:
		return "object"
	}
	return "line"
}

// headSize is how much of the beginning of a file its format is told from.
const headSize = 64 << 10

// Detect returns the format of a file, gzip or not, by its beginning. The error
// wraps [ErrUnreadable] and says what the file is instead, and what to do.
func Detect(r io.Reader) (Format, error) {
	content, err := Decompressed(r)
	if err != nil {
		return "", err
	}
	return (&Options{}).formatOf(content)
}

// formatOf returns the format of a file: the one that the options say, else the
// one that its beginning tells.
func (o *Options) formatOf(content *bufio.Reader) (Format, error) {
	if o.Format != "" {
		return o.Format, nil
	}
	head, err := content.Peek(headSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		return "", unreadable(err)
	}
	return formatOf(head)
}

// fileError says why a file is none that can be read, in words for people alone.
type fileError struct{ reason string }

func (e *fileError) Error() string { return e.reason }
func (e *fileError) Unwrap() error { return ErrUnreadable }

func unusable(format string, args ...any) error { return &fileError{fmt.Sprintf(format, args...)} }

// signatures are the first bytes of files that people take for tables.
var signatures = []struct{ begin, reason string }{
	{"PK\x03\x04", "it is a spreadsheet (xlsx, ods) or another ZIP archive: open it, save the sheet as CSV (UTF-8), and import that"},
	{"\xd0\xcf\x11\xe0", "it is an old Excel or Word file: open it, save the sheet as CSV (UTF-8), and import that"},
	{"BEGIN:VCALENDAR", "it is a calendar (iCalendar), and calendars are not imported yet: make a table of its events, with a name and a place, and import that as CSV"},
	{"%PDF", "it is a PDF: ask its publisher for the table, as CSV or GeoJSON"},
	{"{\\rtf", "it is a text of a word processor: put its content into a spreadsheet and save that as CSV (UTF-8)"},
}

func formatOf(head []byte) (Format, error) {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return "", unusable("%s", s.reason)
		}
	}
	if isPBF(head) {
		return FormatPBF, nil
	}
	if isUTF16(head) {
		return FormatCSV, nil
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")
	switch {
	case len(text) == 0:
		return "", unusable("the file is empty: was it saved or downloaded whole?")
	case text[0] == '<':
		return markupForm(text)
	case isBinary(text):
		return "", unusable("it is a binary file: import CSV, GeoJSON, NDJSON, GoGoCarto's JSON or OpenStreetMap's files")
	case text[0] == '{' || text[0] == '[' || text[0] == recordSeparator:
		return jsonForm(text)
	}
	return FormatCSV, nil
}

// isPBF reports whether head begins with the header block of OpenStreetMap's
// protocol buffers: four bytes of length, then the name of the block.
func isPBF(head []byte) bool {
	return len(head) > 15 && head[0] == 0 && string(head[4:15]) == "\x0a\x09OSMHeader"
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
}

// isBinary reports whether a text holds characters that no text has.
func isBinary(text []byte) bool {
	return bytes.ContainsFunc(text[:min(len(text), 4096)], func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != recordSeparator && r != 0x1b
	})
}

func markupForm(text []byte) (Format, error) {
	lower := strings.ToLower(string(text[:min(len(text), 4096)]))
	switch {
	case strings.Contains(lower, "<osm"):
		return FormatOSMXML, nil
	case strings.Contains(lower, "<!doctype html"), strings.Contains(lower, "<html"):
		return "", unusable("it is a web page, not data: open the address in a browser and save what its download button gives")
	case strings.Contains(lower, "<kml"), strings.Contains(lower, "<gpx"):
		return "", unusable("it is KML or GPX: convert it to GeoJSON, with QGIS, uMap or ogr2ogr, and import that")
	}
	return "", unusable("it is XML of a form that is not read here: ask its publisher for CSV or GeoJSON")
}

var errNoList = &fileError{`it is JSON that holds no list of elements: expected a GeoJSON FeatureCollection, GoGoCarto's {"data": [...]}, ` +
	`a list of objects, or one object with a "name" a line`}

// jsonForm tells forms of JSON apart by the members of the first object.
func jsonForm(text []byte) (Format, error) {
	if text[0] == recordSeparator {
		return FormatGeoJSON, nil
	}
	if text[0] == '[' {
		if rest := bytes.TrimLeft(text[1:], " \t\r\n"); len(rest) > 0 && rest[0] != '{' {
			return "", errNoList
		}
		return FormatJSON, nil
	}
	first := json.NewDecoder(bytes.NewReader(text))
	first.Token() // the brace
	named := false
	for first.More() {
		key, err := first.Token()
		if err != nil {
			break // cut off by the end of the head, or no JSON: a bad line
		}
		var value json.RawMessage
		wholeErr := first.Decode(&value)
		if format, err := formOfMember(key.(string), value, text[first.InputOffset():]); format != "" || err != nil {
			return format, err
		}
		named = named || key == "name" || key == "kind"
		if wholeErr != nil {
			break
		}
	}
	line, rest, more := bytes.Cut(text, []byte("\n"))
	next, _, _ := bytes.Cut(rest, []byte("\n"))
	switch {
	case more && !json.Valid(line) && !json.Valid(next), // one object on several lines
		!named && json.Valid(line) && len(bytes.TrimSpace(rest)) == 0: // one object that has no name
		return "", errNoList
	}
	return FormatNDJSON, nil
}

// formOfMember returns the form that a member of the first object betrays; rest
// is the text from it on when its value is too long to be had whole.
func formOfMember(key string, value, rest []byte) (Format, error) {
	if value == nil {
		value = bytes.TrimLeft(rest, " \t\r\n:")
	}
	isList := len(value) > 0 && value[0] == '['
	switch key {
	case "kind":
		return FormatNDJSON, nil
	case "type":
		var name string
		json.Unmarshal(value, &name)
		if name == "Topology" {
			return "", unusable("it is TopoJSON: convert it to GeoJSON and import that")
		}
		if geoJSONTypes[name] {
			return FormatGeoJSON, nil
		}
	case "features":
		if isList {
			return FormatGeoJSON, nil
		}
	case "ontology":
		return FormatGoGoCarto, nil
	case "data":
		if isList {
			return FormatGoGoCarto, nil
		}
	case "osm3s":
		return "", unusable("it is Overpass's JSON: ask Overpass for [out:xml], which is read here")
	}
	return "", nil
}

var geoJSONTypes = setOf("FeatureCollection", "Feature", "Point", "MultiPoint", "LineString", "MultiLineString",
	"Polygon", "MultiPolygon", "GeometryCollection")

// damaged counts the characters of s that somebody destroyed before it came here.
func damaged(s string) int { return strings.Count(s, string(utf8.RuneError)) }
