package api

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"maillage/web"
)

// qrMargin is how many light modules stand around a QR code: readers need four.
const qrMargin = 4

// newQR returns the QR code of an address.
func newQR(address string) (*web.QR, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, fmt.Errorf("an address cannot be drawn: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+qrMargin, y+qrMargin, x-from, x-from)
			}
		}
	}
	return &web.QR{Size: code.Size + 2*qrMargin, Path: path.String()}, nil
}
