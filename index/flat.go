package index

import (
	"errors"
	"fmt"
	"sort"
	"unsafe"

	"maillage/data"
)

// A segment is made of flat arrays: values without pointers, one behind the
// other. The garbage collector has nothing to look for in them, and what lies in
// memory is, byte for byte, what a file of the segment holds.

// flat is what an array of a segment may be made of.
type flat interface {
	~uint8 | ~uint32 | ~int64 | ~uint64 | ~float64 | data.ID | sum
}

// bytesOf returns the memory of an array. The two share it.
func bytesOf[T flat](values []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(one)))
}

// array is one of the arrays of a segment, as files see it.
type array struct {
	part   string                           // what it belongs to, see [segment.sizes]
	memory func() []byte                    // its bytes
	make   func(size int64) ([]byte, error) // gives it that many bytes, to be filled by the caller
}

func arrayOf[T flat](part string, values *[]T) array {
	return array{
		part:   part,
		memory: func() []byte { return bytesOf(*values) },
		make: func(size int64) ([]byte, error) {
			var one T
			each := int64(unsafe.Sizeof(one))
			if size%each != 0 {
				return nil, fmt.Errorf("%d bytes of %s are not a multiple of %d", size, part, each)
			}
			*values = make([]T, size/each)
			return bytesOf(*values), nil
		},
	}
}

// textList is a list of texts in one piece of memory. The texts that it gives
// out share that memory and keep it alive.
type textList struct {
	starts []uint32 // text n is bytes[starts[n]:starts[n+1]]; empty: there is none
	bytes  []byte
}

func (l *textList) size() int { return max(len(l.starts), 1) - 1 }

func (l *textList) at(n int) string {
	b := l.bytes[l.starts[n]:l.starts[n+1]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func (l *textList) append(text string) {
	if len(l.starts) == 0 {
		l.starts = append(l.starts, 0)
	}
	l.bytes = append(l.bytes, text...)
	l.starts = append(l.starts, uint32(len(l.bytes)))
}

// firstFrom returns the number of the first text not before wanted, in a list
// that is sorted.
func (l *textList) firstFrom(wanted string) int {
	return sort.Search(l.size(), func(n int) bool { return l.at(n) >= wanted })
}

// errInconsistent marks arrays of a segment that do not belong together.
var errInconsistent = errors.New("its arrays do not belong together")

// checkStarts reports whether starts delimits consecutive ranges of an array of
// that length.
func checkStarts(starts []uint32, length int) error {
	if len(starts) == 0 {
		if length != 0 {
			return errInconsistent
		}
		return nil
	}
	last := uint32(0)
	for _, start := range starts {
		if start < last {
			return errInconsistent
		}
		last = start
	}
	if starts[0] != 0 || int(last) != length {
		return errInconsistent
	}
	return nil
}
