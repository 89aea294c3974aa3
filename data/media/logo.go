package media

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what image.Decode reads
	"image/png"
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // what image.Decode reads
)

// Bounds of a logo.
const (
	MaxLogoBytes = 1 << 20 // of the file that is given
	MaxLogoGiven = 4096    // pixels a side of the picture that is given
	MinLogoGiven = 16      // pixels a side
	LogoSide     = 512     // pixels a side, at most, of what [Logo] returns
)

// maxScans bounds how often a progressive JPEG goes over its pixels. Cameras and
// programs write a dozen scans; a small file with thousands takes minutes.
const maxScans = 64

// startOfScan begins each scan of a JPEG, and stands nowhere in what is scanned.
var startOfScan = []byte{0xff, 0xda}

// ErrPicture marks a picture that is not taken.
var ErrPicture = errors.New("the picture cannot be taken")

// PictureError says why a picture is not taken. It unwraps to [ErrPicture].
type PictureError struct {
	Rule  string         // a stable word: logo_bytes, photo_format...
	Facts map[string]any // what a sentence about it names: texts and ints
	text  string
}

func (e *PictureError) Error() string { return e.text }
func (e *PictureError) Unwrap() error { return ErrPicture }

var errDamaged = &PictureError{"logo_damaged", nil, "the picture is damaged: save it again, or give another"}

// formats are the pictures that are read, by the names that package image gives
// them.
var formats = []string{"png", "jpeg", "webp"}

// Logo returns a picture as a PNG of at most [LogoSide] pixels a side, its
// proportions kept. The error is a [*PictureError].
func Logo(given []byte) ([]byte, error) {
	if len(given) > MaxLogoBytes {
		return nil, &PictureError{"logo_bytes", map[string]any{"most": MaxLogoBytes >> 10},
			fmt.Sprintf("the picture has more than %d kB: give a smaller one", MaxLogoBytes>>10)}
	}
	header, format, err := image.DecodeConfig(bytes.NewReader(given))
	if err != nil || !slices.Contains(formats, format) {
		return nil, &PictureError{"logo_format", nil, "this is not a picture in PNG, JPEG or WebP: save it as one of these"}
	}
	if min(header.Width, header.Height) < MinLogoGiven || max(header.Width, header.Height) > MaxLogoGiven {
		return nil, &PictureError{"logo_size", map[string]any{"width": header.Width, "height": header.Height, "least": MinLogoGiven, "most": MaxLogoGiven},
			fmt.Sprintf("the picture has %d by %d pixels: a side has %d to %d", header.Width, header.Height, MinLogoGiven, MaxLogoGiven)}
	}
	if format == "jpeg" && bytes.Count(given, startOfScan) > maxScans {
		return nil, errDamaged
	}
	picture, _, err := image.Decode(bytes.NewReader(given))
	if err != nil {
		return nil, errDamaged
	}
	var out bytes.Buffer
	if err := png.Encode(&out, fitted(picture)); err != nil {
		return nil, fmt.Errorf("cannot write a logo of %v: %w", picture.Bounds(), err)
	}
	return out.Bytes(), nil
}

// fitted returns a picture shrunk to the side of a logo, if it is larger.
func fitted(picture image.Image) image.Image {
	width, height := picture.Bounds().Dx(), picture.Bounds().Dy()
	if longest := max(width, height); longest > LogoSide {
		width, height = max(1, width*LogoSide/longest), max(1, height*LogoSide/longest)
	}
	small := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return small
}
