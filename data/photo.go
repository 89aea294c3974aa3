package data

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The sides of the two forms in which a photo is kept, in pixels at most: one to
// look at, one for lists.
const (
	PhotoLarge = 1280
	PhotoSmall = 320
)

// What one account may give.
const (
	MaxPhotosADay     = 100
	MaxPhotosUnused   = 30             // that no element shows yet
	UnusedPhotoLife   = 24 * time.Hour // then a photo that no element shows is forgotten
	PhotoPathPrefix   = "/photos/"     // what the paths of photos begin with
	photoHashLength   = 32             // characters: 160 bits
	photoHashAlphabet = "abcdefghijklmnopqrstuvwxyz234567"
)

// Photo is a photo that is kept here.
type Photo struct {
	Hash   string `json:"hash"`   // see [IsPhotoHash]
	Width  int    `json:"width"`  // pixels, of the large form
	Height int    `json:"height"` // pixels, of the large form
}

var photoHashText = base32.NewEncoding(photoHashAlphabet).WithPadding(base32.NoPadding)

// PhotoHash returns the name of a photo: the begin of the SHA-256 of its large form.
// So a photo that is given twice is kept once, and nobody guesses a name.
func PhotoHash(large []byte) string {
	sum := sha256.Sum256(large)
	return photoHashText.EncodeToString(sum[:photoHashLength*5/8])
}

// IsPhotoHash reports whether s is written as the name of a photo is: 160 bits in
// base32 (RFC 4648), in small letters.
func IsPhotoHash(s string) bool {
	return len(s) == photoHashLength && strings.Trim(s, photoHashAlphabet) == ""
}

// PhotoPath returns the path of a form of a photo: [PhotoLarge] or [PhotoSmall].
func PhotoPath(hash string, side int) string {
	return PhotoPathPrefix + hash + "-" + strconv.Itoa(side) + ".jpg"
}

// ParsePhotoName reads the last part of a [PhotoPath].
func ParsePhotoName(name string) (hash string, side int, ok bool) {
	hash, rest, _ := strings.Cut(name, "-")
	for _, side := range []int{PhotoLarge, PhotoSmall} {
		if rest == strconv.Itoa(side)+".jpg" && IsPhotoHash(hash) {
			return hash, side, true
		}
	}
	return "", 0, false
}

// Photos returns the hashes of the photos of e that are kept here, each once.
func (e *Element) Photos() []string {
	var hashes []string
	for _, image := range e.Image {
		if image.Photo != "" && !slices.Contains(hashes, image.Photo) {
			hashes = append(hashes, image.Photo)
		}
	}
	return hashes
}

// WithPhotoAddresses returns e as others read it: each photo kept here has its
// address, at a site whose own has no slash at its end. e stays as it is.
func (e Element) WithPhotoAddresses(site string) Element {
	if len(e.Photos()) == 0 {
		return e
	}
	e.Image = slices.Clone(e.Image)
	for i := range e.Image {
		if image := &e.Image[i]; image.Photo != "" {
			image.URL = site + PhotoPath(image.Photo, PhotoLarge)
		}
	}
	return e
}

// SettlePhotos says of each photo of e what is known of it here: its size, and no
// address, which it gets when it is read. One that is not known stays as a link
// where it has an address that leads somewhere, and goes where it has none. e is
// changed.
func (e *Element) SettlePhotos(known map[string]Photo) {
	images := slices.Clone(e.Image)
	for i := range images {
		image := &images[i]
		image.Width, image.Height = 0, 0
		if photo, ok := known[image.Photo]; ok {
			image.URL, image.Width, image.Height = "", photo.Width, photo.Height
		} else {
			if image.Photo != "" && !IsWebAddress(image.URL) { // that of a site which knows no address of its own
				image.URL = ""
			}
			image.Photo = ""
		}
	}
	e.Image = slices.DeleteFunc(images, func(image Image) bool { return image.Photo == "" && image.URL == "" })
	if len(e.Image) == 0 {
		e.Image = nil
	}
}
