package commons

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"maillage/data"
	"maillage/data/media"
	"maillage/data/store"
)

// Errors of giving a photo.
var (
	// ErrManyPhotos says that somebody has given as many photos in a day as are taken.
	ErrManyPhotos = errors.New("you have given many photos today: go on tomorrow")
	// ErrUnusedPhotos says that somebody has given many photos that no element shows.
	ErrUnusedPhotos = errors.New("many of the photos you have given are shown nowhere: use them, or give others tomorrow")
	// ErrPhotosBusy says that too many photos are being read.
	ErrPhotosBusy = errors.New("many people give photos at this moment: try again in a moment")
)

// Photos are read few at a time, whoever gives them: each takes up to
// [media.MaxPhotoMemory]. Some more wait, not for long.
const (
	photosAtOnce  = 2
	photosWaiting = 12
	photoPatience = 10 * time.Second
)

// readings hands out the turns to read photos.
type readings struct {
	turns, queue chan struct{}
}

func newReadings() readings {
	return readings{make(chan struct{}, photosAtOnce), make(chan struct{}, photosAtOnce+photosWaiting)}
}

// turn waits for one, which done gives back. The error wraps [ErrPhotosBusy], or is
// the context's.
func (r readings) turn(ctx context.Context) (done func(), err error) {
	select {
	case r.queue <- struct{}{}:
	default:
		return nil, ErrPhotosBusy
	}
	patience := time.NewTimer(photoPatience)
	defer patience.Stop()
	select {
	case r.turns <- struct{}{}:
		return func() { <-r.turns; <-r.queue }, nil
	case <-patience.C:
		err = ErrPhotosBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	<-r.queue
	return nil, err
}

// GivePhoto keeps a photo that an account gives. Until an element shows it, nobody
// else sees it, and after [data.UnusedPhotoLife] it is forgotten. given is read when
// the photo's turn has come.
//
// The error is a [*media.PictureError] for what is no photo that can be taken, or
// wraps [ErrForbidden], [ErrManyPhotos], [ErrUnusedPhotos], [ErrPhotosBusy] or
// [store.ErrFull].
func (c *Commons) GivePhoto(ctx context.Context, by data.ID, given io.Reader, now time.Time) (data.Photo, error) {
	picture, err := c.readPhoto(ctx, given)
	if err != nil {
		return data.Photo{}, err
	}
	photo := data.Photo{Hash: data.PhotoHash(picture.Large), Width: picture.Width, Height: picture.Height}
	allow := func(tx *store.Tx, given store.GivenPhotos) error {
		_, _, err := tx.Account(by)
		switch {
		case errors.Is(err, store.ErrNotFound) || err == nil && !data.May(data.ActGivePhoto, data.RelationMember):
			return ErrForbidden
		case err != nil:
			return err
		case given.Lately >= data.MaxPhotosADay:
			return ErrManyPhotos
		case given.Unused >= data.MaxPhotosUnused:
			return ErrUnusedPhotos
		}
		return nil
	}
	err = c.store.PutPhoto(ctx, photo, picture.Large, picture.Small, by, now, now.Add(-24*time.Hour), allow)
	if err != nil {
		return data.Photo{}, fmt.Errorf("cannot keep a photo: %w", err)
	}
	return photo, nil
}

// readPhoto makes a photo fit to be shown, when its turn has come.
func (c *Commons) readPhoto(ctx context.Context, given io.Reader) (media.Picture, error) {
	done, err := c.readings.turn(ctx)
	if err != nil {
		return media.Picture{}, err
	}
	defer done()
	file, err := io.ReadAll(io.LimitReader(given, media.MaxPhotoBytes+1))
	if err != nil {
		return media.Picture{}, fmt.Errorf("cannot read a photo: %w", err)
	}
	return media.Photo(file)
}

// ForgetPhotos forgets the photos that no element shows [data.UnusedPhotoLife] after
// they were given, and returns how many.
func (c *Commons) ForgetPhotos(ctx context.Context, now time.Time) (int, error) {
	return c.store.ForgetPhotos(ctx, now.Add(-data.UnusedPhotoLife))
}

// settlePhotos says of the photos of an element that an account writes what is known
// of them. It takes those that the account gave and those that the element, known by
// num, has shown already, and no others': a draft's photos are its author's.
func settlePhotos(tx *store.Tx, by data.ID, e *data.Element, num int64) error {
	if len(e.Image) == 0 {
		return nil
	}
	known, err := tx.PhotosFor(e.Photos(), by, num)
	if err != nil {
		return err
	}
	var wrong []error
	for i, image := range e.Image {
		if _, ok := known[image.Photo]; image.Photo != "" && !ok {
			wrong = append(wrong, &data.FieldError{
				Field: fmt.Sprintf("image[%d].photo", i), Rule: "photo_gone",
			})
		}
	}
	e.SettlePhotos(known)
	return errors.Join(wrong...)
}

// settleImported does so for a batch that is imported: a photo that is not known here
// stays a link.
func settleImported(tx *store.Tx, batch []data.Element) ([]data.Element, error) {
	known := map[string]data.Photo{}
	settled := make([]data.Element, len(batch))
	for i := range batch {
		settled[i] = batch[i]
		if len(batch[i].Image) == 0 {
			continue
		}
		if hashes := batch[i].Photos(); len(hashes) > 0 {
			found, err := tx.Photos(hashes)
			if err != nil {
				return nil, err
			}
			known = found
		}
		settled[i].SettlePhotos(known)
	}
	return settled, nil
}
