package media

import "encoding/binary"

// exifMark begins what holds EXIF in a JPEG.
var exifMark = []byte("Exif\x00\x00")

// orientationOf returns the orientation that EXIF says, 1 to 8; 1 when it says none
// that can be read. Nothing else of it is looked at: no place, no thumbnail.
func orientationOf(exif []byte) int {
	const upright = 1
	if len(exif) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(exif[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return upright
	}
	first := uint64(order.Uint32(exif[4:])) // where the first directory begins
	if first+2 > uint64(len(exif)) {
		return upright
	}
	entries := exif[first+2:]
	for range order.Uint16(exif[first:]) {
		const size, tag, short = 12, 0x0112, 3
		if len(entries) < size {
			return upright
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if said := order.Uint16(entries[8:]); said >= 1 && said <= 8 {
				return int(said)
			}
			return upright
		}
		entries = entries[size:]
	}
	return upright
}
