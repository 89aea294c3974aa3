package control

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"maillage/data"
)

// batch is elements to be imported, at an instant. On its way it is lines: the
// instant, then the document of each element, which package data writes and reads
// in a fraction of the time that encoding/json takes for a list of them.
type batch struct {
	Elements []data.Element
	At       time.Time
}

// MarshalText writes the lines.
func (b batch) MarshalText() ([]byte, error) {
	text, err := b.At.MarshalText()
	for i := range b.Elements {
		if err != nil {
			return nil, err
		}
		text, err = b.Elements[i].AppendDocument(append(text, '\n'))
	}
	return text, err
}

// UnmarshalText reads what [batch.MarshalText] wrote.
func (b *batch) UnmarshalText(text []byte) error {
	at, rest, more := bytes.Cut(text, []byte{'\n'})
	if err := b.At.UnmarshalText(at); err != nil {
		return err
	}
	for more {
		var line []byte
		line, rest, more = bytes.Cut(rest, []byte{'\n'})
		e, plain := data.ParsePlainDocument(line)
		if !plain {
			var err error
			if e, err = decode[data.Element](bytes.NewReader(line)); err != nil {
				return err
			}
		}
		b.Elements = append(b.Elements, e)
	}
	return nil
}

// encode writes a document down: as text if it has one, else as JSON.
func encode(document any) ([]byte, error) {
	if itself, ok := document.(encoding.TextMarshaler); ok {
		return itself.MarshalText()
	}
	return json.Marshal(document)
}

// decode is the inverse of [encode]. The error wraps errVersion: one side knows
// fields that the other does not, and nothing may get lost.
func decode[T any](from io.Reader) (document T, err error) {
	if itself, ok := any(&document).(encoding.TextUnmarshaler); ok {
		var text []byte
		if text, err = io.ReadAll(from); err == nil {
			err = itself.UnmarshalText(text)
		}
	} else {
		decoder := json.NewDecoder(from)
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&document)
	}
	if err != nil {
		return document, fmt.Errorf("%w: %v", errVersion, err)
	}
	return document, nil
}
