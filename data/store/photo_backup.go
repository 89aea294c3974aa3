package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io/fs"
	"os"

	"github.com/uptrace/bun"

	"maillage/data"
)

// A backup is one file: it holds the files of photos in a table of its own, which a
// data folder does not have.
const (
	makePacked   = "CREATE TABLE photo_files (hash TEXT NOT NULL PRIMARY KEY, large BLOB NOT NULL, small BLOB NOT NULL)"
	insertPacked = "INSERT INTO photo_files (hash, large, small) VALUES (?, ?, ?)"
	selectPacked = "SELECT large, small FROM photo_files WHERE hash = ?"
)

// hasTable reports whether a database has a table.
func hasTable(ctx context.Context, db *bun.DB, name string) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", name).Scan(&n)
	return n > 0, err
}

// eachPhoto calls do with the hash of each photo that a database knows.
func eachPhoto(ctx context.Context, db *bun.DB, do func(hash string) error) error {
	for last := ""; ; {
		var hash string
		const query = "SELECT coalesce(min(hash), '') FROM photos WHERE hash > ?" // no statement stays open meanwhile
		if err := db.QueryRowContext(ctx, query, last).Scan(&hash); err != nil || hash == "" {
			return err
		}
		if err := do(hash); err != nil {
			return err
		}
		last = hash
	}
}

// packPhotos puts the files of photos, which lie in dir, into a copy of its
// database. A photo that was forgotten since the copy is forgotten there too; lost
// is how many others are missing.
func packPhotos(ctx context.Context, db *bun.DB, dir string) (lost int, err error) {
	known, err := hasTable(ctx, db, "photos")
	if err != nil || !known { // of an older version
		return 0, err
	}
	if _, err := db.ExecContext(ctx, makePacked); err != nil {
		return 0, err
	}
	if _, err := db.ExecContext(ctx, "BEGIN"); err != nil { // the copy has one connection
		return 0, err
	}
	err = eachPhoto(ctx, db, func(hash string) error {
		large, small, err := readPhotoFiles(dir, hash)
		if err == nil {
			_, err = db.ExecContext(ctx, insertPacked, hash, large, small)
			return err
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		forgotten, err := forgetInCopy(ctx, db, hash)
		if !forgotten {
			lost++
		}
		return err
	})
	if err == nil {
		_, err = db.ExecContext(ctx, "COMMIT")
	}
	return lost, err
}

// readPhotoFiles returns both forms of a photo.
func readPhotoFiles(dir, hash string) (large, small []byte, err error) {
	if !data.IsPhotoHash(hash) {
		return nil, nil, fs.ErrNotExist
	}
	if large, err = os.ReadFile(photoFile(dir, hash, data.PhotoLarge)); err == nil {
		small, err = os.ReadFile(photoFile(dir, hash, data.PhotoSmall))
	}
	return large, small, err
}

// forgetInCopy takes a photo that nothing shows out of a copy, and reports
// whether it did.
func forgetInCopy(ctx context.Context, db *bun.DB, hash string) (bool, error) {
	var used int
	const uses = "SELECT (SELECT count(*) FROM photo_uses WHERE hash = ?0) + (SELECT count(*) FROM networks WHERE logo = ?0)"
	if err := db.QueryRowContext(ctx, uses, hash).Scan(&used); err != nil || used > 0 {
		return false, err
	}
	_, err := db.ExecContext(ctx, "DELETE FROM photo_givers WHERE hash = ?", hash)
	if err == nil {
		_, err = db.ExecContext(ctx, "DELETE FROM photos WHERE hash = ?", hash)
	}
	return err == nil, err
}

// unpackPhotos writes the files of photos that a backup holds into a data folder.
func unpackPhotos(ctx context.Context, path, dir string) error {
	db, _, _, err := visit(ctx, path)
	if err != nil {
		return err
	}
	defer db.Close()
	packed, err := hasTable(ctx, db, "photo_files")
	if err != nil || !packed {
		return classify(err)
	}
	rows, err := db.QueryContext(ctx, "SELECT hash, large, small FROM photo_files")
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		var large, small []byte
		if err := rows.Scan(&hash, &large, &small); err != nil {
			return classify(err)
		}
		if !isPhoto(hash, large, small) { // told of by Verify
			continue
		}
		if err := writePhotoFiles(dir, hash, large, small); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// dropPhotos takes the files of photos out of a copy of a backup.
func dropPhotos(ctx context.Context, db *bun.DB) error {
	packed, err := hasTable(ctx, db, "photo_files")
	if err != nil || !packed {
		return err
	}
	if _, err := db.ExecContext(ctx, "DROP TABLE photo_files"); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM")
	return err
}

// isPhoto reports whether two forms are those of the photo that a hash names.
func isPhoto(hash string, large, small []byte) bool {
	_, err := jpeg.DecodeConfig(bytes.NewReader(small))
	return err == nil && data.PhotoHash(large) == hash
}

// verifyPhotos reads every photo, in the file if it is a backup, else beside it.
func (s *Store) verifyPhotos(ctx context.Context, r *Report) error {
	packed, err := hasTable(ctx, s.readers, "photo_files")
	if err != nil {
		return classify(err)
	}
	err = eachPhoto(ctx, s.readers, func(hash string) error {
		r.Photos++
		var large, small []byte
		if packed {
			err = s.readers.QueryRowContext(ctx, selectPacked, hash).Scan(&large, &small)
		} else {
			large, small, err = readPhotoFiles(s.dir, hash)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && isPhoto(hash, large, small) {
			return nil
		}
		known, err := number[int](ctx, s, "SELECT count(*) FROM photos WHERE hash = ?", hash)
		if known > 0 { // else it was forgotten meanwhile
			r.LostPhotos = append(r.LostPhotos, hash)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("photos cannot be read: %w", classify(err))
	}
	return nil
}
