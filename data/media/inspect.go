package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"slices"
)

var errPhotoDamaged = &PictureError{"photo_damaged", nil, "the photo is damaged, or its file is not whole: save it again, or give another"}

// header is what a file says of its photo before its points are read.
type header struct {
	width, height int // pixels
	memory        int // bytes that reading it takes, about
	scans         int // how often it goes over its points
	orientation   int // of EXIF, 1 to 8
}

// inspect reads what a file says of its photo, and refuses what is too large to be
// read. The error is a [*PictureError].
func inspect(given []byte) (header, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(given))
	if err != nil || !slices.Contains(formats, format) {
		return header{}, &PictureError{"photo_format", nil, "this is not a photo in JPEG, PNG or WebP: save it as one of these"}
	}
	h := header{width: config.Width, height: config.Height, scans: 1, orientation: 1}
	if longest := max(h.width, h.height); longest > MaxPhotoSide || h.width*h.height > MaxPhotoPixels {
		return header{}, &PictureError{"photo_size", map[string]any{"width": h.width, "height": h.height, "most": MaxPhotoPixels / 1_000_000, "side": MaxPhotoSide},
			fmt.Sprintf("the photo has %d by %d pixels: at most %d million are taken, and %d a side", h.width, h.height, MaxPhotoPixels/1_000_000, MaxPhotoSide)}
	}
	if min(h.width, h.height) < MinPhotoSide {
		return header{}, &PictureError{"photo_small", map[string]any{"width": h.width, "height": h.height, "least": MinPhotoSide},
			fmt.Sprintf("the photo has %d by %d pixels: a side has %d at least", h.width, h.height, MinPhotoSide)}
	}
	switch format {
	case "jpeg":
		err = h.inspectJPEG(given)
	case "png":
		h.inspectPNG(given)
	default:
		h.inspectWebP(given)
	}
	if err == nil && (h.scans > maxScans || h.scans*h.width*h.height > maxScanned) {
		err = errPhotoDamaged
	}
	if err == nil && h.memory > MaxPhotoMemory {
		err = &PictureError{"photo_heavy", nil, "reading this photo takes too much memory: save it as an ordinary JPEG, or smaller"}
	}
	return h, err
}

// inspectJPEG walks over the segments of a JPEG (ITU-T T.81, annex B).
func (h *header) inspectJPEG(given []byte) error {
	h.scans = 0
	var isRGB bool
	for rest := given[2:]; ; {
		start := bytes.IndexByte(rest, 0xFF)
		if start < 0 || start+1 >= len(rest) {
			break // its end is missing: decoding says so
		}
		marker := rest[start+1]
		rest = rest[start+1:]
		if marker == 0xFF { // fills
			continue
		}
		rest = rest[1:]
		if marker == 0 || marker >= 0xD0 && marker <= 0xD8 || marker == 0x01 { // within a scan, or alone
			continue
		}
		if marker == 0xD9 || len(rest) < 2 { // the end of the picture
			break
		}
		length := int(binary.BigEndian.Uint16(rest))
		if length < 2 || length > len(rest) {
			break
		}
		segment := rest[2:length]
		rest = rest[length:]
		switch {
		case marker >= 0xC0 && marker <= 0xC2:
			if err := h.inspectFrame(segment, marker == 0xC2); err != nil {
				return err
			}
		case marker == 0xDA:
			h.scans++
		case marker == 0xE1 && bytes.HasPrefix(segment, exifMark):
			h.orientation = orientationOf(segment[len(exifMark):])
		case marker == 0xEE && len(segment) >= 12 && bytes.HasPrefix(segment, []byte("Adobe")):
			isRGB = segment[11] == 0
		}
	}
	if isRGB {
		h.memory += 4 * h.width * h.height
	}
	return nil
}

// inspectFrame reads the head of a frame: how the components are sampled, from
// which follows what image/jpeg takes to read them.
func (h *header) inspectFrame(segment []byte, progressive bool) error {
	if len(segment) < 6 || len(segment) < 6+3*int(segment[5]) {
		return errPhotoDamaged
	}
	components := segment[6:][:3*int(segment[5])]
	blocks, across, down := 0, 1, 1
	for c := range slices.Chunk(components, 3) {
		horizontal, vertical := int(c[1]>>4), int(c[1]&15)
		blocks += horizontal * vertical
		across, down = max(across, horizontal), max(down, vertical)
	}
	units := ((h.width + 8*across - 1) / (8 * across)) * ((h.height + 8*down - 1) / (8 * down))
	memory := blocks * units * 64
	if progressive {
		memory *= 1 + 4 // coefficients are kept until the last scan
	}
	if n := len(components) / 3; n == 4 || n == 3 && components[0] == 'R' && components[3] == 'G' && components[6] == 'B' {
		memory += 4 * h.width * h.height
	}
	h.memory = max(h.memory, memory) // a second frame, which is read no more, makes the first one no smaller
	return nil
}

// inspectPNG reads the head of a PNG, and looks for an orientation in its chunks.
func (h *header) inspectPNG(given []byte) {
	const depth, colour, interlace, first = 24, 25, 28, 33 // where they stand in a file
	h.memory = 4 * h.width * h.height
	switch {
	case given[depth] == 16:
		h.memory *= 2
	case given[colour] == 3: // a palette
		h.memory /= 4
	}
	if given[interlace] != 0 {
		h.memory *= 2
	}
	for rest := given[min(first, len(given)):]; len(rest) >= 12; {
		length := binary.BigEndian.Uint32(rest)
		if uint64(length)+12 > uint64(len(rest)) {
			return
		}
		if string(rest[4:8]) == "eXIf" {
			h.orientation = orientationOf(rest[8:][:length])
		}
		rest = rest[12+length:]
	}
}

// inspectWebP looks at the chunks of a WebP.
func (h *header) inspectWebP(given []byte) {
	h.memory = 7 * h.width * h.height // with transparency
	for rest := given[min(12, len(given)):]; len(rest) >= 8; {
		length := uint64(binary.LittleEndian.Uint32(rest[4:]))
		if length+8 > uint64(len(rest)) {
			length = uint64(len(rest)) - 8
		}
		switch string(rest[:4]) {
		case "VP8L":
			h.memory = 9 * h.width * h.height
		case "EXIF":
			h.orientation = orientationOf(bytes.TrimPrefix(rest[8:][:length], exifMark))
		}
		rest = rest[min(8+length+length%2, uint64(len(rest))):]
	}
}

// isHEIF reports whether a file is of the family that phones of Apple write, HEIC,
// or AVIF (ISO/IEC 23008-12).
func isHEIF(given []byte) bool {
	return len(given) >= 12 && string(given[4:8]) == "ftyp" &&
		slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}, string(given[8:12]))
}
