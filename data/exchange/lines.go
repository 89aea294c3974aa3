package exchange

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// MaxLine bounds one line of a file of records, in bytes.
const MaxLine = 1 << 20

// ErrUnreadable marks a file that broke off: nothing after that point was read.
var ErrUnreadable = errors.New("the file cannot be read further")

// errLongLine marks a line that was skipped for its length.
var errLongLine = fmt.Errorf("the line is longer than %d bytes", MaxLine)

// Decompressed returns the content of r, unpacked when it is gzip. The error wraps
// [ErrUnreadable].
func Decompressed(r io.Reader) (*bufio.Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	start, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if !bytes.Equal(start, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	unpacked, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, unreadable(err)
	}
	return bufio.NewReaderSize(unpacked, 64<<10), nil
}

// skipMark passes over the byte order mark by which Windows knows UTF-8.
func skipMark(content *bufio.Reader) {
	if mark, _ := content.Peek(3); string(mark) == "\uFEFF" {
		content.Discard(len(mark))
	}
}

// lines reads a text line by line in bounded memory.
type lines struct {
	from   *bufio.Reader
	buffer []byte // the present line
	number int    // of the present line, 1 for the first
}

func newLines(r io.Reader) *lines { return &lines{from: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next line without its end and without the byte order mark of
// the first, valid until the call after. The
// error is io.EOF at the end, wraps [ErrUnreadable] when the text breaks off, or
// is errLongLine, after which the line that follows can be read.
func (l *lines) next() ([]byte, error) {
	l.buffer = l.buffer[:0]
	l.number++
	long := false
	for {
		part, err := l.from.ReadSlice('\n')
		long = long || len(l.buffer)+len(part) > MaxLine
		if !long {
			l.buffer = append(l.buffer, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil && err != io.EOF:
			return nil, unreadable(err)
		case long:
			return nil, errLongLine
		case err == io.EOF && len(l.buffer) == 0:
			return nil, io.EOF
		}
		line := bytes.TrimRight(l.buffer, "\r\n")
		if l.number == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF")) // Windows marks UTF-8 so
		}
		return line, nil
	}
}
