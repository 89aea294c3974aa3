// Package demo holds a small invented commons, so that whoever starts Maillage
// for the first time finds a map with something on it.
//
// Everything in elements.ndjson is made up: people, associations, places,
// ads. Nobody can be called or written to by accident, for telephone numbers
// come from the ranges that France keeps for fiction (and 06 39 98 for La
// Réunion, which has none of its own), addresses of pages and of mail from
// example.org. The communes of communes.geojson are real in name, code,
// postcodes and rough population; their outlines were drawn by hand from
// memory, neighbours sharing their corners, and are good for a demo alone: the
// real ones are imported in their place. Both files are ours, dedicated to the
// public domain (CC0-1.0).
//
// # Conventions
//
// Every element has a fixed id and a source, "demo" and a number, so that
// loading it again changes nothing. Those with a place lie in the outline of
// the commune they declare. demo reads only what is built into the program and
// writes nothing.
package demo

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"maillage/data"
)

//go:embed elements.ndjson
var elementLines []byte

// Elements returns the invented elements, all of them valid, in a fixed order.
// The caller owns them. An error means that the program was built from a
// damaged file.
func Elements() ([]data.Element, error) {
	var elements []data.Element
	lines := json.NewDecoder(bytes.NewReader(elementLines))
	lines.DisallowUnknownFields()
	for {
		var e data.Element
		err := lines.Decode(&e)
		if errors.Is(err, io.EOF) {
			return elements, nil
		}
		if err == nil {
			err = e.Validate()
		}
		if err != nil {
			return nil, fmt.Errorf("elements.ndjson of the demo, line %d: %w", len(elements)+1, err)
		}
		elements = append(elements, e)
	}
}
