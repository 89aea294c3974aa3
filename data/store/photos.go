package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// GivenPhotos says how many photos an account has given.
type GivenPhotos struct {
	Lately int // since an instant
	Unused int // that no element shows, nor ever did, and no network has as its logo
}

// PutPhoto keeps a photo that an account gives at an instant: its two forms, JPEGs,
// and what is known of it. allow is run in the transaction before, with what the
// account has given since an instant; its error comes back. A photo that is known
// already is given again.
//
// The photo is on the disk, whole, when PutPhoto returns nil; else nothing is left
// of it. On a full disk the error wraps [ErrFull].
func (s *Store) PutPhoto(ctx context.Context, photo data.Photo, large, small []byte, by data.ID, at, since time.Time, allow func(*Tx, GivenPhotos) error) error {
	if s.writer == nil {
		return errForReading
	}
	s.photoFiles.Lock()
	defer s.photoFiles.Unlock()
	if err := s.writePhoto(photo.Hash, large, small); err != nil {
		s.noteTrouble(err)
		return errors.Join(err, s.removeUnknown(context.WithoutCancel(ctx), photo.Hash))
	}
	_, err := s.Update(ctx, func(tx *Tx) error {
		given, err := tx.givenPhotos(by, since)
		if err == nil {
			err = allow(tx, given)
		}
		if err != nil {
			return err
		}
		return tx.putPhoto(photo, int64(len(large)+len(small)), by, at)
	})
	if err != nil {
		return errors.Join(err, s.removeUnknown(context.WithoutCancel(ctx), photo.Hash))
	}
	return nil
}

// removeUnknown removes the files of a photo unless the database knows it.
func (s *Store) removeUnknown(ctx context.Context, hash string) error {
	known, err := number[int](ctx, s, "SELECT count(*) FROM photos WHERE hash = ?", hash)
	if err != nil || known > 0 {
		return err
	}
	return s.removePhoto(hash)
}

func (tx *Tx) putPhoto(photo data.Photo, bytes int64, by data.ID, at time.Time) error {
	const put = `INSERT INTO photos (hash, width, height, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING`
	const give = `INSERT INTO photo_givers (hash, account, at) VALUES ($1, $2, $3) ON CONFLICT (hash, account) DO UPDATE SET at = $3`
	_, err := tx.exec(put, photo.Hash, photo.Width, photo.Height, bytes)
	if err == nil {
		_, err = tx.exec(give, photo.Hash, by.String(), instant(at))
	}
	if err != nil {
		return fmt.Errorf("cannot write a photo: %w", classify(err))
	}
	return nil
}

func (tx *Tx) givenPhotos(by data.ID, since time.Time) (given GivenPhotos, err error) {
	const query = `SELECT coalesce(sum(at > ?1), 0), coalesce(sum(NOT EXISTS (SELECT 1 FROM photo_uses u WHERE u.hash = g.hash)
		AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.logo <> '' AND n.logo = g.hash)), 0) FROM photo_givers g WHERE account = ?0`
	if err := tx.tx.QueryRowContext(tx.ctx, query, by.String(), instant(since)).Scan(&given.Lately, &given.Unused); err != nil {
		return given, fmt.Errorf("cannot count photos: %w", classify(err))
	}
	return given, nil
}

// Photos returns what is known of photos, by their hash, without those that are
// unknown.
func (tx *Tx) Photos(hashes []string) (map[string]data.Photo, error) {
	return tx.photosWhere("hash IN ?", hashes)
}

// PhotosFor does so for those that an account gave, or that an element shows in any
// of its revisions; num is 0 for no element.
func (tx *Tx) PhotosFor(hashes []string, by data.ID, num int64) (map[string]data.Photo, error) {
	const condition = `hash IN ? AND (EXISTS (SELECT 1 FROM photo_givers g WHERE g.hash = photos.hash AND g.account = ?)
		OR EXISTS (SELECT 1 FROM photo_uses u WHERE u.hash = photos.hash AND u.num = ?))`
	return tx.photosWhere(condition, hashes, by.String(), num)
}

func (tx *Tx) photosWhere(condition string, hashes []string, args ...any) (map[string]data.Photo, error) {
	known := map[string]data.Photo{}
	if len(hashes) == 0 {
		return known, nil
	}
	rows, err := tx.tx.QueryContext(tx.ctx, "SELECT hash, width, height FROM photos WHERE "+condition, append([]any{bun.Tuple(hashes)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("cannot read photos: %w", classify(err))
	}
	defer rows.Close()
	for rows.Next() {
		var photo data.Photo
		if err := rows.Scan(&photo.Hash, &photo.Width, &photo.Height); err != nil {
			return nil, fmt.Errorf("cannot read photos: %w", classify(err))
		}
		known[photo.Hash] = photo
	}
	return known, classify(rows.Err())
}

// usePhotos notes which photos an element shows.
func (tx *Tx) usePhotos(e *data.Element) error {
	for _, hash := range e.Photos() {
		if _, err := tx.exec("INSERT INTO photo_uses (hash, num) VALUES ($1, $2) ON CONFLICT (hash, num) DO NOTHING", hash, e.Num); err != nil {
			return err
		}
	}
	return nil
}

// GavePhoto reports whether an account gave a photo.
func (s *Store) GavePhoto(ctx context.Context, hash string, by data.ID) (bool, error) {
	n, err := number[int](ctx, s, "SELECT count(*) FROM photo_givers WHERE hash = ? AND account = ?", hash, by.String())
	return n > 0, err
}

// PhotosGivenBy returns the hashes of the photos that an account gave, the first
// ones first.
func (s *Store) PhotosGivenBy(ctx context.Context, account data.ID) ([]string, error) {
	return s.hashes(ctx, "SELECT hash FROM photo_givers WHERE account = ? ORDER BY at, hash", account.String())
}

func (s *Store) hashes(ctx context.Context, query string, args ...any) (hashes []string, err error) {
	rows, err := s.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot read photos: %w", classify(err))
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return nil, fmt.Errorf("cannot read photos: %w", classify(err))
		}
		hashes = append(hashes, hash)
	}
	return hashes, classify(rows.Err())
}

// EachElementWithPhoto calls do with the present revision of each element that shows
// a photo, or did, until do returns false.
func (s *Store) EachElementWithPhoto(ctx context.Context, hash string, do func(*data.Element) bool) error {
	errEnough := errors.New("enough")
	const query = "SELECT num, document FROM elements WHERE num IN (SELECT num FROM photo_uses WHERE hash = ?)"
	err := eachRow(ctx, s.readers, query, func(e data.Element) error {
		if !do(&e) {
			return errEnough
		}
		return nil
	}, hash)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// ForgetPhotos forgets the photos that no element shows in any revision, no network has
// as its logo, and that
// nobody has given since an instant, their files too, and returns how many.
func (s *Store) ForgetPhotos(ctx context.Context, since time.Time) (int, error) {
	s.photoFiles.Lock()
	defer s.photoFiles.Unlock()
	var forgotten []string
	_, err := s.Update(ctx, func(tx *Tx) (err error) {
		forgotten, err = tx.forgetPhotos(since)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, hash := range forgotten {
		if err := s.removePhoto(hash); err != nil {
			return len(forgotten), err
		}
	}
	return len(forgotten), nil
}

func (tx *Tx) forgetPhotos(since time.Time) (forgotten []string, err error) {
	const givers = `DELETE FROM photo_givers WHERE at <= $1 AND NOT EXISTS (SELECT 1 FROM photo_uses u WHERE u.hash = photo_givers.hash)
		AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.logo <> '' AND n.logo = photo_givers.hash)`
	const photos = `DELETE FROM photos WHERE NOT EXISTS (SELECT 1 FROM photo_uses u WHERE u.hash = photos.hash)
		AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.logo <> '' AND n.logo = photos.hash)
		AND NOT EXISTS (SELECT 1 FROM photo_givers g WHERE g.hash = photos.hash) RETURNING hash`
	if _, err := tx.exec(givers, instant(since)); err != nil {
		return nil, fmt.Errorf("cannot forget photos: %w", classify(err))
	}
	var rows *sql.Rows
	if rows, err = tx.tx.QueryContext(tx.ctx, photos); err != nil {
		return nil, fmt.Errorf("cannot forget photos: %w", classify(err))
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return nil, fmt.Errorf("cannot forget photos: %w", classify(err))
		}
		forgotten = append(forgotten, hash)
	}
	return forgotten, classify(rows.Err())
}
