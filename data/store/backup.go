package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
)

// Backup writes the database of the folder dir, as it is at one moment, and its
// photos to the file path, mode 0600, and returns its size in bytes. Whoever holds
// the folder goes on reading and writing meanwhile. The file appears whole or not at
// all, and is on the disk when Backup returns. lost is how many photos are missing
// in dir, and so in the backup.
//
// The error wraps [fs.ErrExist] when there is a file at path and overwrite is
// false, [fs.ErrNotExist] when there is no database in dir, and [ErrFull].
func Backup(ctx context.Context, dir, path string, overwrite bool) (size int64, lost int, err error) {
	if _, err := os.Lstat(path); err == nil && !overwrite {
		return 0, 0, &fs.PathError{Op: "back up to", Path: path, Err: fs.ErrExist}
	}
	size, err = copyDatabase(ctx, filepath.Join(dir, FileName), path, func(ctx context.Context, db *bun.DB) error {
		lost, err = packPhotos(ctx, db, dir)
		return err
	})
	return size, lost, err
}

// ErrNotEmpty marks a folder that holds something already.
var ErrNotEmpty = errors.New("the folder is not empty")

// Restore makes the data folder dir out of a backup, photos included, and returns
// what is in it.
// The backup is verified first: nothing is made of one that is damaged
// ([ErrCorrupt]), of another program ([ErrForeign]) or of a newer version
// ([ErrNewer]); one of an older version is brought up to date. The folder must be
// missing or empty ([ErrNotEmpty]).
func Restore(ctx context.Context, path, dir string) (*Report, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%w: %s: a backup is restored into a new one", ErrNotEmpty, dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	report, err := restore(ctx, path, path, dir)
	if errors.Is(err, ErrOlder) {
		return restoreOlder(ctx, path, dir)
	}
	return report, err
}

// restore verifies and copies the file, which is the backup at path or a copy.
func restore(ctx context.Context, path, file, dir string) (*Report, error) {
	report, err := Verify(ctx, file)
	if err != nil {
		return nil, err
	}
	if len(report.Problems) > 0 {
		return report, fmt.Errorf("%w: %s: %s", ErrCorrupt, path, report.Problems[0])
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	if err := unpackPhotos(ctx, file, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(filepath.Join(dir, PhotosFolder)))
	}
	_, err = copyDatabase(ctx, file, filepath.Join(dir, FileName), dropPhotos)
	return report, err
}

// restoreOlder restores a copy of a backup, brought to the present schema inside
// the folder: the backup itself stays as it is.
func restoreOlder(ctx context.Context, path, dir string) (*Report, error) {
	_, err := os.Stat(dir)
	isNew := errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	temporary, err := os.MkdirTemp(dir, ".restore.*")
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	report, err := restoreThrough(ctx, path, temporary, dir)
	os.RemoveAll(temporary)
	if err != nil && isNew {
		os.Remove(dir) // does nothing if something is in it
	}
	return report, err
}

func restoreThrough(ctx context.Context, path, temporary, dir string) (*Report, error) {
	present := filepath.Join(temporary, FileName)
	if _, err := copyDatabase(ctx, path, present, nil); err != nil {
		return nil, err
	}
	s, err := Open(ctx, temporary)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return restore(ctx, path, present, dir)
}

// copyDatabase copies a database through SQLite, so that what still stands in
// its log comes along. amend, which may be nil, changes the copy before it appears.
func copyDatabase(ctx context.Context, from, to string, amend func(context.Context, *bun.DB) error) (size int64, err error) {
	db, _, _, err := visit(ctx, from)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	file, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	defer file.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file.Name()); err != nil {
		return 0, fmt.Errorf("cannot copy %s to %s: %w", from, to, classify(err))
	}
	if amend != nil {
		if err := amendDatabase(ctx, file.Name(), amend); err != nil {
			return 0, fmt.Errorf("cannot copy %s to %s: %w", from, to, classify(err))
		}
	}
	if err := file.Sync(); err != nil {
		return 0, err
	}
	info, err := os.Stat(file.Name())
	if err != nil {
		return 0, err
	}
	if err := os.Rename(file.Name(), to); err != nil {
		return 0, err
	}
	return info.Size(), syncFolder(filepath.Dir(to))
}

// copySettings are those of a copy that nobody has seen yet: a failure throws it
// away, so it needs no journal, and one sync at the end does.
var copySettings = url.Values{
	"_pragma": {"journal_mode(OFF)", "synchronous(OFF)", "cache_size(-8192)"},
}

func amendDatabase(ctx context.Context, path string, amend func(context.Context, *bun.DB) error) error {
	db, err := connect(path, copySettings, 1)
	if err != nil {
		return err
	}
	return errors.Join(amend(ctx, db), db.Close())
}

// syncFolder puts the names in a folder on the disk.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
