package control

import (
	"context"
	"errors"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
	"maillage/geo"
)

// Errors of a client.
var (
	// ErrNobody says that no server listens at the socket.
	ErrNobody = errors.New("no server answers at the socket of the data folder")
	// ErrLost says that the server went away before it answered.
	ErrLost = errors.New("the server that holds the data folder stopped before it answered, so this part may not be written: " +
		"do it again, once it runs or without it, and what is written already stays as it is")
	errVersion = errors.New("the server that holds the data folder is of another version: restart it, or use the program that it runs")
)

// classes are the sorts of errors that callers tell apart, by the name under
// which they travel. The first match wins.
var classes = []struct {
	name string
	is   error
}{
	{"full", store.ErrFull}, {"folder", store.ErrFolder}, {"corrupt", store.ErrCorrupt}, {"conflict", store.ErrConflict},
	{"batch", commons.ErrBatch}, {"changed", commons.ErrChangedMeanwhile}, {"picture", media.ErrPicture}, {"invalid", data.ErrInvalid},
	{"territory", geo.ErrTerritory}, {"geometry", geo.ErrGeometry}, {"range", geo.ErrRange},
	{"canceled", context.Canceled}, {"version", errVersion},
}

// failure is an error on its way: its words and its class. It unwraps to the
// class.
type failure struct {
	Text  string
	Class string // "" for one that nobody tells apart
}

func newFailure(err error) *failure {
	f := &failure{Text: err.Error()}
	for _, class := range classes {
		if errors.Is(err, class.is) {
			f.Class = class.name
			break
		}
	}
	return f
}

func (f *failure) Error() string { return f.Text }

func (f *failure) Unwrap() error {
	for _, class := range classes {
		if class.name == f.Class {
			return class.is
		}
	}
	return nil
}
