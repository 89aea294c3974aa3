package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"maillage/data"
)

// PhotosFolder is the folder of a data folder that holds the files of photos, each
// in a folder named after the first two letters of its hash.
const PhotosFolder = "photos"

// photoSides are the forms of a photo.
var photoSides = []int{data.PhotoLarge, data.PhotoSmall}

// photoFile returns where a form of a photo lies in a data folder.
func photoFile(dir, hash string, side int) string {
	return filepath.Join(dir, PhotosFolder, hash[:2], filepath.Base(data.PhotoPath(hash, side)))
}

// PhotoFile opens a form of a photo: [data.PhotoLarge] or [data.PhotoSmall]. The
// caller closes it. The error wraps [ErrNotFound].
func (s *Store) PhotoFile(hash string, side int) (*os.File, error) {
	if !data.IsPhotoHash(hash) || !slices.Contains(photoSides, side) {
		return nil, fmt.Errorf("photo: %w", ErrNotFound)
	}
	file, err := os.Open(photoFile(s.dir, hash, side))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("photo: %w", ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	return file, nil
}

// writePhoto writes the files of a photo. What is there already stays.
func (s *Store) writePhoto(hash string, large, small []byte) error {
	if !data.IsPhotoHash(hash) {
		return fmt.Errorf("%w: %q is not the name of a photo", data.ErrInvalid, hash)
	}
	if s.Writable() != nil {
		return s.Writable()
	}
	return writePhotoFiles(s.dir, hash, large, small)
}

// writePhotoFiles writes the files of a photo into a data folder, each whole or not
// at all, and on the disk when it returns.
func writePhotoFiles(dir, hash string, large, small []byte) error {
	folder := filepath.Join(dir, PhotosFolder, hash[:2])
	err := makeFolder(folder)
	for side, content := range map[int][]byte{data.PhotoLarge: large, data.PhotoSmall: small} {
		path := photoFile(dir, hash, side)
		if _, known := os.Lstat(path); err == nil && known != nil {
			err = writeWhole(path, content)
		}
	}
	if err == nil {
		err = syncFolder(folder)
	}
	if err != nil {
		return diskError(err)
	}
	return nil
}

// makeFolder makes a folder and those above it, on the disk too.
func makeFolder(folder string) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(folder)), syncFolder(filepath.Dir(filepath.Dir(folder))))
}

// writeWhole writes a file that appears whole or not at all. Its name is on the disk
// once its folder is.
func writeWhole(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// diskError says what is wrong with a disk that does not take a file.
func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fullError(err)
	}
	return fmt.Errorf("%w: the disk does not take what is written: %v", ErrFolder, err)
}

// removePhoto removes the files of a photo; those that are not there are no error.
func (s *Store) removePhoto(hash string) error {
	var errs []error
	for _, side := range photoSides {
		if err := os.Remove(photoFile(s.dir, hash, side)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("%w: a photo cannot be removed: %v", ErrFolder, err))
		}
	}
	return errors.Join(errs...)
}

// RemoveStrayPhotos removes photos whose files are there and that the database does
// not know, and files that are not whole: a process that was killed may have left
// them. It returns how many files it removed.
func (s *Store) RemoveStrayPhotos(ctx context.Context) (n int, err error) {
	s.photoFiles.Lock()
	defer s.photoFiles.Unlock()
	folders, err := os.ReadDir(filepath.Join(s.dir, PhotosFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %v", ErrFolder, err)
	}
	for _, folder := range folders {
		removed, err := s.removeStrayIn(ctx, folder.Name())
		n += removed
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (s *Store) removeStrayIn(ctx context.Context, prefix string) (n int, err error) {
	known, err := s.hashes(ctx, "SELECT hash FROM photos WHERE hash >= ? AND hash < ? ORDER BY hash", prefix, prefix+"{") // which follows z
	if err != nil {
		return 0, err
	}
	folder := filepath.Join(s.dir, PhotosFolder, prefix)
	files, err := os.ReadDir(folder)
	if err != nil {
		return 0, nil // not a folder: not ours
	}
	for _, file := range files {
		hash, _, ok := data.ParsePhotoName(file.Name())
		_, found := slices.BinarySearch(known, hash)
		if isPart := strings.HasPrefix(file.Name(), "."); file.IsDir() || found || !ok && !isPart {
			continue
		}
		if err := os.Remove(filepath.Join(folder, file.Name())); err != nil {
			return n, fmt.Errorf("%w: %v", ErrFolder, err)
		}
		n++
	}
	return n, nil
}
