package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// Errors that callers tell apart. Each comes wrapped in words that say where.
var (
	ErrNotFound = errors.New("not found")
	ErrFolder   = errors.New("the data folder cannot be used")
	ErrForeign  = errors.New("not a database of Maillage")
	ErrNewer    = errors.New("the database was written by a newer version of Maillage")
	ErrCorrupt  = errors.New("the database is damaged")
	ErrFull     = errors.New("the disk is full")
)

// FileName is the file of a data folder that holds everything.
const FileName = "maillage.db"

// Store is an open data folder. Its methods may be called from any goroutine.
type Store struct {
	dir     string    // the data folder
	owner   *os.File  // its lock is the ownership of the folder; nil when opened for reading
	writer  *bun.DB   // one connection; nil when opened for reading
	readers *bun.DB   // several, which cannot write
	byNums  *sql.Stmt // of readers, see ElementsByNum

	photoFiles sync.Mutex // held by who writes or removes files of photos

	trouble   atomic.Pointer[trouble] // see Writable
	followers followers               // see Committed
}

// Open takes ownership of the data folder dir, made when missing, and opens its
// database, made or brought to the present schema when needed.
//
// The error wraps [ErrOwned] when another process has the folder (an
// [*OwnedError] says which), [ErrFolder] when it cannot be made or written,
// [ErrForeign], [ErrNewer] or [ErrCorrupt] when the file in it cannot be used,
// [ErrFull] when there is no room for what SQLite keeps beside it. Nothing is
// changed then.
func Open(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	owner, err := lock(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, owner: owner}
	if err := s.open(ctx, filepath.Join(dir, FileName)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) error {
	if err := createPrivate(path); err != nil {
		return fmt.Errorf("%w: %v", ErrFolder, err)
	}
	var err error
	if s.writer, err = connect(path, writerSettings, 1); err == nil {
		err = prepare(ctx, s.writer)
	}
	if err == nil {
		s.readers, err = connect(path, readerSettings, readerConnections)
	}
	if err == nil {
		s.byNums, err = s.readers.DB.PrepareContext(ctx, selectByNums)
	}
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, classify(err))
	}
	return nil
}

// createPrivate makes the file before SQLite would, which asks for no mode. The
// files that SQLite puts beside it take its mode.
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Close gives the folder back. Nothing else may be under way, or it fails.
func (s *Store) Close() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil { // last, so that it folds SQLite's log into the file
		errs = append(errs, s.writer.Close())
	}
	if s.owner != nil {
		errs = append(errs, s.owner.Close())
	}
	return errors.Join(errs...)
}
