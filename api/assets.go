package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"maillage/tiles"
)

// asset is a file of the pages, ready to be sent.
type asset struct {
	mediaType    string
	tag          string // of the content, without quotes
	cacheControl string
	body         []byte
	compressed   func() []byte // gzip, made for the first who asks; nil when that is no smaller
}

// hashedName is a file whose name changes with its content: it never gets old.
var hashedName = regexp.MustCompile(`[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$`)

// readAssets reads every file, by its path.
func readAssets(from fs.FS) (map[string]asset, error) {
	assets := map[string]asset{}
	if from == nil {
		return assets, nil
	}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err == nil {
			assets[name] = newAsset(name, body)
		}
		return err
	})
	if err != nil && len(assets) > 0 {
		return nil, fmt.Errorf("cannot read the files of the pages: %w", err)
	}
	return assets, nil // none: the pages are not built yet
}

func newAsset(name string, body []byte) asset {
	a := asset{
		mediaType: mime.TypeByExtension(path.Ext(name)), tag: hashOf(body),
		cacheControl: revalidate, body: body,
	}
	if a.mediaType == "" {
		a.mediaType = "application/octet-stream"
	}
	if hashedName.MatchString(name) {
		a.cacheControl = "public, max-age=31536000, immutable"
	}
	a.compressed = sync.OnceValue(func() []byte { return compressed(body) })
	return a
}

// compressed returns a body as gzip, nil when that is no smaller.
func compressed(body []byte) []byte {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // fails for other levels only
	z.Write(body)
	z.Close()
	if packed.Len() < len(body)*9/10 {
		return packed.Bytes()
	}
	return nil
}

// asset serves a file of the pages.
func (s *Server) asset(c *gin.Context) error {
	a, ok := s.assets[strings.TrimPrefix(c.Param("path"), "/")]
	if !ok {
		return errNoResource
	}
	a.send(c)
	return nil
}

// send answers with the file, or that the client's copy is still good.
func (a *asset) send(c *gin.Context) {
	h, body, tag := c.Writer.Header(), a.body, `"`+a.tag+`"`
	if negotiated(strings.ReplaceAll(c.GetHeader("Accept-Encoding"), "zstd", "")) == tiles.Gzip {
		if packed := a.compressed(); packed != nil {
			body, tag = packed, `"`+a.tag+`-gzip"`
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", tag)
	h.Set("Cache-Control", a.cacheControl)
	if matchesTag(c.GetHeader("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		c.Status(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Writer.Write(body) // a client that went away is no failure
}
