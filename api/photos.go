package api

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
	"maillage/web"
)

// photosPath is where photos are given; below it they are read.
const photosPath = "/photos"

// uploadField is the field of a form that brings photos.
const uploadField = "upload"

// Bounds of giving photos.
const (
	maxPhotoBody   = media.MaxPhotoBytes + 64<<10  // bytes: one photo, and what a form says around it
	maxPhotosBody  = 3*media.MaxPhotoBytes + 1<<20 // of a form of an element that brings photos
	maxPhotosAForm = 10
	uploadMemory   = 64 << 10        // bytes of a form that stay in memory; more lies in temporary files meanwhile
	uploadLimit    = 4 * time.Minute // to send photos, over a slow line
)

var (
	errNoPhoto   = errors.New("there is no such photo, or not one that everybody may see")
	errPhotoForm = errors.New("send one photo, in the field upload of a form")
)

// takesPhotos reports whether a request brings files to an address that takes
// photos: it may be larger, and take longer, than others.
func takesPhotos(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data" && r.Method == http.MethodPost && (r.URL.Path == photosPath || isElementForm(r.URL.Path) || isNetworkForm(r.URL.Path))
}

// maxUpload returns how large a request that takesPhotos may be.
func maxUpload(r *http.Request) int64 {
	if r.URL.Path == photosPath {
		return maxPhotoBody
	}
	return maxPhotosBody
}

// givePhoto keeps a photo that somebody who has logged in gives, and answers what it
// is known by.
func (s *Server) givePhoto(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	if err := s.load(c); err != nil {
		return err
	}
	asks := who(c)
	if !asks.may(data.ActGivePhoto) {
		return errLogIn
	}
	files, done, err := s.uploads(c, asks)
	defer done()
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return errPhotoForm
	}
	photo, err := s.keepPhoto(c.Request.Context(), asks, files[0])
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, photo)
	return nil
}

// uploads reads a form and returns the files that it brings as photos; its other
// fields are in c.Request.PostForm then. A request that is no such form brings none.
// Call it only for who may give photos: it lets them take their time. Call done
// always: until then the files lie in temporary ones.
func (s *Server) uploads(c *gin.Context, asks *person) (files []*multipart.FileHeader, done func(), err error) {
	if !takesPhotos(c.Request) {
		return nil, func() {}, nil
	}
	leave, ok := s.limits.uploads.enter(asks.account.ID.String())
	if !ok {
		return nil, func() {}, commons.ErrPhotosBusy
	}
	done = func() {
		defer leave()
		form := c.Request.MultipartForm
		if form == nil { // reading it failed, which leaves nothing
			return
		}
		// net/http removes those of the request that it has made, which this is a copy of.
		if err := form.RemoveAll(); err != nil {
			s.log.Error("the temporary files of photos are not removed", "error", err)
		}
	}
	files, err = s.readUploads(c)
	return files, done, err
}

// readUploads reads a form that brings photos.
func (s *Server) readUploads(c *gin.Context) ([]*multipart.FileHeader, error) {
	control := http.NewResponseController(c.Writer)
	until := time.Now().Add(uploadLimit)
	// A writer without deadlines, as in tests, has nothing to prolong.
	_ = errors.Join(control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(s.timeouts.write)))
	err := c.Request.ParseMultipartForm(uploadMemory)
	switch _, large := errors.AsType[*http.MaxBytesError](err); {
	case large && c.Request.URL.Path == photosPath:
		return nil, media.TooManyBytes()
	case large:
		return nil, errFormSize
	case errors.Is(err, syscall.ENOSPC):
		return nil, fmt.Errorf("%w: photos that are given do not find room: %v", store.ErrFull, err)
	case err != nil:
		return nil, errors.Join(errForm, err)
	}
	return c.Request.MultipartForm.File[uploadField], nil
}

// keepPhoto keeps one of the files of a form.
func (s *Server) keepPhoto(ctx context.Context, asks *person, header *multipart.FileHeader) (data.Photo, error) {
	now := time.Now()
	if wait := s.limits.photos.take(asks.account.ID.String(), now); wait > 0 {
		return data.Photo{}, &waitError{errManyWrites, wait}
	}
	file, err := header.Open()
	if err != nil {
		return data.Photo{}, err
	}
	defer file.Close()
	return s.commons.GivePhoto(ctx, asks.account.ID, file, now)
}

// takeUploads keeps the photos that a form brings, for who has logged in, and
// returns their hashes in the order given. It reads the form: call it before its
// fields are read. With an error come the hashes of the photos that were kept
// before; [uploadMistake] says what is wrong with the next one.
func (p *pages) takeUploads(c *gin.Context) (hashes []string, err error) {
	asks := who(c)
	if !asks.may(data.ActGivePhoto) {
		return nil, errLogIn
	}
	files, done, err := p.uploads(c, asks)
	defer done()
	if err != nil {
		return nil, err
	}
	if len(files) > maxPhotosAForm {
		return nil, errFormSize
	}
	for _, file := range files {
		photo, err := p.keepPhoto(c.Request.Context(), asks, file)
		if err != nil {
			return hashes, err
		}
		if !slices.Contains(hashes, photo.Hash) {
			hashes = append(hashes, photo.Hash)
		}
	}
	return hashes, nil
}

// uploadMistakes names what may be wrong with photos, besides what they are.
var uploadMistakes = map[error]string{
	commons.ErrManyPhotos: "photos_many", commons.ErrUnusedPhotos: "photos_unused", commons.ErrPhotosBusy: "photos_busy",
	errManyWrites: "photos_fast", errFormSize: "photos_size",
}

// uploadMistake returns what a form says of photos that were not kept; false for an
// error of another sort.
func uploadMistake(err error) (web.Mistake, bool) {
	if wrong, ok := errors.AsType[*media.PictureError](err); ok {
		return web.Mistake{Rule: wrong.Rule, Facts: wrong.Facts}, true
	}
	for is, rule := range uploadMistakes {
		if errors.Is(err, is) {
			return web.Mistake{Rule: rule}, true
		}
	}
	return web.Mistake{}, false
}

// What goes with a photo: nothing in it runs, wherever it is opened.
const (
	photoPolicy  = "default-src 'none'; sandbox"
	photoForever = "public, max-age=31536000, immutable" // its name is what it holds
)

// photo answers a form of a photo that everybody may see, or who asks.
func (s *Server) photo(c *gin.Context) error {
	hash, side, ok := data.ParsePhotoName(c.Param("name"))
	if !ok {
		return errNoPhoto
	}
	caching, err := s.photoCaching(c, hash)
	if err != nil {
		return err
	}
	file, err := s.store.PhotoFile(hash, side)
	if errors.Is(err, store.ErrNotFound) {
		err = errNoPhoto
	}
	if err != nil {
		return err
	}
	defer file.Close()
	h := c.Writer.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", photoPolicy)
	h.Set("Cache-Control", caching)
	h.Set("ETag", `"`+c.Param("name")+`"`)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, file)
	return nil
}

// photoCaching returns who may keep a photo, or errNoPhoto when who asks may not see
// it: it is shown by an element or is the logo of a network that they may read, or they
// gave it.
func (s *Server) photoCaching(c *gin.Context, hash string) (string, error) {
	public, shownBy, err := s.showing(c.Request.Context(), hash)
	if public || err != nil {
		return photoForever, err
	}
	logoOf, err := s.store.NetworksWithLogo(c.Request.Context(), hash)
	if err != nil || slices.ContainsFunc(logoOf, func(n data.Network) bool { return !n.IsClosed() }) {
		return photoForever, err
	}
	c.Writer.Header().Add("Vary", "Cookie")
	if _, err := c.Request.Cookie(s.sessions.Cookie.Name); err != nil {
		return "", errNoPhoto
	}
	if err := s.load(c); err != nil {
		return "", err
	}
	asks := who(c)
	if !asks.isIn() {
		return "", errNoPhoto
	}
	may, err := s.store.GavePhoto(c.Request.Context(), hash, asks.account.ID)
	for i := 0; i < len(shownBy) && !may && err == nil; i++ {
		may, err = s.mayRead(c.Request.Context(), &asks.account, &shownBy[i])
	}
	for i := 0; i < min(len(logoOf), mostShowing) && !may && err == nil; i++ {
		var relations []data.Relation
		relations, err = s.networkRelations(c.Request.Context(), asks, &logoOf[i])
		may = data.May(data.ActReadNetwork, relations...)
	}
	if err == nil && !may {
		err = errNoPhoto
	}
	return "private, no-cache", err
}

// mostShowing bounds the elements that are not public, show a photo, and are asked
// who may read them.
const mostShowing = 20

// showing reports whether a public element shows a photo; else it returns elements
// that do and are not public.
func (s *Server) showing(ctx context.Context, hash string) (public bool, others []data.Element, err error) {
	err = s.store.EachElementWithPhoto(ctx, hash, func(e *data.Element) bool {
		if !slices.Contains(e.Photos(), hash) { // it did once
			return true
		}
		public = e.Public()
		if len(others) < mostShowing {
			others = append(others, *e)
		}
		return !public
	})
	return public, others, err
}
