package tiles

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"maillage/geo"
)

// drawingFormat changes whenever the same content is drawn in another way, so
// that what browsers and caches hold is fetched again.
const drawingFormat = 5

// fingerprint stands for all that decides some content: two are the same only
// when that is. Nobody can make content with a fingerprint of their choice.
type fingerprint [16]byte

// What a fingerprint is of.
const (
	ofElements = iota + 1
	ofTerritories
)

// newFingerprint returns the fingerprint of a kind of content drawn from a
// source of a key, of a few numbers.
func newFingerprint(kind byte, key string, numbers ...uint64) fingerprint {
	var buffer [512]byte
	text := append(buffer[:0], drawingFormat, kind, byte(len(numbers)))
	for _, n := range numbers {
		text = binary.LittleEndian.AppendUint64(text, n)
	}
	sum := sha256.Sum256(append(text, key...))
	return fingerprint(sum[:16])
}

// etag returns the strong entity tag of a tile in an encoding.
func (f fingerprint) etag(e Encoding) string {
	var buffer [64]byte
	tag := base64.RawURLEncoding.AppendEncode(append(buffer[:0], '"'), f[:])
	return string(append(append(append(tag, '-'), cmp.Or(string(e), "identity")...), '"'))
}

func elementsKey(s Source, t geo.Tile, e Encoding) (fingerprint, error) {
	if err := checkTile(t, MaxElementsZoom); err != nil {
		return fingerprint{}, err
	}
	return newFingerprint(ofElements, s.Key(), e.number(), s.Version(t), uint64(t.Z), uint64(t.X), uint64(t.Y)), nil
}

func territoriesKey(version int64, t geo.Tile, e Encoding) (fingerprint, error) {
	if err := checkTile(t, MaxTerritoriesZoom); err != nil {
		return fingerprint{}, err
	}
	return newFingerprint(ofTerritories, "", e.number(), uint64(version), uint64(t.Z), uint64(t.X), uint64(t.Y)), nil
}
