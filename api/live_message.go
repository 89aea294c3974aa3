package api

import (
	"encoding/json"
	"fmt"

	"maillage/tiles"
)

// maxPlaces bounds the places of a message: a map that has to look at more had
// better ask for all it shows.
const maxPlaces = 256

// news is what a message of the live stream says.
type news struct {
	Sequence int64 `json:"sequence"`
	// All says that anything may have changed; then nothing more is said.
	All bool `json:"all,omitempty"`
	// Changes is how many elements are new, different or gone.
	Changes int `json:"changes"`
	// Places are where they were and are: west, north, east and south of squares
	// of the zoom Zoom, all included. Elements without a place have none.
	Zoom   uint32      `json:"zoom,omitempty"`
	Places [][4]uint32 `json:"places,omitempty"`
}

// newsOf returns what a client is told of some elements and where they were and
// are, up to a change of the log.
func newsOf(sequence int64, elements map[int64]bool, places map[tiles.Changed]bool) news {
	if len(places) > maxPlaces {
		return news{Sequence: sequence, All: true}
	}
	n := news{Sequence: sequence, Changes: len(elements)}
	for p := range places {
		n.Zoom = tiles.ChangedZoom
		n.Places = append(n.Places, [4]uint32{p.West, p.North, p.East, p.South})
	}
	return n
}

// isNothing reports whether there is nothing to tell.
func (n news) isNothing() bool { return !n.All && n.Changes == 0 }

// event writes n down as an event of a stream.
func (n news) event() []byte {
	body, err := json.Marshal(n)
	if err != nil { // never: it is numbers
		panic(err)
	}
	return fmt.Appendf(nil, "event: tiles\nid: %d\ndata: %s\n\n", n.Sequence, body)
}
