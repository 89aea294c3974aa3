package openstreetmap

import (
	"context"
	"encoding/xml"
	"errors"
	"io"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmxml"
)

// allowance is a reader that may be read a while, until more is allowed: it bounds
// what one object takes.
type allowance struct {
	from io.Reader
	left int
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errLarge
	}
	n, err := a.from.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

// scanXML reads OpenStreetMap's XML.
func scanXML(r io.Reader, take func(*object) error) error {
	in := &allowance{from: r, left: maxObject}
	scan := osmxml.New(context.Background(), in)
	defer scan.Close()
	for scan.Scan() {
		in.left = maxObject
		if o := fromXML(scan.Object()); o != nil {
			if err := take(o); err != nil {
				return err
			}
		}
	}
	err := scan.Err()
	if broken, ok := errors.AsType[*xml.SyntaxError](err); ok && broken.Msg == "unexpected EOF" {
		return io.ErrUnexpectedEOF
	}
	return err
}

func fromXML(read osm.Object) *object {
	switch read := read.(type) {
	case *osm.Node:
		return &object{kind: node, id: int64(read.ID), tags: tagMap(read.Tags), lon: read.Lon, lat: read.Lat}
	case *osm.Way:
		o := &object{kind: way, id: int64(read.ID), tags: tagMap(read.Tags)}
		for _, n := range read.Nodes {
			o.nodes = append(o.nodes, int64(n.ID))
		}
		return o
	case *osm.Relation:
		o := &object{kind: relation, id: int64(read.ID), tags: tagMap(read.Tags)}
		for _, m := range read.Members {
			if m.Type == osm.TypeWay {
				o.members = append(o.members, member{m.Ref, m.Role == "inner"})
			}
		}
		return o
	}
	return nil
}

func tagMap(tags osm.Tags) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	return tags.Map()
}
