package geo

import (
	"fmt"

	"github.com/paulmach/orb/encoding/wkb"
)

// MarshalBinary writes well-known binary; no place is no byte.
func (g Geometry) MarshalBinary() ([]byte, error) {
	if g.shape == nil {
		return nil, nil
	}
	return wkb.Marshal(g.shape)
}

// UnmarshalBinary is the inverse of [Geometry.MarshalBinary]. The error wraps
// [ErrGeometry] or [ErrRange].
func (g *Geometry) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		*g = Geometry{}
		return nil
	}
	shape, err := wkb.Unmarshal(b)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrGeometry, err)
	}
	checked, err := NewGeometry(shape)
	if err != nil {
		return err
	}
	*g = checked
	return nil
}
