package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// readForm reads what a form sends, and keeps the photos that it brings: they join
// those that the form names. What is wrong with them comes back by the name of the
// input; nobody's photos are kept.
func (p *pages) readForm(c *gin.Context) (map[string]web.Mistake, error) {
	var mistakes map[string]web.Mistake
	if who(c).isIn() {
		hashes, err := p.takeUploads(c)
		if mistake, known := uploadMistake(err); known && c.Request.PostForm.Has("kind") {
			mistakes = map[string]web.Mistake{"upload": mistake}
		} else if err != nil {
			return nil, err
		}
		for _, hash := range hashes {
			if !slices.Contains(c.Request.PostForm["photo"], hash) {
				c.Request.PostForm.Add("photo", hash)
			}
		}
	} else if takesPhotos(c.Request) {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxFormBody)
		if err := c.Request.ParseMultipartForm(maxFormBody); err != nil {
			return nil, formError(err)
		}
	}
	for _, values := range c.Request.PostForm {
		if len(values) > maxRepeated {
			return nil, errForm
		}
	}
	return mistakes, nil
}

// images takes the photos that the form names, in its order, with what it says of
// each. Links to pictures elsewhere stay.
func (f *elementForm) images() {
	var images []data.Image
	for _, hash := range f.values["photo"] {
		if slices.ContainsFunc(images, func(image data.Image) bool { return image.Photo == hash }) {
			continue
		}
		image := data.Image{Photo: hash}
		if i := slices.IndexFunc(f.present.Image, func(image data.Image) bool { return image.Photo == hash }); i >= 0 {
			image = f.present.Image[i]
		}
		if f.values.Has(captionInput(hash)) {
			image.Caption = f.text(captionInput(hash))
		}
		images = append(images, image)
	}
	for _, image := range f.present.Image {
		if image.Photo == "" {
			images = append(images, image)
		}
	}
	f.e.Image = images
}

// captionInput is the input for what a photo shows.
func captionInput(hash string) string { return "caption-" + hash }

// formPhotos returns the photos that a form names.
func (w *formWriter) formPhotos() []web.FormPhoto {
	var photos []web.FormPhoto
	for _, hash := range w.values["photo"] {
		if data.IsPhotoHash(hash) && len(photos) < data.MaxList {
			photos = append(photos, web.FormPhoto{Hash: hash, Small: data.PhotoPath(hash, data.PhotoSmall), Caption: w.values.Get(captionInput(hash))})
		}
	}
	return photos
}

// distinguish notes that an element is none of those of which its author said so.
// That one of them is gone, or hidden, is no failure, nor that somebody has said so
// too often lately: then they are offered again.
func (w *formWriter) distinguish(id data.ID, now time.Time) {
	others := w.values["notsame"]
	for _, text := range others[:min(len(others), data.MaxList)] {
		other, err := data.ParseID(text)
		if err != nil {
			continue
		}
		if w.limits.distinct.take(who(w.c).account.ID.String(), now) > 0 {
			return
		}
		err = w.commons.NotTheSame(w.c.Request.Context(), who(w.c).account.ID, id, other, now)
		if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, commons.ErrForbidden) && !errors.Is(err, data.ErrInvalid) {
			w.log.Error("that two elements are not the same is not noted", "error", err)
		}
	}
}
