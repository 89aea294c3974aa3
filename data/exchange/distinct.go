package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strings"

	"maillage/data"
)

// distinct gives every record of a file an id of its own, the same one when the
// file is read again. It keeps some 60 bytes a record.
type distinct struct {
	seed maphash.Seed
	seen map[uint64][]uint64 // hash of an id to those of what has it
}

func newDistinct() *distinct { return &distinct{maphash.MakeSeed(), map[uint64][]uint64{}} }

// identify sees to the id of a record in its source. One without gets a hash of
// its name and place. An id that something else of the file has gets a number
// behind, "~2" for the second; a record that is there twice keeps one id, so that
// it is a repeat.
func (d *distinct) identify(e *data.Element, w *warnings) {
	if !e.ID.IsZero() && e.Source.ID == "" {
		return
	}
	place, _ := e.Geometry.MarshalJSON()
	about := strings.Join([]string{data.Fold(e.Name), string(place), data.Fold(e.Address.Street), e.Address.PostalCode, data.Fold(e.Address.Locality)}, "\x00")
	same := about
	given := e.Source.ID != ""
	if !given {
		sum := sha256.Sum256([]byte(about))
		e.Source.ID = "row-" + hex.EncodeToString(sum[:8])
		content, _ := json.Marshal(e)
		same = string(content)
	}
	key := maphash.String(d.seed, e.Source.Name+"\x00"+e.Source.ID)
	sameKey := maphash.String(d.seed, same)
	for i, other := range d.seen[key] {
		if other == sameKey {
			e.Source.ID = numbered(e.Source.ID, i)
			return
		}
	}
	n := len(d.seen[key])
	d.seen[key] = append(d.seen[key], sameKey)
	if n > 0 && given {
		w.add("id", "%q is the id of another record of this file too: taken as %q", shortened(e.Source.ID), shortened(numbered(e.Source.ID, n)))
	}
	e.Source.ID = numbered(e.Source.ID, n)
}

func numbered(id string, before int) string {
	if before == 0 {
		return id
	}
	return fmt.Sprintf("%s~%d", id, before+1)
}
