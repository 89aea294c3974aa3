package tiles

import (
	"encoding/binary"
	"slices"
	"sync"

	"maillage/data"
)

// The Mapbox Vector Tile format, version 2.1, as bytes. A tile is its layers
// one after the other, so tiles of different layers may be joined.
// https://github.com/mapbox/vector-tile-spec/tree/master/2.1
const (
	extent       = 4096 // units along a tile
	layerVersion = 2
)

// Field numbers of the format with their wire types: 0 a varint, 2 bytes
// preceded by their length.
const (
	tileLayers    = 3<<3 | 2
	layerName     = 1<<3 | 2
	layerFeatures = 2<<3 | 2
	layerKeys     = 3<<3 | 2
	layerValues   = 4<<3 | 2
	layerExtent   = 5 << 3
	layerNumber   = 15 << 3
	featureID     = 1 << 3
	featureTags   = 2<<3 | 2
	featureType   = 3 << 3
	featureShape  = 4<<3 | 2
	valueText     = 1<<3 | 2
	valueNumber   = 5 << 3
)

// The types of a feature's geometry.
const (
	typePoint   = 1
	typeLine    = 2
	typePolygon = 3
)

// layer is a layer being written. Draw a feature with point, points, lines or
// polygons; where that left something ([layer.drawn]) set its properties with
// text, number and their unique forms, then add it with feature.
type layer struct {
	name     string
	features []byte
	keys     []string // few, so looked up one by one
	values   []byte   // encoded
	count    uint64   // of values
	texts    map[string]uint64
	numbers  map[uint64]uint64

	// Of the feature being written: its tags, its geometry and where that
	// stands, and what goes before the geometry.
	tags, geometry, head []byte
	kind                 byte // of the geometry
	cursor               vertex
}

// layers keeps written layers: their memory serves the next one.
var layers = sync.Pool{New: func() any {
	return &layer{texts: map[string]uint64{}, numbers: map[uint64]uint64{}}
}}

// newLayer returns an empty layer. [layer.appendTo] ends its life.
func newLayer(name string) *layer {
	l := layers.Get().(*layer)
	l.name = name
	return l
}

func (l *layer) release() {
	l.features, l.values, l.count = l.features[:0], l.values[:0], 0
	clear(l.keys)
	l.keys = l.keys[:0]
	clear(l.texts)
	clear(l.numbers)
	layers.Put(l)
}

// text sets a property whose value other features may share.
func (l *layer) text(key, value string) {
	n, known := l.texts[value]
	if !known {
		n = l.addText(value)
		l.texts[value] = n
	}
	l.tag(key, n)
}

// uniqueText sets a property whose value no other feature of the layer has.
func (l *layer) uniqueText(key, value string) { l.tag(key, l.addText(value)) }

const hexadecimal = "0123456789abcdef"

// id sets the property id of an element.
func (l *layer) id(id data.ID) {
	const size = 36 // as text
	l.values = append(l.values, layerValues, size+2, valueText, size)
	for n, b := range id {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			l.values = append(l.values, '-')
		}
		l.values = append(l.values, hexadecimal[b>>4], hexadecimal[b&15])
	}
	l.count++
	l.tag("id", l.count-1)
}

// number sets a property whose value other features may share.
func (l *layer) number(key string, value uint64) {
	n, known := l.numbers[value]
	if !known {
		n = l.addNumber(value)
		l.numbers[value] = n
	}
	l.tag(key, n)
}

// uniqueNumber sets a property whose value no other feature of the layer has.
func (l *layer) uniqueNumber(key string, value uint64) { l.tag(key, l.addNumber(value)) }

func (l *layer) addNumber(value uint64) uint64 {
	l.values = append(l.values, layerValues, byte(1+varintSize(value)), valueNumber)
	l.values = binary.AppendUvarint(l.values, value)
	l.count++
	return l.count - 1
}

func (l *layer) addText(value string) uint64 {
	size := uint64(len(value))
	l.values = append(l.values, layerValues)
	l.values = binary.AppendUvarint(l.values, 1+uint64(varintSize(size))+size)
	l.values = append(l.values, valueText)
	l.values = binary.AppendUvarint(l.values, size)
	l.values = append(l.values, value...)
	l.count++
	return l.count - 1
}

func (l *layer) tag(key string, value uint64) {
	n := 0
	for n < len(l.keys) && l.keys[n] != key {
		n++
	}
	if n == len(l.keys) {
		l.keys = append(l.keys, key)
	}
	l.tags = binary.AppendUvarint(l.tags, uint64(n))
	l.tags = binary.AppendUvarint(l.tags, value)
}

// drawn reports whether the feature being written has a geometry.
func (l *layer) drawn() bool { return len(l.geometry) > 0 }

// feature adds the feature that was drawn and described, without an id when that
// is 0. One without a geometry is forgotten: the format has no such thing.
func (l *layer) feature(id uint64) {
	if l.drawn() {
		head := l.head[:0]
		if id != 0 {
			head = binary.AppendUvarint(append(head, featureID), id)
		}
		if len(l.tags) > 0 {
			head = binary.AppendUvarint(append(head, featureTags), uint64(len(l.tags)))
			head = append(head, l.tags...)
		}
		head = append(head, featureType, l.kind, featureShape)
		head = binary.AppendUvarint(head, uint64(len(l.geometry)))
		l.features = append(l.features, layerFeatures)
		l.features = binary.AppendUvarint(l.features, uint64(len(head)+len(l.geometry)))
		l.features = append(append(l.features, head...), l.geometry...)
		l.head = head
	}
	l.tags, l.geometry, l.cursor = l.tags[:0], l.geometry[:0], vertex{}
}

// appendTo appends the layer to a tile; nothing when it has no feature. The
// layer must not be used afterwards.
func (l *layer) appendTo(tile []byte) []byte {
	defer l.release()
	if len(l.features) == 0 {
		return tile
	}
	var head, keys []byte
	head = append(head, layerNumber, layerVersion, layerName)
	head = binary.AppendUvarint(head, uint64(len(l.name)))
	head = append(head, l.name...)
	for _, key := range l.keys {
		keys = append(keys, layerKeys)
		keys = binary.AppendUvarint(keys, uint64(len(key)))
		keys = append(keys, key...)
	}
	end := binary.AppendUvarint([]byte{layerExtent}, extent)

	size := len(head) + len(l.features) + len(keys) + len(l.values) + len(end)
	tile = slices.Grow(tile, size+6)
	tile = append(tile, tileLayers)
	tile = binary.AppendUvarint(tile, uint64(size))
	tile = append(tile, head...)
	tile = append(tile, l.features...)
	tile = append(tile, keys...)
	tile = append(tile, l.values...)
	return append(tile, end...)
}

// varintSize returns how many bytes v takes as a varint.
func varintSize(v uint64) int {
	size := 1
	for v >= 0x80 {
		v >>= 7
		size++
	}
	return size
}
