package openstreetmap

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"maillage/data/exchange"
	"maillage/geo"
)

// Read reads the named elements of a file of OpenStreetMap in the format
// [exchange.FormatOSMXML] or [exchange.FormatPBF], gzip or not. It opens the file
// three times with open and closes it each time. Records are numbered from 1;
// after one whose Err wraps [exchange.ErrUnreadable] nothing follows.
func Read(open func() (io.ReadCloser, error), format exchange.Format) iter.Seq[exchange.Record] {
	return func(yield func(exchange.Record) bool) {
		r := &reader{
			scan:   scannerOf(open, format),
			yield:  yield,
			places: map[int64]geo.Point{}, ways: map[int64][]int64{},
		}
		err := r.scan(r.noteRelation)
		if err == nil {
			err = r.scan(r.noteWay)
		}
		if err == nil {
			err = r.scan(r.read)
		}
		switch {
		case err == nil && r.records == 0:
			err = errors.New("it holds no object with a name and one of the tags that are taken: is it an extract of the right place?")
			fallthrough
		case err != nil && !errors.Is(err, errStop):
			yield(exchange.BrokenOff(r.records+1, err))
		}
	}
}

func scannerOf(open func() (io.ReadCloser, error), format exchange.Format) scanner {
	return func(take func(*object) error) error {
		file, err := open()
		if err != nil {
			return err
		}
		defer file.Close()
		content, err := exchange.Decompressed(file)
		if err != nil {
			return err
		}
		if format == exchange.FormatPBF {
			return scanPBF(content, take)
		}
		return scanXML(content, take)
	}
}

// maxPlaces bounds what is remembered between the readings of a file: the ways of
// the relations that are elements, and the nodes of the ways. Those of France are
// some three million.
const maxPlaces = 50_000_000

var errManyPlaces = fmt.Errorf("its ways and relations need more than %d parts: import extracts of its parts", maxPlaces)

// reader holds what is known of a file between its readings.
type reader struct {
	scan    scanner
	yield   func(exchange.Record) bool
	records int
	places  map[int64]geo.Point // of needed nodes; nowhere until they are read
	ways    map[int64][]int64   // the nodes of ways that relations need; nil until they are read
}

// nowhere is the place of a node that was not read yet.
var nowhere = geo.Point{Lon: 999}

func (r *reader) noteRelation(o *object) error {
	if o.kind == relation && wanted(o.tags) {
		for _, m := range o.members {
			r.ways[m.way] = nil
		}
	}
	if len(r.ways) > maxPlaces {
		return errManyPlaces
	}
	return nil
}

func (r *reader) noteWay(o *object) error {
	if o.kind != way {
		return nil
	}
	if _, needed := r.ways[o.id]; needed || wanted(o.tags) {
		for _, id := range o.nodes {
			r.places[id] = nowhere
		}
	}
	if len(r.places) > maxPlaces {
		return errManyPlaces
	}
	return nil
}

// read takes the elements. Nodes stand before ways and ways before relations, as
// in all files but a few that were sorted by somebody.
func (r *reader) read(o *object) error {
	switch o.kind {
	case node:
		if _, needed := r.places[o.id]; needed {
			r.places[o.id] = geo.Point{Lon: o.lon, Lat: o.lat}
		}
	case way:
		if _, needed := r.ways[o.id]; needed {
			r.ways[o.id] = o.nodes
		}
	}
	if !wanted(o.tags) {
		return nil
	}
	r.records++
	e := newElement(o)
	var warned []string
	shape, whole := r.shapeOf(o)
	if !whole {
		warned = append(warned, "geometry: a part of it is not in the file, it is shown as a point or not at all")
	}
	if shape != nil {
		g, err := geo.NewGeometry(shape)
		if errors.Is(err, geo.ErrRange) {
			if !r.yield(exchange.Refused(r.records, fmt.Errorf("%v: %w", o, err))) {
				return errStop
			}
			return nil
		}
		if err != nil {
			warned = append(warned, fmt.Sprintf("geometry: %v, left out", err))
		}
		e.Geometry = g
	}
	record := exchange.Taken(r.records, e, warned)
	if record.Err != nil {
		record.Err = fmt.Errorf("%w (%v)", record.Err, o)
	}
	if !r.yield(record) {
		return errStop
	}
	return nil
}
