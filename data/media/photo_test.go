package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// segment returns a segment of a JPEG.
func segment(marker byte, content string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(content)+2))
	return append(b, content...)
}

// withSegments puts segments at the begin of a JPEG.
func withSegments(given []byte, segments ...[]byte) []byte {
	out := append([]byte{}, given[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, given[2:]...)
}

// exif returns EXIF that says an orientation, and a secret in a text.
func exif(order binary.AppendByteOrder, orientation uint16) string {
	b := []byte("MM\x00*")
	if order.String() == "LittleEndian" {
		b = []byte("II*\x00")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(order.AppendUint16(b, 0x010F), 2) // who made the camera: a text
	b = order.AppendUint32(order.AppendUint32(b, 12), 38)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(b, 1), orientation), 0)
	return string(order.AppendUint32(b, 0)) + "SECRETMAKER\x00GPS48.1173N1.6778W"
}

// chunk returns a chunk of a PNG.
func chunk(name, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, name...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// quarter returns the colour at a point of a picture whose quarters are red, green,
// blue and black, seen the right way up.
func quarter(x, y, width, height int) color.RGBA {
	switch {
	case x < width/2 && y < height/2:
		return color.RGBA{0xFF, 0, 0, 0xFF}
	case y < height/2:
		return color.RGBA{0, 0xFF, 0, 0xFF}
	case x < width/2:
		return color.RGBA{0, 0, 0xFF, 0xFF}
	}
	return color.RGBA{0, 0, 0, 0xFF}
}

// lying returns quarters of a size as a camera stores them: its first row shows one
// side of what is seen, its first column another.
func lying(width, height int, row, column string) image.Image {
	onSide := row == "left" || row == "right"
	stored := image.NewRGBA(image.Rect(0, 0, width, height))
	if onSide {
		stored = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	from := map[string]func(x, y int) int{
		"top": func(_, y int) int { return y }, "bottom": func(_, y int) int { return height - 1 - y },
		"left": func(x, _ int) int { return x }, "right": func(x, _ int) int { return width - 1 - x },
	}
	for y := range height {
		for x := range width {
			stored.Set(from[column](x, y), from[row](x, y), quarter(x, y, width, height))
		}
	}
	return stored
}

func encodedJPEG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decoded(t testing.TB, given []byte) image.Image {
	t.Helper()
	picture, format, err := image.Decode(bytes.NewReader(given))
	if err != nil || format != "jpeg" {
		t.Fatalf("what is kept is a %s: %v, want a jpeg", format, err)
	}
	return picture
}

func near(a, b color.Color) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(a, b uint32) bool { return max(a, b)-min(a, b) > 0x3000 }
	return !far(ar, br) && !far(ag, bg) && !far(ab, bb)
}

// TestPhotoIsTheRightWayUp tries what TIFF 6.0 says of each orientation: which side
// the first row and the first column show.
func TestPhotoIsTheRightWayUp(t *testing.T) {
	sides := [][2]string{
		{"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"},
		{"left", "top"}, {"right", "top"}, {"right", "bottom"}, {"left", "bottom"},
	}
	for i, side := range sides {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, size := range []image.Point{{64, 48}, {1500, 1000}} {
				t.Run(fmt.Sprintf("orientation %d, %v, %v", i+1, order, size), func(t *testing.T) {
					given := encodedJPEG(t, lying(size.X, size.Y, side[0], side[1]))
					got, err := Photo(withSegments(given, segment(0xE1, "Exif\x00\x00"+exif(order, uint16(i+1)))))
					if err != nil {
						t.Fatal(err)
					}
					for _, form := range [][]byte{got.Large, got.Small} {
						picture := decoded(t, form)
						width, height := picture.Bounds().Dx(), picture.Bounds().Dy()
						if width <= height {
							t.Fatalf("it is %d by %d: it lies on its side", width, height)
						}
						for _, at := range [][2]int{{width / 4, height / 4}, {width * 3 / 4, height / 4}, {width / 4, height * 3 / 4}, {width * 3 / 4, height * 3 / 4}} {
							if got, want := picture.At(at[0], at[1]), quarter(at[0], at[1], width, height); !near(got, want) {
								t.Errorf("at %v is %v, want %v", at, got, want)
							}
						}
					}
				})
			}
		}
	}
}

func TestPhotoHasTwoForms(t *testing.T) {
	tests := []struct {
		name         string
		given        []byte
		large, small image.Point
	}{
		{"a small one stays as large as it is", asJPEG(t, 200, 100), image.Pt(200, 100), image.Pt(200, 100)},
		{"one in between shrinks for lists", asJPEG(t, 1000, 500), image.Pt(1000, 500), image.Pt(320, 160)},
		{"a large one shrinks", asJPEG(t, 4032, 3024), image.Pt(1280, 960), image.Pt(320, 240)},
		{"one on its side", asJPEG(t, 3024, 4032), image.Pt(960, 1280), image.Pt(240, 320)},
		{"a very wide one", asPNG(t, 12_000, 32), image.Pt(1280, 3), image.Pt(320, 1)},
		{"a PNG", asPNG(t, 640, 480), image.Pt(640, 480), image.Pt(320, 240)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Photo(tt.given)
			if err != nil {
				t.Fatal(err)
			}
			large, small := decoded(t, got.Large).Bounds().Size(), decoded(t, got.Small).Bounds().Size()
			if large != tt.large || small != tt.small || got.Width != large.X || got.Height != large.Y {
				t.Errorf("it is %v (said to be %d by %d) and %v, want %v and %v", large, got.Width, got.Height, small, tt.large, tt.small)
			}
			again, err := Photo(tt.given)
			if err != nil || !bytes.Equal(again.Large, got.Large) {
				t.Errorf("given again it is another one: %v", err)
			}
		})
	}
}

// TestPhotoTellsNothingElse looks for what hid in a file among the bytes that are
// kept.
func TestPhotoTellsNothingElse(t *testing.T) {
	const secret, script = "SECRET", "<script>alert(1)</script>"
	icc := "ICC_PROFILE\x00\x01\x01" + secret
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + secret + "</x:xmpmeta>"
	thumbnail := string(asJPEG(t, 40, 40)) + secret
	inJPEG := withSegments(encodedJPEG(t, lying(64, 48, "top", "left")),
		segment(0xE1, "Exif\x00\x00"+exif(binary.BigEndian, 1)+thumbnail), segment(0xE1, xmp), segment(0xE2, icc),
		segment(0xED, "Photoshop 3.0\x008BIM"+secret), segment(0xFE, script+secret))
	plain := asPNG(t, 64, 48)
	inPNG := append(append([]byte{}, plain[:33]...), chunk("tEXt", "Comment\x00"+secret)...)
	inPNG = append(append(inPNG, chunk("eXIf", exif(binary.LittleEndian, 1))...), plain[33:]...)
	for name, given := range map[string][]byte{
		"a JPEG with all that cameras and programs add": inJPEG,
		"a JPEG with a page behind it":                  append(bytes.Clone(inJPEG), "<html>"+script+secret...),
		"a PNG with texts":                              append(inPNG, secret...),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Photo(given)
			if err != nil {
				t.Fatal(err)
			}
			for _, form := range [][]byte{got.Large, got.Small} {
				for _, hidden := range []string{secret, "script", "Exif", "GPS", "ICC", "xmp", "JFXX", "Photoshop", "MM\x00*", "II*\x00"} {
					if bytes.Contains(bytes.ToLower(form), []byte(strings.ToLower(hidden))) {
						t.Errorf("what is kept holds %q", hidden)
					}
				}
				for _, marker := range []byte{0xE1, 0xE2, 0xED, 0xFE} {
					if bytes.Contains(form[:200], []byte{0xFF, marker}) {
						t.Errorf("what is kept has a segment %X", marker)
					}
				}
			}
		})
	}
}

func TestPhotoIsOnWhiteWhereItIsTransparent(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(0, 0, 64, 64)) // all transparent
	for y := range 64 {
		for x := range 32 {
			picture.Set(x, y, color.NRGBA{0xC0, 0, 0, 0xFF})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	got, err := Photo(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	kept := decoded(t, got.Large)
	if at := kept.At(48, 32); !near(at, color.White) {
		t.Errorf("what was transparent is %v, want white", at)
	}
	if at := kept.At(16, 32); !near(at, color.NRGBA{0xC0, 0, 0, 0xFF}) {
		t.Errorf("what was red is %v", at)
	}
}

// rescanned returns a JPEG that goes over its points once more for each of n.
func rescanned(t testing.TB, n int) []byte {
	given := asJPEG(t, 64, 64)
	scan := given[bytes.LastIndex(given, startOfScan) : len(given)-2]
	out := bytes.Clone(given[:len(given)-2])
	for range n {
		out = append(out, scan...)
	}
	return append(out, 0xFF, 0xD9)
}

// claiming returns a JPEG whose frame claims a size, progressive or not.
func claiming(t testing.TB, width, height uint16, progressive bool) []byte {
	given := asJPEG(t, 64, 64)
	at := bytes.Index(given, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(given[at+5:], height)
	binary.BigEndian.PutUint16(given[at+7:], width)
	if progressive {
		given[at+1] = 0xC2
	}
	return given
}

func TestPhotoRefuses(t *testing.T) {
	whole := asJPEG(t, 640, 640)
	heic := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
	tests := []struct {
		name  string
		given []byte
		rule  string
	}{
		{"nothing", nil, "photo_format"},
		{"a drawing that may run scripts", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "photo_format"},
		{"a page", []byte("<!doctype html><script>alert(1)</script>"), "photo_format"},
		{"the begin of a JPEG before a page", []byte("\xFF\xD8\xFF\xE0<!doctype html><script>alert(1)</script>"), "photo_format"},
		{"a GIF", []byte("GIF89a\x40\x00\x40\x00\x00\x00\x00;"), "photo_format"},
		{"a photo of an iPhone", []byte(heic), "photo_heic"},
		{"too many bytes", append(bytes.Clone(whole), make([]byte, MaxPhotoBytes)...), "photo_bytes"},
		{"an icon", asPNG(t, 640, 16), "photo_small"},
		{"a PNG that claims to be 60,000 points a side", boastful(t, 60_000), "photo_size"},
		{"a PNG that claims to be 12,000 points a side", boastful(t, 12_000), "photo_size"},
		{"a JPEG that claims to be 65,535 points a side", claiming(t, 65_535, 65_535, false), "photo_size"},
		{"a line of 12,001 points", asPNG(t, 12_001, 40), "photo_size"},
		{"a progressive JPEG that would take 600 MB", claiming(t, 8000, 6000, true), "photo_heavy"},
		{"one that claims to be small and simple further on", append(claiming(t, 8000, 6000, true), claiming(t, 64, 64, false)[2:]...), "photo_heavy"},
		{"a PNG that has no points behind its head", boastful(t, 6000), "photo_damaged"},
		{"a JPEG scanned over and over", rescanned(t, maxScans), "photo_damaged"},
		{"half a JPEG", whole[:len(whole)/2], "photo_damaged"},
		{"a JPEG without its end", whole[:len(whole)-300], "photo_damaged"},
		{"half a PNG", asPNG(t, 64, 64)[:80], "photo_damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Photo(tt.given)
			refused, ok := errors.AsType[*PictureError](err)
			if got.Large != nil || !ok || refused.Rule != tt.rule || !errors.Is(err, ErrPicture) || err.Error() == "" {
				t.Errorf("Photo = %d bytes, %v, want a refusal of %s", len(got.Large), err, tt.rule)
			}
		})
	}
}

// TestPhotoOfManyPointsAndFewBytes takes what a bomb looks like when it is within
// the bounds: one colour over 48 million points, in some kilobytes.
func TestPhotoOfManyPointsAndFewBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	var b bytes.Buffer
	picture := image.NewPaletted(image.Rect(0, 0, 8000, 6000), color.Palette{color.White, color.Black})
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	got, err := Photo(b.Bytes())
	if err != nil || got.Width != 1280 || got.Height != 960 {
		t.Errorf("%d bytes became %d by %d: %v", b.Len(), got.Width, got.Height, err)
	}
}

// FuzzPhoto checks that whatever is given, what comes out are two small JPEGs, or
// nothing with a reason.
func FuzzPhoto(f *testing.F) {
	f.Add(asPNG(f, 40, 40))
	f.Add(withSegments(asJPEG(f, 40, 40), segment(0xE1, "Exif\x00\x00"+exif(binary.BigEndian, 6))))
	f.Add(boastful(f, 600))
	f.Add(rescanned(f, 3))
	f.Add(claiming(f, 300, 300, true))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x27\xc0\x09\x00\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, given []byte) {
		got, err := Photo(given)
		if err != nil {
			if _, ok := errors.AsType[*PictureError](err); !ok || got.Large != nil {
				t.Errorf("Photo = %d bytes, %v", len(got.Large), err)
			}
			return
		}
		for side, form := range map[int][]byte{LargeSide: got.Large, SmallSide: got.Small} {
			size, format, err := image.DecodeConfig(bytes.NewReader(form))
			if err != nil || format != "jpeg" || max(size.Width, size.Height) > side {
				t.Errorf("a form is a %s of %d by %d: %v", format, size.Width, size.Height, err)
			}
		}
	})
}

// FuzzOrientation checks that EXIF of any sort says an orientation, the first when
// it says none.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte(exif(binary.LittleEndian, 6)))
	f.Add([]byte(exif(binary.BigEndian, 9)))
	f.Fuzz(func(t *testing.T, given []byte) {
		if got := orientationOf(given); got < 1 || got > 8 {
			t.Errorf("the orientation is %d", got)
		}
	})
}
