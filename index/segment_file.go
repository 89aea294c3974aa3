package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"golang.org/x/sync/errgroup"
)

// A segment's file holds its arrays as they lie in memory:
//
//	magic, byte order, how many arrays
//	for each array: its length in bytes, CRC-32 (Castagnoli)
//	CRC-32 of all that
//	the arrays, each at a multiple of 8 bytes
//
// Numbers are in the byte order of the machine that wrote it; another one
// refuses it.
const (
	// segmentFormat ends in the number of the format: bump it when the arrays,
	// what they mean, or the analysis of texts change.
	segmentFormat = "maillage-segment-3\x00\x00\x00\x00\x00\x00"

	byteOrder       = 0x0102030405060708
	describedPrefix = len(segmentFormat) + 16
	describedArray  = 16
)

// errDamagedSegment marks a file that holds no whole segment of this format.
var errDamagedSegment = errors.New("no whole segment of this version")

// writeSegment writes s to a new file, and returns once it is on the disk; its
// name is on the disk once the caller has synced the folder. After an error
// there is no file.
func writeSegment(path string, s *segment) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("segment: %w", err)
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = fmt.Errorf("segment: %w", errors.Join(err, os.Remove(path)))
		}
	}()
	if err := encodeSegment(file, s); err != nil {
		return err
	}
	return file.Sync()
}

func encodeSegment(w io.Writer, s *segment) error {
	arrays := s.arrays()
	order := binary.NativeEndian
	head := append(make([]byte, 0, headSize(len(arrays))), segmentFormat...)
	head = order.AppendUint64(head, byteOrder)
	head = order.AppendUint64(head, uint64(len(arrays)))
	for _, a := range arrays {
		memory := a.memory()
		head = order.AppendUint64(head, uint64(len(memory)))
		head = order.AppendUint64(head, uint64(crc32.Checksum(memory, castagnoli)))
	}
	head = order.AppendUint64(head, uint64(crc32.Checksum(head, castagnoli)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	for _, a := range arrays {
		memory := a.memory()
		if _, err := w.Write(memory); err != nil {
			return err
		}
		if _, err := w.Write(make([]byte, padding(int64(len(memory))))); err != nil {
			return err
		}
	}
	return nil
}

// headSize returns the length of what precedes so many arrays.
func headSize(arrays int) int { return describedPrefix + arrays*describedArray + 8 }

// padding returns how many bytes are missing to a multiple of 8.
func padding(size int64) int64 { return -size & 7 }

// readSegment reads and checks a file that writeSegment wrote. The error wraps
// [errDamagedSegment] when the file is not as it was written.
func readSegment(path string) (*segment, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	s, err := decodeSegment(file, info.Size())
	if err != nil {
		return nil, fmt.Errorf("segment %s: %w", path, err)
	}
	return s, nil
}

// decodeSegment reads a segment from so many bytes. It takes no more memory than
// they do, before it has found that their lengths agree.
func decodeSegment(r io.ReaderAt, size int64) (*segment, error) {
	s := &segment{}
	arrays := s.arrays()
	head := make([]byte, headSize(len(arrays)))
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, damagedUnlessFailed(err)
	}
	described, err := checkHead(head, len(arrays), size)
	if err != nil {
		return nil, err
	}
	if err := readArrays(r, arrays, described); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("%w: %v", errDamagedSegment, err)
	}
	if err := s.derive(); err != nil {
		return nil, fmt.Errorf("%w: %v", errDamagedSegment, err)
	}
	return s, nil
}

// readArrays fills arrays with what follows the head that described them.
func readArrays(r io.ReaderAt, arrays []array, described []describedAs) error {
	var group errgroup.Group
	group.SetLimit(readersAtOnce)
	defer group.Wait()
	from := int64(headSize(len(arrays)))
	for i, a := range arrays {
		memory, err := a.make(described[i].length)
		if err != nil {
			return fmt.Errorf("%w: %v", errDamagedSegment, err)
		}
		at := from
		group.Go(func() error {
			if n, err := r.ReadAt(memory, at); n < len(memory) {
				return damagedUnlessFailed(err)
			}
			if crc32.Checksum(memory, castagnoli) != described[i].sum {
				return fmt.Errorf("%w: its %s were changed", errDamagedSegment, a.part)
			}
			return nil
		})
		from += int64(len(memory)) + padding(int64(len(memory)))
	}
	return group.Wait()
}

// readersAtOnce is how many arrays of a file are read and summed at a time.
const readersAtOnce = 4

// describedAs is what the head of a file says of an array.
type describedAs struct {
	length int64
	sum    uint32
}

// checkHead returns what the head of a file of so many bytes says of its arrays.
func checkHead(head []byte, arrays int, size int64) ([]describedAs, error) {
	order := binary.NativeEndian
	if string(head[:len(segmentFormat)]) != segmentFormat {
		return nil, fmt.Errorf("%w: it is of another version", errDamagedSegment)
	}
	if order.Uint64(head[len(segmentFormat):]) != byteOrder {
		return nil, fmt.Errorf("%w: it is from a machine with another byte order", errDamagedSegment)
	}
	if end := len(head) - 8; order.Uint64(head[end:]) != uint64(crc32.Checksum(head[:end], castagnoli)) {
		return nil, fmt.Errorf("%w: its head was changed", errDamagedSegment)
	}
	if order.Uint64(head[len(segmentFormat)+8:]) != uint64(arrays) {
		return nil, fmt.Errorf("%w: it has other arrays", errDamagedSegment)
	}
	described := make([]describedAs, arrays)
	left := size - int64(len(head))
	for i := range described {
		b := head[describedPrefix+i*describedArray:]
		length := order.Uint64(b)
		if length > uint64(max(left, 0)) {
			return nil, fmt.Errorf("%w: it is cut short", errDamagedSegment)
		}
		described[i] = describedAs{int64(length), uint32(order.Uint64(b[8:]))}
		left -= int64(length) + padding(int64(length))
	}
	if left != 0 {
		return nil, fmt.Errorf("%w: its length is not as written", errDamagedSegment)
	}
	return described, nil
}

// damagedUnlessFailed tells a file that ends too early from one that cannot be
// read.
func damagedUnlessFailed(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it is cut short", errDamagedSegment)
	}
	return err
}
