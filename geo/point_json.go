package geo

import (
	"bytes"
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// Nearly every geometry is a point. Its JSON form is written and read here, in a
// tenth of the time that encoding/json takes; the bytes are the same.
const (
	pointStart = `{"type":"Point","coordinates":[`
	pointEnd   = `]}`
)

// AppendJSON appends what [Geometry.MarshalJSON] returns to b.
func (g Geometry) AppendJSON(b []byte) ([]byte, error) {
	if point, ok := g.shape.(orb.Point); ok && isPlain(point[0]) && isPlain(point[1]) {
		b = append(b, pointStart...)
		b = strconv.AppendFloat(b, point[0], 'f', -1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, point[1], 'f', -1, 64)
		return append(b, pointEnd...), nil
	}
	text, err := g.marshalShape()
	return append(b, text...), err
}

// isPlain reports whether encoding/json writes v without an exponent.
func isPlain(v float64) bool {
	size := math.Abs(v)
	return v == 0 || size >= 1e-6 && size < 1e21
}

// readPoint reads the form that [Geometry.AppendJSON] writes of a point, and
// reports false for any other text, be it a geometry or not.
func readPoint(text []byte) (p orb.Point, ok bool) {
	text, starts := bytes.CutPrefix(text, []byte(pointStart))
	text, ends := bytes.CutSuffix(text, []byte(pointEnd))
	lon, lat, two := bytes.Cut(text, []byte{','})
	if !starts || !ends || !two || !isDecimal(lon) || !isDecimal(lat) {
		return p, false
	}
	var err1, err2 error
	p[0], err1 = strconv.ParseFloat(string(lon), 64)
	p[1], err2 = strconv.ParseFloat(string(lat), 64)
	return p, err1 == nil && err2 == nil
}

// isDecimal reports whether text is a JSON number without an exponent.
func isDecimal(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte{'-'})
	whole, fraction, dotted := bytes.Cut(text, []byte{'.'})
	if len(whole) > 1 && whole[0] == '0' || dotted && !areDigits(fraction) {
		return false
	}
	return areDigits(whole)
}

func areDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}
