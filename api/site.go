package api

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
	"maillage/web"
)

// Paths of what an instance looks like.
const (
	themePath = "/theme.css"
	logoPath  = "/logo.png"
)

// theme sends the colours of the instance.
func (s *Server) theme(c *gin.Context) error {
	now := s.now()
	c.Header("Cache-Control", cachedFor(c, now.version.Settings))
	c.Data(http.StatusOK, "text/css; charset=utf-8", []byte(now.theme))
	return nil
}

// logo sends the logo of the instance.
func (s *Server) logo(c *gin.Context) error {
	now := s.now()
	if now.logo == nil {
		return errNoResource
	}
	c.Header("Cache-Control", cachedFor(c, now.version.Logo))
	c.Data(http.StatusOK, "image/png", now.logo)
	return nil
}

// cachedFor says how long an answer whose address names a version may be kept.
func cachedFor(c *gin.Context, version int64) string {
	if c.Query("v") == formatInt(version) {
		return "public, max-age=31536000, immutable"
	}
	return revalidate
}

// elsewhere returns the address of the same page in the usual language of the
// instance, when it does not speak the language of the page.
func (i *instance) elsewhere(language web.Language, r *http.Request) (string, bool) {
	if slices.Contains(i.site.Languages, language) || r.Method != http.MethodGet {
		return "", false
	}
	path := strings.TrimPrefix(r.URL.EscapedPath(), strings.TrimSuffix(language.Path("/"), "/"))
	return withQuery(i.site.Languages[0].Path("/"+strings.TrimLeft(path, "/")), r.URL.RawQuery), true
}

// startOf returns where the map of the instance starts.
func (i *instance) startOf(g *geo.Gazetteer) web.Start {
	if view, ok := data.ParseStartView(i.settings[data.SettingView]); ok {
		return web.Start{Map: joined("/", view.Zoom, view.Lat, view.Lon)}
	}
	if t, ok := g.Territory(i.settings[data.SettingTerritory]); ok {
		b := territoryBounds(t, g)
		if b.East < b.West {
			b.East += 360 // as the island wants to be told
		}
		return web.Start{Box: joined(",", b.West, b.South, b.East, b.North)}
	}
	return web.Start{}
}

func joined(separator string, numbers ...float64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strings.Join(texts, separator)
}

// legal writes the legal notice.
func (p *pages) legal(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	return p.renderer(c).Legal(page, language)
}

// privacy writes what is kept about people: what the store says that its tables
// can hold.
func (p *pages) privacy(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	return p.renderer(c).Privacy(page, language, web.Privacy{Topics: store.Topics(), SendsMail: p.now().settings.SendsMail()})
}

// charter writes the charter, if there is one.
func (p *pages) charter(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	if p.now().site.Charter[language] == "" {
		return errNoResource
	}
	return p.renderer(c).Charter(page, language)
}
