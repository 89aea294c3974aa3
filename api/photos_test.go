package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/media"
	"maillage/web"
)

// shot returns a JPEG that differs from those of other shades.
func shot(t testing.TB, shade uint8) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range picture.Pix {
		picture.Pix[i] = shade
	}
	picture.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form returns a form that brings files in the field upload.
func form(t testing.TB, values map[string]string, files ...[]byte) (mediaType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, value := range values {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for i, file := range files {
		part, err := w.CreateFormFile(uploadField, fmt.Sprintf("../../photo-%d.jpg", i))
		if err == nil {
			_, err = part.Write(file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

func (v *visitor) give(file []byte, headers ...string) answer {
	v.t.Helper()
	mediaType, body := form(v.t, nil, file)
	return v.send(http.MethodPost, photosPath, mediaType, body, headers...)
}

// given is a photo that a member has given.
func (v *visitor) given(shade uint8) data.Photo {
	v.t.Helper()
	got := v.give(shot(v.t, shade))
	var photo data.Photo
	if err := json.Unmarshal(got.body, &photo); err != nil || got.status != http.StatusCreated {
		v.t.Fatalf("POST %s = %d\n%s", photosPath, got.status, got.body)
	}
	return photo
}

// referenced makes an element known that shows a photo.
func (v *visitor) referenced(photo data.Photo, status string) data.Element {
	v.t.Helper()
	body := fmt.Sprintf(`{"kind":"place","name":"Serre du Pré","status":%q,"image":[{"photo":%q,"caption":"Une serre au matin"}]}`, status, photo.Hash)
	got := v.send(http.MethodPost, elementsPath, "application/json", strings.NewReader(body))
	if got.status != http.StatusCreated {
		v.t.Fatalf("POST %s = %d\n%s", elementsPath, got.status, got.body)
	}
	return written(v.t.(*testing.T), got)
}

func TestAPhotoIsItsGiversUntilAnElementShowsIt(t *testing.T) {
	h := newHouse(t)
	camille, sacha, anybody := h.member("camille@example.org"), h.member("sacha@example.org"), h.visitor()
	photo := camille.given(10)
	if photo.Width != 640 || photo.Height != 480 {
		t.Errorf("the photo is %+v", photo)
	}
	paths := []string{data.PhotoPath(photo.Hash, data.PhotoLarge), data.PhotoPath(photo.Hash, data.PhotoSmall)}
	look := func(when string, want map[*visitor]int) {
		t.Helper()
		for who, status := range want {
			for _, path := range paths {
				got := who.look(path)
				if got.status != status {
					t.Errorf("%s, GET %s = %d, want %d", when, path, got.status, status)
				}
				if caching := got.header.Get("Cache-Control"); strings.Contains(caching, "public") && when != "published" {
					t.Errorf("%s, it may be kept by others: %q", when, caching)
				}
			}
		}
	}
	nobodyElse := map[*visitor]int{camille: http.StatusOK, sacha: http.StatusNotFound, anybody: http.StatusNotFound}
	look("given", nobodyElse)
	draft := camille.referenced(photo, "draft")
	look("a draft", nobodyElse)

	edit := fmt.Sprintf(`{"kind":"place","name":"Serre","status":"published","image":[{"photo":%q,"caption":"Une serre"}]}`, photo.Hash)
	address := elementsPath + "/" + draft.ID.String()
	if got := camille.send("PUT", address, "application/json", strings.NewReader(edit), "If-Match", `"1"`); got.status != http.StatusOK {
		t.Fatalf("PUT = %d\n%s", got.status, got.body)
	}
	look("published", map[*visitor]int{camille: http.StatusOK, sacha: http.StatusOK, anybody: http.StatusOK})
	got := anybody.look(paths[0])
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline", "Cache-Control": photoForever,
		"Content-Security-Policy": photoPolicy, "Set-Cookie": "",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	if size, err := jpeg.DecodeConfig(bytes.NewReader(got.body)); err != nil || size.Width != 640 {
		t.Errorf("the photo is %+v, %v", size, err)
	}
	if again := anybody.send("GET", paths[0], "", nil, "If-None-Match", got.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("asked again it is %d", again.status)
	}
	if got := anybody.send("HEAD", paths[0], "", nil); got.status != http.StatusOK || len(got.body) > 0 || got.header.Get("Content-Length") == "" {
		t.Errorf("HEAD = %d, %d bytes", got.status, len(got.body))
	}

	if got := camille.send("DELETE", address, "", nil, "If-Match", `"2"`); got.status != http.StatusOK {
		t.Fatalf("DELETE = %d\n%s", got.status, got.body)
	}
	look("hidden", nobodyElse)
}

func TestPhotosAreShownByTheirAddresses(t *testing.T) {
	h := newHouse(t)
	h.server.publicURL = "https://carte.example.org"
	camille := h.member("camille@example.org")
	photo := camille.given(10)
	e := camille.referenced(photo, "published")
	large := data.PhotoPath(photo.Hash, data.PhotoLarge)
	for path, parts := range map[string][]string{
		elementsPath + "/" + e.ID.String():     {`"url":"https://carte.example.org` + large + `"`, `"photo":"` + photo.Hash + `"`, `"width":640`, `"caption":"Une serre au matin"`},
		"/api/v1/search?q=serre":               {`"url":"https://carte.example.org` + large + `"`},
		"/api/v1/elements.geojson?q=serre":     {`"url":"https://carte.example.org` + large + `"`},
		"/api/v1/elements.ndjson?q=serre":      {`"url":"https://carte.example.org` + large + `"`},
		"/api/v1/elements.csv?q=serre":         {"https://carte.example.org" + large},
		"/api/v1/elements.atom?q=serre":        {`<link href="https://carte.example.org` + large + `" rel="enclosure" type="image/jpeg">`},
		web.ElementPath(e.ID.String(), e.Slug): {`src="` + large + `"`, `width="640" height="480"`, `alt="Une serre au matin"`},
	} {
		got := h.visitor().look(path)
		for _, part := range parts {
			if got.status != http.StatusOK || !strings.Contains(string(got.body), part) {
				t.Errorf("GET %s = %d lacks %s\n%s", path, got.status, part, got.body)
			}
		}
	}
	kept, err := h.store.Element(t.Context(), e.ID)
	if err != nil || kept.Image[0].URL != "" {
		t.Errorf("what is kept has an address: %+v, %v", kept.Image, err)
	}
}

// TestNoPageLoadsAPictureOfAnotherSite shows an element of an import, whose picture
// lies elsewhere, by a link.
func TestNoPageLoadsAPictureOfAnotherSite(t *testing.T) {
	h := newHouse(t)
	e := data.FirstRevision(data.Element{Kind: data.KindPlace, Name: "Ailleurs", Image: []data.Image{{URL: "https://other.example.org/a.jpg"}}}, data.NewID(), time.Now())
	h.add(e)
	h.wait()
	page := string(h.visitor().look(web.ElementPath(e.ID.String(), e.Slug)).body)
	if !strings.Contains(page, `<a href="https://other.example.org/a.jpg"`) || strings.Contains(page, `src="https://other`) || strings.Contains(page, "og:image") {
		t.Errorf("the page loads what lies elsewhere, or does not link to it:\n%s", page)
	}
}

func TestPhotosAreRefusedWithReasons(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	oneFile, twoFiles := shot(t, 10), shot(t, 20)
	several, severalBody := form(t, nil, oneFile, twoFiles)
	none, noneBody := form(t, map[string]string{"upload": "photo.jpg"})
	tests := []struct {
		name   string
		got    answer
		status int
		code   string
		says   string
	}{
		{"without an account", h.visitor().give(oneFile), 401, "log_in", "Connectez-vous"},
		{"from a page of another site", camille.give(oneFile, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, "foreign_origin", "autre site"},
		{"a drawing with a script", camille.give([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)), 422, "photo_format", "JPEG, PNG ou WebP"},
		{"a photo of an iPhone", camille.give([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")), 422, "photo_heic", "Réglages, Appareil photo"},
		{"half a photo", camille.give(oneFile[:len(oneFile)/2]), 422, "photo_damaged", "abîmée"},
		{"a little too much", camille.give(make([]byte, media.MaxPhotoBytes+1)), 422, "photo_bytes", "15 Mo"},
		{"far too much", camille.give(make([]byte, media.MaxPhotoBytes+1<<20)), 422, "photo_bytes", "15 Mo"},
		{"several at once", camille.send("POST", photosPath, several, severalBody), 400, "bad_form", "Envoyez une photo"},
		{"none", camille.send("POST", photosPath, none, noneBody), 400, "bad_form", "Envoyez une photo"},
		{"no form", camille.send("POST", photosPath, "image/jpeg", bytes.NewReader(oneFile)), 400, "bad_form", "Envoyez une photo"},
		{"a form that breaks off", camille.send("POST", photosPath, several, strings.NewReader("--x\r\n")), 400, "bad_form", "Le formulaire"},
	}
	for _, tt := range tests {
		var p problem
		if err := json.Unmarshal(tt.got.body, &p); err != nil || tt.got.status != tt.status || p.Code != tt.code || !strings.Contains(p.Detail, tt.says) {
			t.Errorf("%s: %d %s %q (%v), want %d %s %q", tt.name, tt.got.status, p.Code, p.Detail, err, tt.status, tt.code, tt.says)
		}
	}
	for _, path := range []string{
		"/photos/x.jpg", "/photos/..%2f..%2fmaillage.db", "/photos/" + strings.Repeat("a", 32) + "-1280.jpg", "/photos/" + strings.Repeat("a", 32) + "-99999.jpg", "/photos/",
	} {
		if got := camille.look(path); got.status != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, got.status)
		}
	}
}

func TestNothingIsLeftOfTheFileThatWasGiven(t *testing.T) {
	h := newHouse(t)
	camille := h.member("camille@example.org")
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	file := append(shot(t, 10), make([]byte, 1<<20)...) // too much to stay in memory
	if got := camille.give(file); got.status != http.StatusCreated {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	mediaType, body := form(t, nil, file, file)
	camille.send("POST", photosPath, mediaType, body)
	if left, err := os.ReadDir(temporary); len(left) > 0 || err != nil {
		t.Errorf("%d files are left, with where the photo was taken: %v, %v", len(left), left, err)
	}
}

func TestFewPhotosAreOnTheirWayAtOnce(t *testing.T) {
	crowd := newCrowd(5, 2)
	enter := func(key string, want bool) func() {
		t.Helper()
		leave, ok := crowd.enter(key)
		if ok != want {
			t.Fatalf("%s enters: %v, want %v", key, ok, want)
		}
		return leave
	}
	leave := enter("camille", true)
	enter("camille", true)
	enter("camille", false)
	enter("sacha", true)
	enter("sacha", true)
	enter("robin", true)
	enter("robin", false)
	leave()
	enter("robin", true)
	if len(crowd.of) != 3 || crowd.all != 5 {
		t.Errorf("%v of %d", crowd.of, crowd.all)
	}
}

func TestAnybodysFormIsNotRead(t *testing.T) {
	h := newHouse(t)
	read := 0
	body := readerFunc(func(p []byte) (int, error) { read += len(p); return len(p), nil })
	r := httptest.NewRequest(http.MethodPost, photosPath, io.LimitReader(body, 1<<30))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized || read > 0 {
		t.Errorf("status %d after %d bytes were read", w.Code, read)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestAFormBringsPhotos calls what the forms of elements call.
func TestAFormBringsPhotos(t *testing.T) {
	h := newHouse(t)
	h.join("camille@example.org", "Camille")
	account, _, err := h.store.AccountByEmail(t.Context(), "camille@example.org")
	if err != nil {
		t.Fatal(err)
	}
	p := &pages{Server: h.server}
	take := func(mediaType string, body io.Reader) ([]string, *http.Request, error) {
		r := httptest.NewRequest(http.MethodPost, "/new", body)
		r.Header.Set("Content-Type", mediaType)
		c := contextOf(r, &person{account: account})
		hashes, err := p.takeUploads(c)
		return hashes, c.Request, err
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	defer func() {
		if left, err := os.ReadDir(temporary); len(left) > 0 || err != nil {
			t.Errorf("files are left of what was sent: %v, %v", left, err)
		}
	}()
	mediaType, body := form(t, map[string]string{"name": "Serre"}, shot(t, 10), shot(t, 20), shot(t, 10))
	hashes, r, err := take(mediaType, body)
	if err != nil || len(hashes) != 2 || r.PostForm.Get("name") != "Serre" {
		t.Errorf("takeUploads = %v, %v, and the name is %q", hashes, err, r.PostForm.Get("name"))
	}
	mediaType, body = form(t, nil, shot(t, 30), []byte("<html>"))
	hashes, _, err = take(mediaType, body)
	if mistake, ok := uploadMistake(err); len(hashes) != 1 || !ok || mistake.Rule != "photo_format" {
		t.Errorf("the first of two is taken: %v, %v", hashes, err)
	}
	if hashes, _, err = take("application/x-www-form-urlencoded", strings.NewReader("name=Serre")); hashes != nil || err != nil {
		t.Errorf("a form without files: %v, %v", hashes, err)
	}
	if _, err := (&pages{Server: h.server}).takeUploads(contextOf(httptest.NewRequest(http.MethodPost, "/new", nil), &person{})); err == nil {
		t.Error("anybody gives photos")
	}
}

// contextOf returns what a handler is given of a request by somebody.
func contextOf(r *http.Request, asks *person) *gin.Context {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = r.WithContext(context.WithValue(r.Context(), personKey{}, asks))
	return c
}

func TestMyPhotosAreMine(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	photo := camille.given(10)
	sacha.given(20)
	files := archived(t, camille.look("/account/export"))
	var photos []string
	for name := range files {
		if strings.HasPrefix(name, "photos/") {
			photos = append(photos, name)
		}
	}
	mine := "photos/" + photo.Hash + ".jpg"
	if !slices.Equal(photos, []string{mine}) || data.PhotoHash([]byte(files[mine])) != photo.Hash {
		t.Errorf("my archive holds the photos %v, want %s", photos, mine)
	}
}
