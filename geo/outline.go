package geo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/paulmach/orb"
)

// ErrOutline marks bytes that [EncodeOutline] did not write.
var ErrOutline = errors.New("not an outline")

// outlineUnits is how many units a degree has in an encoded outline: 1e-7
// degrees is a centimetre, finer than any published border.
const outlineUnits = 1e7

// EncodeOutline writes an outline in few bytes: for each polygon its number of
// rings, for each ring its number of points without the closing one, then each
// point as the difference to the point before, in units of 1e-7 degree.
// Numbers are varints, differences zigzag. Rings of fewer than three points
// have no inside and are left out, with their holes when they are outer rings.
// An empty outline is no bytes.
func EncodeOutline(outline orb.MultiPolygon) []byte {
	var text []byte
	var at [2]int64
	for _, polygon := range outline {
		rings := make(orb.Polygon, 0, len(polygon))
		for i, ring := range polygon {
			if ring = OpenRing(ring); len(ring) >= 3 {
				rings = append(rings, ring)
			} else if i == 0 {
				break
			}
		}
		if len(rings) == 0 {
			continue
		}
		text = binary.AppendUvarint(text, uint64(len(rings)))
		for _, ring := range rings {
			text = binary.AppendUvarint(text, uint64(len(ring)))
			for _, point := range ring {
				for axis := range 2 {
					units := int64(math.Round(point[axis] * outlineUnits))
					text = binary.AppendVarint(text, units-at[axis])
					at[axis] = units
				}
			}
		}
	}
	return text
}

// OpenRing returns ring without its closing point, if it has one; the memory is
// shared.
func OpenRing(ring orb.Ring) orb.Ring {
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		return ring[:n-1]
	}
	return ring
}

// DecodeOutline is the inverse of [EncodeOutline], to within half a unit. It
// allocates in proportion to len(text) whatever the bytes claim. The error
// wraps [ErrOutline] or, for a point off the Earth, [ErrRange].
func DecodeOutline(text []byte) (orb.MultiPolygon, error) {
	packed, err := ReadOutline(text)
	return packed.Unpack(), err
}

// outlineDecoder walks through an encoded outline.
type outlineDecoder struct {
	rest []byte
	at   [2]int64 // the last point, in units
}

// step goes to the next point, and reports whether there is a whole one.
func (d *outlineDecoder) step() bool {
	lon, m := difference(d.rest)
	if m <= 0 {
		return false
	}
	lat, n := difference(d.rest[m:])
	if n <= 0 {
		return false
	}
	d.rest = d.rest[m+n:]
	d.at[0] += lon // may wrap round: the survey of all points refuses it
	d.at[1] += lat
	return true
}

// difference is [binary.Varint]. Of up to four bytes, which nearly all take, it
// asks none by itself: their lengths follow no pattern that a processor could guess.
func difference(text []byte) (value int64, size int) {
	if len(text) >= 4 {
		word := binary.LittleEndian.Uint32(text)
		if ends := ^word & 0x80808080; ends != 0 {
			ends ^= ends - 1 // all bits up to the end of the last byte
			word &= ends
			zigzag := word&0x7F | word>>1&0x3F80 | word>>2&0x1FC000 | word>>3&0xFE00000
			return int64(zigzag>>1) ^ -int64(zigzag&1), bits.Len32(ends) / 8
		}
	}
	return binary.Varint(text)
}

func degreesOf(units [2]int64) orb.Point {
	return orb.Point{float64(units[0]) / outlineUnits, float64(units[1]) / outlineUnits}
}

// count reads how many things follow, at least least, each of which takes at
// least size bytes: no more can follow than the rest has room for.
func (d *outlineDecoder) count(least, size int) (int, error) {
	count, n := binary.Uvarint(d.rest)
	if n <= 0 {
		return 0, fmt.Errorf("%w: a count is missing", ErrOutline)
	}
	d.rest = d.rest[n:]
	if count < uint64(least) || count > uint64(len(d.rest)/size) {
		return 0, fmt.Errorf("%w: a count of %d with %d bytes to come", ErrOutline, count, len(d.rest))
	}
	return int(count), nil
}
