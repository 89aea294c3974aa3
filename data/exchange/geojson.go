package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"maillage/data"
)

// recordSeparator begins the values of a GeoJSON text sequence (RFC 8142).
const recordSeparator = 0x1e

// openGeoJSON begins to read a FeatureCollection, a feature, a geometry, or
// several of them, one a line.
func (r *Reading) openGeoJSON(content *bufio.Reader, o *Options) error {
	head, _ := content.Peek(headSize)
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n\x1e")
	content.Discard(len(head) - len(text))
	f := &featureReader{reading: r, options: o, ids: newDistinct(), layouts: map[string][]field{}, seen: map[string]int{}}
	if line, _, more := bytes.Cut(text, []byte("\n")); more && json.Valid(bytes.Trim(line, " \t\r\x1e")) && !isCollection(line) {
		r.Records = f.lines(&lines{from: content})
		return nil
	}
	if !isCollection(text) {
		r.Records = f.values(newValues(content))
		return nil
	}
	list, err := newMembers(content, "features", member)
	if errors.Is(err, errNoMember) {
		return unusable("the collection has no features")
	}
	if err != nil {
		return err
	}
	r.Records = list.each(f.record, member, "the collection has no feature in it")
	return nil
}

// isCollection reports whether the first object of a text is a FeatureCollection,
// or has features of any other name.
func isCollection(text []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.Token()
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return false
		}
		if key == "features" {
			return true
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return false
		}
		if key == "type" {
			return string(value) == `"FeatureCollection"`
		}
	}
	return false
}

// member checks a member of a collection beside its features.
func member(name string, value json.RawMessage) error {
	if name != "crs" {
		return nil
	}
	var crs struct{ Properties struct{ Name string } }
	json.Unmarshal(value, &crs)
	reference := strings.ToUpper(crs.Properties.Name)
	for _, degrees := range []string{"CRS84", "4326", "4258", "4171", "4979"} { // WGS 84, and what is within a metre of it
		if strings.HasSuffix(reference, degrees) {
			return nil
		}
	}
	if reference == "" {
		return nil
	}
	return unusable("its coordinates are in %q, not in WGS 84 degrees: convert it, with QGIS or ogr2ogr -t_srs EPSG:4326, and import that",
		shortened(crs.Properties.Name))
}

// featureReader makes records of features: their properties are the columns of a
// table, but those of our own exports are elements.
type featureReader struct {
	reading *Reading
	options *Options
	ids     *distinct
	layouts map[string][]field // by the names of properties
	seen    map[string]int     // properties, to their place among the columns
}

func (f *featureReader) values(list *features) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for n := 1; ; n++ {
			list.in.left = MaxFeature
			var raw json.RawMessage
			err := list.decoder.Decode(&raw)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(BrokenOff(n, err))
				return
			}
			if !yield(f.record(n, raw)) {
				return
			}
		}
	}
}

func (f *featureReader) lines(in *lines) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for n := 1; ; {
			line, err := in.next()
			if err == io.EOF {
				return
			}
			if line = bytes.Trim(line, " \t\r\x1e"); err == nil && len(line) == 0 {
				continue
			}
			var record Record
			switch {
			case errors.Is(err, ErrUnreadable):
				record = BrokenOff(n, err)
			case err != nil:
				record = Refused(n, err)
			default:
				record = f.record(n, line)
			}
			if !yield(record) || errors.Is(err, ErrUnreadable) {
				return
			}
			n++
		}
	}
}

// record reads a feature, or a geometry alone, which has no name.
func (f *featureReader) record(n int, raw json.RawMessage) Record {
	var read struct {
		Type       string                     `json:"type"`
		ID         looseText                  `json:"id"`
		Geometry   json.RawMessage            `json:"geometry"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		return Refused(n, jsonError(err))
	}
	if read.Type != "Feature" {
		if !geoJSONTypes[read.Type] {
			return Refused(n, fmt.Errorf("it is of the type %.20q, expected a Feature", read.Type))
		}
		read.Geometry, read.Properties = raw, nil
	}
	if isNative(string(read.ID), read.Properties) {
		return f.native(n, read.Geometry, read.Properties)
	}
	return f.foreign(n, string(read.ID), read.Geometry, read.Properties)
}

// isNative tells features of our own exports from those of others, which may well
// have a kind and a name too, but another id than ours.
func isNative(id string, properties map[string]json.RawMessage) bool {
	_, err := data.ParseID(id)
	return properties["kind"] != nil && properties["name"] != nil && (id == "" || err == nil)
}

// native reads a feature of our own exports, whose properties are an element's.
func (f *featureReader) native(n int, geometry json.RawMessage, properties map[string]json.RawMessage) Record {
	w := &warnings{}
	if len(geometry) > 0 {
		properties["geometry"] = geometry
	}
	line, err := json.Marshal(properties)
	if err != nil {
		return Refused(n, err)
	}
	e, err := readNative(line, w)
	if err != nil {
		return Refused(n, err)
	}
	return Taken(n, e, w.list)
}

func (f *featureReader) foreign(n int, id string, geometry json.RawMessage, properties map[string]json.RawMessage) Record {
	names := slices.Sorted(maps.Keys(properties))
	values, destroyed := row{}, 0
	for i, holds := range f.layout(names) {
		value := propertyText(properties[names[i]])
		destroyed += damaged(value)
		if holds != fieldGeometry || len(geometry) == 0 {
			values.add(holds, value)
		}
	}
	if id != "" { // the feature's own id is surer than any property
		values[fieldID] = []string{id}
	}
	if len(geometry) > 0 && string(geometry) != "null" {
		delete(values, fieldLatitude)
		delete(values, fieldLongitude)
		delete(values, fieldPosition)
		values[fieldGeometry] = []string{string(geometry)}
	}
	w := &warnings{}
	f.reading.damage(destroyed, w)
	return rowRecord(n, values, f.options, false, f.ids, w)
}

// layout returns what the properties called names hold, and keeps it for the next
// feature that has the same.
func (f *featureReader) layout(names []string) []field {
	const most = 1000
	key := strings.Join(names, "\x00")
	fields, ok := f.layouts[key]
	if ok {
		return fields
	}
	fields = f.options.Mapping.resolve(names)
	if len(f.layouts) < most && len(key) < 1<<16 {
		f.layouts[key] = fields
	}
	for i, name := range names {
		at, known := f.seen[name]
		if !known && len(f.seen) < MaxColumns {
			at, known = len(f.reading.columns), true
			f.seen[name] = at
			f.reading.columns = append(f.reading.columns, Column{Name: name})
		}
		if known && fields[i] != "" {
			f.reading.columns[at].Field = string(fields[i])
		}
	}
	return fields
}
