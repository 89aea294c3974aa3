package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func painted(width, height int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 0xC0
	}
	picture.Set(0, 0, color.NRGBA{0xFF, 0, 0, 0xFF})
	return picture
}

func asPNG(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, painted(width, height)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, painted(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// boastful returns a PNG whose header claims a size that the file does not have.
func boastful(t testing.TB, side uint32) []byte {
	given := asPNG(t, 20, 20)
	binary.BigEndian.PutUint32(given[16:], side)
	binary.BigEndian.PutUint32(given[20:], side)
	binary.BigEndian.PutUint32(given[29:], crc32.ChecksumIEEE(given[12:29]))
	return given
}

func TestLogoIsAlwaysASmallPNG(t *testing.T) {
	tests := []struct {
		name          string
		given         []byte
		width, height int
	}{
		{"small enough stays", asPNG(t, 64, 32), 64, 32},
		{"a large one shrinks", asPNG(t, 2000, 1000), 512, 256},
		{"a tall one shrinks", asJPEG(t, 20, 4000), 2, 512},
		{"a photo becomes a PNG", asJPEG(t, 100, 80), 100, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Logo(tt.given)
			if err != nil {
				t.Fatal(err)
			}
			size, format, err := image.DecodeConfig(bytes.NewReader(got))
			if err != nil || format != "png" || size.Width != tt.width || size.Height != tt.height {
				t.Errorf("Logo is a %s of %d by %d (%v), want a png of %d by %d", format, size.Width, size.Height, err, tt.width, tt.height)
			}
		})
	}
}

func TestLogoRefuses(t *testing.T) {
	whole := asPNG(t, 64, 64)
	tests := []struct {
		name  string
		given []byte
		rule  string
	}{
		{"nothing", nil, "logo_format"},
		{"a drawing that may run scripts", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "logo_format"},
		{"a text", []byte(strings.Repeat("logo ", 100)), "logo_format"},
		{"too many bytes", append(whole, make([]byte, MaxLogoBytes)...), "logo_bytes"},
		{"too small", asPNG(t, 64, 8), "logo_size"},
		{"a bomb, before its points are read", boastful(t, 60000), "logo_size"},
		{"a JPEG scanned over and over", append(asJPEG(t, 64, 64), bytes.Repeat(startOfScan, maxScans)...), "logo_damaged"},
		{"half a file", whole[:len(whole)/2], "logo_damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Logo(tt.given)
			refused, ok := errors.AsType[*PictureError](err)
			if got != nil || !ok || refused.Rule != tt.rule || !errors.Is(err, ErrPicture) || err.Error() == "" {
				t.Errorf("Logo = %d bytes, %v, want a refusal of %s", len(got), err, tt.rule)
			}
		})
	}
}

// FuzzLogo checks that whatever is given, what comes out is a small PNG, or
// nothing with a reason.
func FuzzLogo(f *testing.F) {
	f.Add(asPNG(f, 20, 20))
	f.Add(asJPEG(f, 20, 20))
	f.Add(boastful(f, 600))
	f.Fuzz(func(t *testing.T, given []byte) {
		got, err := Logo(given)
		if err != nil {
			if _, ok := errors.AsType[*PictureError](err); !ok || got != nil {
				t.Errorf("Logo = %d bytes, %v", len(got), err)
			}
			return
		}
		size, format, err := image.DecodeConfig(bytes.NewReader(got))
		if err != nil || format != "png" || max(size.Width, size.Height) > LogoSide {
			t.Errorf("Logo is a %s of %d by %d: %v", format, size.Width, size.Height, err)
		}
	})
}
