package web

import (
	"net/url"
	"slices"
)

// PhotoField is the part of a form that brings photos: the template "photo_field"
// writes it. The form is to be sent as multipart/form-data.
type PhotoField struct {
	Chosen  []ChosenPhoto // in their order
	Mistake *Mistake      // of those that were sent last; nil for none
	Invalid bool          // whether those that do not say what they show are to be marked
}

// ChosenPhoto is a photo that a form has brought already.
type ChosenPhoto struct {
	Hash, Caption string
}

// Small is the path of its small form.
func (p ChosenPhoto) Small() string { return "/photos/" + p.Hash + "-320.jpg" }

// ChosenPhotos returns the photos that the values of a form name, in their order,
// without those that it takes away. Whether they exist is not asked.
func ChosenPhotos(values url.Values) []ChosenPhoto {
	var chosen []ChosenPhoto
	for _, hash := range values["photo"] {
		known := slices.ContainsFunc(chosen, func(p ChosenPhoto) bool { return p.Hash == hash })
		if !known && !slices.Contains(values["photo-remove"], hash) {
			chosen = append(chosen, ChosenPhoto{hash, values.Get("caption-" + hash)})
		}
	}
	return chosen
}

// smallSide is how many pixels a side the small form of a photo has at most.
const smallSide = 320

// SmallWidth is how wide the small form is, in pixels.
func (p Photo) SmallWidth() int {
	longest := max(p.Width, p.Height)
	if longest <= smallSide {
		return p.Width
	}
	return max(1, (p.Width*smallSide+longest/2)/longest)
}

// IsUpright reports whether the photo is higher than wide.
func (p Photo) IsUpright() bool { return p.Height > p.Width }

// pictured says which photos show an element, in schema.org's words, at the address
// of the site. It is nil for none, and where that address is unknown.
func (e Element) pictured(site string) []map[string]any {
	if site == "" {
		return nil
	}
	var images []map[string]any
	for _, photo := range e.Photos {
		image := map[string]any{
			"@type": "ImageObject", "contentUrl": site + photo.Large, "thumbnailUrl": site + photo.Small,
			"width": photo.Width, "height": photo.Height,
		}
		for name, value := range map[string]string{"caption": photo.Caption, "creditText": photo.Credit} {
			if value != "" {
				image[name] = value
			}
		}
		images = append(images, image)
	}
	return images
}
