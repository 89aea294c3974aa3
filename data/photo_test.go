package data

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const aPhoto = "abcdefghijklmnopqrstuvwxyz234567"

func TestNamesOfPhotos(t *testing.T) {
	tests := []struct {
		name string
		hash string
		side int
		ok   bool
	}{
		{aPhoto + "-1280.jpg", aPhoto, 1280, true},
		{aPhoto + "-320.jpg", aPhoto, 320, true},
		{aPhoto + "-640.jpg", "", 0, false},
		{aPhoto + ".jpg", "", 0, false},
		{aPhoto + "-320.jpg.jpg", "", 0, false},
		{strings.ToUpper(aPhoto) + "-320.jpg", "", 0, false},
		{aPhoto[1:] + "-320.jpg", "", 0, false},
		{"../../../../etc/abcdefghijklmnopq-320.jpg", "", 0, false},
		{"", "", 0, false},
	}
	for _, tt := range tests {
		hash, side, ok := ParsePhotoName(tt.name)
		if hash != tt.hash || side != tt.side || ok != tt.ok {
			t.Errorf("ParsePhotoName(%q) = %q, %d, %v, want %q, %d, %v", tt.name, hash, side, ok, tt.hash, tt.side, tt.ok)
		}
		if ok && PhotoPath(hash, side) != PhotoPathPrefix+tt.name {
			t.Errorf("PhotoPath(%q, %d) = %q, want what was read", hash, side, PhotoPath(hash, side))
		}
	}
}

func TestPhotosAreSettled(t *testing.T) {
	other := strings.Repeat("a", 32)
	e := Element{Image: []Image{
		{Photo: aPhoto, URL: "https://example.org/x.jpg", Caption: "A", Width: 9},
		{Photo: other, URL: "https://example.org/y.jpg", Width: 7},
		{Photo: other},
		{URL: "https://example.org/z.jpg"},
	}}
	given := e
	e.SettlePhotos(map[string]Photo{aPhoto: {Hash: aPhoto, Width: 1280, Height: 960}})
	want := []Image{
		{Photo: aPhoto, Caption: "A", Width: 1280, Height: 960},
		{URL: "https://example.org/y.jpg"},
		{URL: "https://example.org/z.jpg"},
	}
	if diff := cmp.Diff(want, e.Image); diff != "" {
		t.Errorf("images, once settled (-want +got):\n%s", diff)
	}
	if given.Image[0].URL == "" {
		t.Error("settling changed the images that it was given")
	}
	read := e.WithPhotoAddresses("https://carte.example.org")
	if got, want := read.Image[0].URL, "https://carte.example.org/photos/"+aPhoto+"-1280.jpg"; got != want {
		t.Errorf("others read the address %q, want %q", got, want)
	}
	if e.Image[0].URL != "" {
		t.Error("giving addresses changed the element itself")
	}
}

func TestPhotosSayWhatTheyShow(t *testing.T) {
	tests := []struct {
		name   string
		status Status
		image  Image
		wrong  string // field; empty when all is well
	}{
		{"published, with words", StatusPublished, Image{Photo: aPhoto, Caption: "Une serre"}, ""},
		{"published, without", StatusPublished, Image{Photo: aPhoto, Caption: " "}, "image[0].caption"},
		{"about to be published, without", "", Image{Photo: aPhoto}, "image[0].caption"},
		{"a draft", StatusDraft, Image{Photo: aPhoto}, ""},
		{"a link says nothing", StatusPublished, Image{URL: "https://example.org/a.jpg"}, ""},
		{"nothing", StatusPublished, Image{Caption: "Une serre"}, "image[0].url"},
		{"no hash", StatusPublished, Image{Photo: "../secret", Caption: "x"}, "image[0].photo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := Element{Kind: KindPlace, Name: "Jardin", Status: tt.status, Image: []Image{tt.image}}
			wrong := ""
			if errs := FieldErrors(e.Validate()); len(errs) > 0 {
				wrong = errs[0].Field
			}
			if wrong != tt.wrong {
				t.Errorf("Validate refuses %q, want %q: %v", wrong, tt.wrong, e.Validate())
			}
		})
	}
}
