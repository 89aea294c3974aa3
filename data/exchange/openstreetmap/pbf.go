package openstreetmap

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const maxHeader = 64 << 10 // bytes, of a block

// scanPBF reads OpenStreetMap's protocol buffers.
func scanPBF(r io.Reader, take func(*object) error) error {
	for {
		kind, content, err := readBlock(r)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch kind {
		case "OSMHeader":
			err = checkHeader(content)
		case "OSMData":
			err = readPrimitives(content, take)
		}
		if err != nil {
			return err
		}
	}
}

// readBlock reads the next block; io.EOF is the end of the file.
func readBlock(r io.Reader) (kind string, content []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return "", nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxHeader {
		return "", nil, errDamaged
	}
	header, err := readExactly(r, n)
	if err != nil {
		return "", nil, err
	}
	length := uint64(0)
	for m := (message{rest: header}); ; {
		v, ok := m.next()
		if !ok {
			if m.bad || length > maxObject {
				return "", nil, errDamaged
			}
			break
		}
		switch v.field {
		case 1:
			kind = string(v.bytes)
		case 3:
			length = v.number
		}
	}
	blob, err := readExactly(r, uint32(length))
	if err != nil {
		return "", nil, err
	}
	content, err = unpack(blob)
	return kind, content, err
}

func readExactly(r io.Reader, n uint32) ([]byte, error) {
	var buffer bytes.Buffer // grows with what there is, whatever the file says
	if _, err := io.CopyN(&buffer, r, int64(n)); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return buffer.Bytes(), nil
}

// unpack returns the content of a blob, which is raw or packed by zlib.
func unpack(blob []byte) ([]byte, error) {
	for m := (message{rest: blob}); ; {
		v, ok := m.next()
		if !ok {
			return nil, errDamaged
		}
		switch v.field {
		case 1:
			return v.bytes, nil
		case 3:
			z, err := zlib.NewReader(bytes.NewReader(v.bytes))
			if err != nil {
				return nil, errDamaged
			}
			content, err := io.ReadAll(io.LimitReader(z, maxObject+1))
			if err != nil {
				return nil, errDamaged
			}
			if len(content) > maxObject {
				return nil, errLarge
			}
			return content, nil
		case 4, 5, 6, 7:
			return nil, errors.New("its blocks are not packed by zlib: convert it with `osmium cat -o out.osm.pbf`")
		}
	}
}

// checkHeader refuses a file that asks for what is not read here.
func checkHeader(content []byte) error {
	m := message{rest: content}
	for {
		v, ok := m.next()
		if !ok {
			break
		}
		if feature := string(v.bytes); v.field == 4 && feature != "OsmSchema-V0.6" && feature != "DenseNodes" {
			return fmt.Errorf("it needs %.40q, which is not read here: make an extract of the present state with osmium", feature)
		}
	}
	if m.bad {
		return errDamaged
	}
	return nil
}
