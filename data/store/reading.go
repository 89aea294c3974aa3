package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
)

// ErrOlder marks a database that must first be brought to the present schema.
var ErrOlder = errors.New("the database was written by an older version of Maillage")

// OpenForReading opens the database of a data folder without owning it: another
// process may hold the folder and write meanwhile, SQLite lets both. Everything
// that reads works, and sees what is committed; [Store.Update] fails.
//
// The error wraps [fs.ErrNotExist] when there is no database, [ErrForeign],
// [ErrNewer], [ErrOlder] or [ErrCorrupt] when it cannot be used. Nothing is made
// or changed.
func OpenForReading(ctx context.Context, dir string) (*Store, error) {
	return openForReading(ctx, filepath.Join(dir, FileName))
}

func openForReading(ctx context.Context, path string) (*Store, error) {
	db, version, newest, err := visit(ctx, path)
	if err != nil {
		return nil, err
	}
	if version < newest {
		err := fmt.Errorf("cannot open %s: %w: its schema is number %d, this version's %d: start `maillage serve` once, which brings it up to date, or restore it if it is a backup",
			path, ErrOlder, version, newest)
		return nil, errors.Join(err, db.Close())
	}
	byNums, err := db.DB.PrepareContext(ctx, selectByNums)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open %s: %w", path, classify(err)), db.Close())
	}
	return &Store{dir: filepath.Dir(path), readers: db, byNums: byNums}, nil
}

// visit opens a database file without making or changing anything, and tells
// the number of its schema beside the newest one.
func visit(ctx context.Context, path string) (db *bun.DB, version, newest int64, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, 0, 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, 0, &fs.PathError{Op: "open", Path: path, Err: errors.New("not a file")}
	}
	if db, err = connect(path, guestSettings, readerConnections); err == nil {
		_, newest, err = newMigrations(db)
	}
	if err == nil {
		version, err = check(ctx, db, newest)
	}
	if err == nil && version == 0 {
		err = fmt.Errorf("%w: it is empty", ErrForeign)
	}
	if err != nil {
		err = fmt.Errorf("cannot open %s: %w", path, classify(err))
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return nil, 0, 0, err
	}
	return db, version, newest, nil
}
