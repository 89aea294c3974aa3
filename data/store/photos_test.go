package store_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// painted returns a photo that differs from those of other shades, and its form.
func painted(t testing.TB, shade uint8) (data.Photo, []byte) {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range picture.Pix {
		picture.Pix[i] = shade
	}
	picture.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	return data.Photo{Hash: data.PhotoHash(b.Bytes()), Width: 40, Height: 30}, b.Bytes()
}

// giver returns an account that is kept.
func giver(t testing.TB, s *store.Store, email string) data.ID {
	t.Helper()
	account := data.Account{ID: data.NewID(), Email: email, Name: "Camille", Language: "fr", CreatedAt: noon}
	if _, err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutAccount(account, "hash") }); err != nil {
		t.Fatal(err)
	}
	return account.ID
}

func give(t testing.TB, s *store.Store, shade uint8, by data.ID, at time.Time) data.Photo {
	t.Helper()
	photo, form := painted(t, shade)
	allow := func(*store.Tx, store.GivenPhotos) error { return nil }
	if err := s.PutPhoto(t.Context(), photo, form, form, by, at, at.Add(-24*time.Hour), allow); err != nil {
		t.Fatal(err)
	}
	return photo
}

// showing returns an element that shows photos.
func showing(photos ...data.Photo) *data.Element {
	e := element("Jardin")
	for _, photo := range photos {
		e.Image = append(e.Image, data.Image{Photo: photo.Hash, Width: photo.Width, Height: photo.Height, Caption: "Une serre"})
	}
	return e
}

// isKept reports whether both forms of a photo can be read.
func isKept(t testing.TB, s *store.Store, photo data.Photo) bool {
	t.Helper()
	for _, side := range []int{data.PhotoLarge, data.PhotoSmall} {
		file, err := s.PhotoFile(photo.Hash, side)
		if errors.Is(err, store.ErrNotFound) {
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(file)
		file.Close()
		if err != nil || data.PhotoHash(content) != photo.Hash {
			t.Errorf("photo %s holds something else: %v", photo.Hash, err)
		}
	}
	return true
}

// files returns how many files lie in the folder of photos.
func files(t testing.TB, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, store.PhotosFolder), func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			n++
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return n
}

func TestPhotosThatNobodyShowsAreForgotten(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	camille, sacha := giver(t, s, "camille@example.org"), giver(t, s, "sacha@example.org")
	day := noon.Add(24 * time.Hour)
	shown, before, draft := give(t, s, 10, camille, noon), give(t, s, 20, camille, noon), give(t, s, 30, camille, noon)
	unused, fresh, again := give(t, s, 40, camille, noon), give(t, s, 50, camille, day), give(t, s, 60, camille, noon)
	give(t, s, 60, sacha, day) // given by another one too, later

	e := showing(shown, before)
	hidden := showing(draft)
	hidden.Status = data.StatusDraft
	put(t, s, e, hidden)
	e.Image, e.Revision = e.Image[:1], 2 // the other photo is in an earlier revision only
	put(t, s, e)

	n, err := s.ForgetPhotos(t.Context(), noon)
	if err != nil || n != 1 {
		t.Errorf("ForgetPhotos = %d, %v, want 1", n, err)
	}
	for name, want := range map[string]struct {
		photo data.Photo
		kept  bool
	}{
		"shown": {shown, true}, "shown by an earlier revision": {before, true}, "shown by a draft": {draft, true},
		"shown by nothing": {unused, false}, "given lately": {fresh, true}, "given again": {again, true},
	} {
		if got := isKept(t, s, want.photo); got != want.kept {
			t.Errorf("the photo %s is kept: %v, want %v", name, got, want.kept)
		}
	}

	left := hidden.Emptied(noon)
	_, err = s.Update(t.Context(), func(tx *store.Tx) error { return tx.EmptyElement(left, data.ReasonErased) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ForgetPhotos(t.Context(), noon); err != nil || isKept(t, s, draft) {
		t.Errorf("the photo of an element that was emptied is kept: %v", err)
	}
	if files(t, dir) != 2*4 {
		t.Errorf("%d files lie there, want two for each of 4 photos", files(t, dir))
	}
	if report, err := store.Verify(t.Context(), filepath.Join(dir, store.FileName)); err != nil || report.Photos != 4 || len(report.LostPhotos)+len(report.Problems) > 0 {
		t.Errorf("Verify = %+v, %v", report, err)
	}
}

func TestAPhotoIsKeptWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	camille := giver(t, s, "camille@example.org")
	refusal := errors.New("no")
	photo, form := painted(t, 10)
	refuse := func(*store.Tx, store.GivenPhotos) error { return refusal }
	if err := s.PutPhoto(t.Context(), photo, form, form, camille, noon, noon, refuse); !errors.Is(err, refusal) || files(t, dir) > 0 {
		t.Errorf("a refused photo: %v, and %d files are left", err, files(t, dir))
	}
	give(t, s, 10, camille, noon)
	if err := s.PutPhoto(t.Context(), photo, form, form, camille, noon, noon, refuse); !errors.Is(err, refusal) || !isKept(t, s, photo) {
		t.Errorf("a photo that is kept is refused when it comes again (%v), and gone", err)
	}
	stranger := data.NewID()
	other, _ := painted(t, 20)
	allow := func(*store.Tx, store.GivenPhotos) error { return nil }
	if err := s.PutPhoto(t.Context(), other, form, form, stranger, noon, noon, allow); err == nil || isKept(t, s, other) {
		t.Errorf("somebody without an account gives a photo: %v", err)
	}

	// A process that was killed left these.
	folder := filepath.Join(dir, store.PhotosFolder, photo.Hash[:2])
	stray := filepath.Join(folder, photo.Hash[:2]+other.Hash[2:]+"-320.jpg")
	for _, path := range []string{stray, filepath.Join(folder, ".123456"), filepath.Join(folder, "notes.txt")} {
		if err := os.WriteFile(path, form, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.RemoveStrayPhotos(t.Context()); n != 2 || err != nil || !isKept(t, s, photo) {
		t.Errorf("RemoveStrayPhotos = %d, %v, want 2, and what is known stays", n, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "notes.txt")); err != nil {
		t.Errorf("a file that is not ours is gone: %v", err)
	}
}

func TestNamesOfPhotosStayInTheirFolder(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, name := range []string{"", "a", "../maillage.db", "..", "../../../../../../../etc/passwd\x00aa"} {
		if file, err := s.PhotoFile(name, data.PhotoLarge); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("PhotoFile(%q) = %v, %v", name, file, err)
		}
	}
}

func TestABackupHasItsPhotos(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	camille := giver(t, s, "camille@example.org")
	shown, unused, lost := give(t, s, 10, camille, noon), give(t, s, 20, camille, noon), give(t, s, 30, camille, noon)
	put(t, s, showing(shown, lost))
	backup := filepath.Join(t.TempDir(), "copy.db")
	if _, lost, err := store.Backup(t.Context(), dir, backup, false); err != nil || lost != 0 {
		t.Fatalf("Backup: %d are lost, %v", lost, err)
	}
	later := give(t, s, 40, camille, noon)
	into := filepath.Join(t.TempDir(), "new")
	report, err := store.Restore(t.Context(), backup, into)
	if err != nil || report.Photos != 3 || len(report.LostPhotos) > 0 {
		t.Fatalf("Restore = %+v, %v", report, err)
	}
	restored := open(t, into)
	for _, photo := range []data.Photo{shown, unused, lost} {
		if !isKept(t, restored, photo) {
			t.Errorf("photo %s is not restored", photo.Hash)
		}
	}
	if isKept(t, restored, later) || files(t, into) != 6 {
		t.Errorf("%d files are restored, want 6", files(t, into))
	}
	if n, err := restored.ForgetPhotos(t.Context(), noon); n != 1 || err != nil {
		t.Errorf("ForgetPhotos = %d, %v: it is known who gave them", n, err)
	}

	// A photo that got lost is told of, and hinders nothing.
	for _, side := range []string{"-320.jpg", "-1280.jpg"} {
		if err := os.Remove(filepath.Join(dir, store.PhotosFolder, lost.Hash[:2], lost.Hash+side)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, store.PhotosFolder, unused.Hash[:2], unused.Hash+"-1280.jpg")
	if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err = store.Verify(t.Context(), filepath.Join(dir, store.FileName))
	if err != nil || len(report.LostPhotos) != 2 || len(report.Problems) > 0 {
		t.Errorf("Verify = %+v, %v, want 2 lost photos", report, err)
	}
	if _, n, err := store.Backup(t.Context(), dir, backup, true); err != nil || n != 1 {
		t.Errorf("Backup: %d are lost, %v, want 1", n, err)
	}
	report, err = store.Restore(t.Context(), backup, filepath.Join(t.TempDir(), "again"))
	if err != nil || len(report.LostPhotos) != 2 || report.Photos != 4 {
		t.Errorf("Restore = %+v, %v, want all but 2 photos", report, err)
	}
}

func TestAnErasedAccountTakesItsPhotosAlong(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	camille := giver(t, s, "camille@example.org")
	shown, unused := give(t, s, 10, camille, noon), give(t, s, 20, camille, noon)
	put(t, s, showing(shown))
	_, err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.DeleteAccount(data.Erasure{Account: camille, Contributions: data.KeepContributions, At: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ForgetPhotos(t.Context(), noon.Add(-time.Hour)); err != nil || isKept(t, s, unused) || !isKept(t, s, shown) {
		t.Errorf("want the photo that is shown, and no other: %v", err)
	}
	if gave, err := s.GavePhoto(t.Context(), shown.Hash, camille); gave || err != nil {
		t.Errorf("it is still known who gave a photo: %v", err)
	}
}
