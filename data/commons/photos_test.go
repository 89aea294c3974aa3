package commons_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
)

// shaded returns a PNG that differs from those of other shades.
func shaded(t testing.TB, shade int) io.Reader {
	t.Helper()
	picture := image.NewGray16(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			picture.SetGray16(x, y, color.Gray16{uint16(shade * 257 % 65536)})
		}
	}
	picture.SetGray16(shade%64, shade/64, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return &b
}

func givePhoto(t testing.TB, door *commons.Commons, by data.ID, shade int, at time.Time) data.Photo {
	t.Helper()
	photo, err := door.GivePhoto(t.Context(), by, shaded(t, shade), at)
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

// withPhotos returns a garden that shows photos.
func withPhotos(photos ...data.Photo) data.Element {
	e := garden("Jardin des Lilas")
	for _, photo := range photos {
		e.Image = append(e.Image, data.Image{Photo: photo.Hash, Caption: "Une serre"})
	}
	return e
}

func isKept(t testing.TB, kept *store.Store, photo data.Photo) bool {
	t.Helper()
	file, err := kept.PhotoFile(photo.Hash, data.PhotoLarge)
	if err == nil {
		file.Close()
	}
	return err == nil
}

func TestOnlyWhoGaveAPhotoPutsItOnAnElement(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
	serre, haie := givePhoto(t, door, camille.ID, 1, noon), givePhoto(t, door, camille.ID, 2, noon)
	if _, err := door.Reference(ctx, sacha.ID, withPhotos(serre), noon); !isWrong(err, "image[0].photo") {
		t.Errorf("a photo of somebody else is shown: %v", err)
	}
	said := withPhotos(serre)
	said.Image[0].URL, said.Image[0].Width = "https://example.org/photos/x.jpg", 9000
	written, err := door.Reference(ctx, camille.ID, said, noon)
	if err != nil {
		t.Fatal(err)
	}
	e := written.Element
	if want := (data.Image{Photo: serre.Hash, Caption: "Une serre", Width: 64, Height: 48}); e.Image[0] != want {
		t.Errorf("the image is %+v, want %+v", e.Image[0], want)
	}
	next := e
	next.Image, next.Name = nil, "Jardin des Roses"
	if _, err := door.Edit(ctx, sacha.ID, e.ID, 1, next, "", noon); err != nil {
		t.Fatal(err)
	}
	if written, err = door.Restore(ctx, sacha.ID, e.ID, 1, 2, "", noon); err != nil || written.Element.Image[0].Photo != serre.Hash {
		t.Errorf("a photo that the element had comes back with its revision: %v", err)
	}
	next = written.Element
	next.Image = append(next.Image, data.Image{Photo: haie.Hash, Caption: "Une haie"})
	if _, err := door.Edit(ctx, sacha.ID, e.ID, 3, next, "", noon); !isWrong(err, "image[1].photo") {
		t.Errorf("a photo of somebody else is added: %v", err)
	}
	if _, err := door.Edit(ctx, camille.ID, e.ID, 3, next, "", noon); err != nil {
		t.Errorf("who gave a photo adds it: %v", err)
	}
	if _, err := door.ForgetPhotos(ctx, noon.AddDate(0, 0, 2)); err != nil || !isKept(t, kept, serre) || !isKept(t, kept, haie) {
		t.Errorf("photos that an element shows are kept: %v", err)
	}
	if _, err := door.GivePhoto(ctx, data.NewID(), shaded(t, 9), noon); !errors.Is(err, commons.ErrForbidden) {
		t.Errorf("somebody without an account gives a photo: %v", err)
	}
}

// isWrong reports whether an error says that a field is wrong.
func isWrong(err error, field string) bool {
	wrong := data.FieldErrors(err)
	return len(wrong) > 0 && wrong[0].Field == field
}

func TestPhotosOfAnImportAreLinksUnlessTheyAreKnown(t *testing.T) {
	door, kept := newDoor(t)
	camille := join(t, door, "camille@example.org")
	photo := givePhoto(t, door, camille.ID, 1, noon)
	stranger := data.Photo{Hash: strings.Repeat("a", 32)}
	e := withPhotos(photo, stranger, stranger)
	e.Image[1].URL = "https://example.org/photos/" + stranger.Hash + "-1280.jpg"
	outcomes := importAll(t, door, []data.Element{e})
	got, err := kept.Element(t.Context(), outcomes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Image) != 2 || got.Image[0].Photo != photo.Hash || got.Image[0].Width != 64 || got.Image[1].Photo != "" || got.Image[1].URL == "" {
		t.Errorf("images are %+v, want the photo and a link", got.Image)
	}
	if len(e.Image) != 3 || e.Image[0].Width != 0 {
		t.Errorf("the import changed what it was given: %+v", e.Image)
	}
	if again := importAll(t, door, []data.Element{got.WithPhotoAddresses("https://carte.example.org")}); again[0].Result != commons.Unchanged {
		t.Errorf("what was exported and comes back is %v", again[0].Result)
	}
}

func TestPhotosAreCountedByAccount(t *testing.T) {
	door, _ := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	var photos []data.Photo
	for i := range data.MaxPhotosUnused {
		photos = append(photos, givePhoto(t, door, camille.ID, i, noon))
	}
	if _, err := door.GivePhoto(ctx, camille.ID, shaded(t, 1000), noon); !errors.Is(err, commons.ErrUnusedPhotos) {
		t.Errorf("one more that is shown nowhere: %v", err)
	}
	for shade := 100; len(photos) < data.MaxPhotosADay; shade++ {
		if _, err := door.Reference(ctx, camille.ID, withPhotos(photos[len(photos)-data.MaxPhotosUnused]), noon); err != nil {
			t.Fatal(err)
		}
		photos = append(photos, givePhoto(t, door, camille.ID, shade, noon))
	}
	if _, err := door.Reference(ctx, camille.ID, withPhotos(photos[len(photos)-1]), noon); err != nil {
		t.Fatal(err)
	}
	if _, err := door.GivePhoto(ctx, camille.ID, shaded(t, 1000), noon.Add(time.Hour)); !errors.Is(err, commons.ErrManyPhotos) {
		t.Errorf("one more on the same day: %v", err)
	}
	if _, err := door.GivePhoto(ctx, camille.ID, shaded(t, 1000), noon.Add(25*time.Hour)); err != nil {
		t.Errorf("one more on the next day: %v", err)
	}
}

func TestErasingAnAccountRemovesItsPhotos(t *testing.T) {
	for _, choice := range []data.Contributions{data.KeepContributions, data.HideContributions} {
		t.Run(string(choice), func(t *testing.T) {
			door, kept := newDoor(t)
			ctx := t.Context()
			camille, sacha := join(t, door, "camille@example.org"), join(t, door, "sacha@example.org")
			own, shared, draft, unused := givePhoto(t, door, camille.ID, 1, noon), givePhoto(t, door, camille.ID, 2, noon),
				givePhoto(t, door, camille.ID, 3, noon), givePhoto(t, door, camille.ID, 4, noon)
			hidden := withPhotos(draft)
			hidden.Status = data.StatusDraft
			for _, e := range []data.Element{withPhotos(own), hidden} {
				if _, err := door.Reference(ctx, camille.ID, e, noon); err != nil {
					t.Fatal(err)
				}
			}
			written, err := door.Reference(ctx, camille.ID, withPhotos(shared), noon)
			if err != nil {
				t.Fatal(err)
			}
			next := written.Element
			next.Name = "Jardin des Roses"
			if _, err := door.Edit(ctx, sacha.ID, next.ID, 1, next, "", noon); err != nil {
				t.Fatal(err)
			}
			if _, err := door.AskErasure(ctx, camille.ID, choice, noon); err != nil {
				t.Fatal(err)
			}
			if n, err := door.EraseDue(ctx, noon.Add(data.ErasureGrace+time.Hour)); n != 1 || err != nil {
				t.Fatalf("EraseDue = %d, %v", n, err)
			}
			for name, want := range map[string]struct {
				photo data.Photo
				kept  bool
			}{
				"of an element of theirs alone": {own, choice == data.KeepContributions}, "of one that another has edited": {shared, true},
				"of a draft": {draft, false}, "shown nowhere": {unused, false},
			} {
				if got := isKept(t, kept, want.photo); got != want.kept {
					t.Errorf("the photo %s is kept: %v, want %v", name, got, want.kept)
				}
			}
		})
	}
}

// TestPhotosAreReadFewAtATime gives many at once: each is kept, or refused with a
// reason, and who waits holds nothing in memory.
func TestPhotosAreReadFewAtATime(t *testing.T) {
	door, _ := newDoor(t)
	camille := join(t, door, "camille@example.org")
	var all sync.WaitGroup
	outcomes := make([]error, 40)
	for i := range outcomes {
		given := shaded(t, i)
		all.Go(func() { _, outcomes[i] = door.GivePhoto(t.Context(), camille.ID, given, noon) })
	}
	all.Wait()
	taken := 0
	for _, err := range outcomes {
		switch {
		case err == nil:
			taken++
		case !errors.Is(err, commons.ErrPhotosBusy) && !errors.Is(err, commons.ErrUnusedPhotos):
			t.Error(err)
		}
	}
	if taken == 0 {
		t.Error("none was taken")
	}
}

func TestWhatIsNoPhotoLeavesNothingBehind(t *testing.T) {
	door, kept := newDoor(t)
	ctx := t.Context()
	camille := join(t, door, "camille@example.org")
	for name, given := range map[string]io.Reader{
		"a page": strings.NewReader("<script>alert(1)</script>"), "nothing": strings.NewReader(""),
		"too much": io.LimitReader(endless{}, media.MaxPhotoBytes+2),
	} {
		if _, err := door.GivePhoto(ctx, camille.ID, given, noon); !errors.Is(err, media.ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
	failure := fmt.Errorf("the line is cut")
	if _, err := door.GivePhoto(ctx, camille.ID, iotest.ErrReader(failure), noon); !errors.Is(err, failure) {
		t.Errorf("a line that is cut: %v", err)
	}
	if hashes, err := kept.PhotosGivenBy(ctx, camille.ID); len(hashes) > 0 || err != nil {
		t.Errorf("%d photos are kept: %v", len(hashes), err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
