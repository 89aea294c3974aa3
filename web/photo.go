package web

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
