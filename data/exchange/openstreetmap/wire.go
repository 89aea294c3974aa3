package openstreetmap

import (
	"encoding/binary"
	"errors"
)

var errDamaged = errors.New("a block is damaged")

// message is the rest of a protocol buffer message that is being read.
type message struct {
	rest []byte
	bad  bool // it breaks the format; nothing more is read
}

// value is one field of a message: a number, or bytes.
type value struct {
	field  uint64
	number uint64
	bytes  []byte
}

// next reads the next field; it is false at the end and when the message is bad.
func (m *message) next() (value, bool) {
	if len(m.rest) == 0 || m.bad {
		return value{}, false
	}
	key := m.number()
	v := value{field: key >> 3}
	switch key & 7 {
	case 0:
		v.number = m.number()
	case 1:
		m.take(8)
	case 2:
		v.bytes = m.take(m.number())
	case 5:
		m.take(4)
	default:
		m.bad = true
	}
	return v, !m.bad
}

func (m *message) number() uint64 {
	n, size := binary.Uvarint(m.rest)
	if size <= 0 {
		m.bad = true
		return 0
	}
	m.rest = m.rest[size:]
	return n
}

func (m *message) take(n uint64) []byte {
	if m.bad || n > uint64(len(m.rest)) {
		m.bad = true
		return nil
	}
	taken := m.rest[:n]
	m.rest = m.rest[n:]
	return taken
}

// signed reads a number written zigzag.
func signed(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

// packed reads a packed list of numbers; it is false when the list is bad.
func packed(list []byte) ([]uint64, bool) {
	m := message{rest: list}
	numbers := make([]uint64, 0, len(list))
	for len(m.rest) > 0 && !m.bad {
		numbers = append(numbers, m.number())
	}
	return numbers, !m.bad
}
