package index

import (
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// bleve writes the word index behind our back. What fails then, on a full disk
// above all, it tells a callback that it knows by name, and tries again at once,
// for ever: the callback keeps the failure for [ranker.flush], and paces the
// trying.
var writeFailures sync.Map // path of a word index to its last writeFailure

type writeFailure struct {
	err error
	at  time.Time
}

const (
	writeFailureCallback = "maillage"
	writeFailurePause    = time.Second
)

func init() {
	scorch.RegistryAsyncErrorCallbacks[writeFailureCallback] = func(err error, path string) {
		writeFailures.Store(filepath.Clean(path), writeFailure{err, time.Now()})
		time.Sleep(writeFailurePause)
	}
}

// writeFailed returns what bleve failed to write after an instant, or nil. path
// is that of the word index.
func writeFailed(path string, since time.Time) error {
	met, ok := writeFailures.Load(filepath.Join(path, "store"))
	if failure, _ := met.(writeFailure); ok && failure.at.After(since) {
		return fmt.Errorf("cannot write behind: %w", failure.err)
	}
	return nil
}
