package api

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/index"
	"maillage/web"
)

// oEmbedPath is where programs that show our pages on theirs ask how, see
// https://oembed.com.
const oEmbedPath = "/oembed"

// oEmbedAge is for how long they may keep the answer, in seconds.
const oEmbedAge = 3600

// oEmbedWidth is how wide a frame is when nobody says, in pixels.
const oEmbedWidth = 800

// oEmbedding is an answer of the type "rich".
type oEmbedding struct {
	XMLName      xml.Name `json:"-" xml:"oembed"`
	Version      string   `json:"version" xml:"version"`
	Type         string   `json:"type" xml:"type"`
	Title        string   `json:"title" xml:"title"`
	ProviderName string   `json:"provider_name" xml:"provider_name"`
	ProviderURL  string   `json:"provider_url" xml:"provider_url"`
	CacheAge     int      `json:"cache_age" xml:"cache_age"`
	Width        int      `json:"width" xml:"width"`
	Height       int      `json:"height" xml:"height"`
	HTML         string   `json:"html" xml:"html"`
}

// oEmbed answers how a page of a network is shown on another site. As the specification
// says: 501 for a format that is none of ours, 404 for an address of which there is
// nothing to show, which a network that is not open to everybody is too.
func (s *Server) oEmbed(c *gin.Context) error {
	asked, err := readOEmbed(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	format := asked["format"]
	if format != "" && format != "json" && format != "xml" {
		return errOEmbedFormat
	}
	width, err := readMost(asked, "maxwidth", oEmbedWidth)
	if err != nil {
		return err
	}
	height, err := readMost(asked, "maxheight", web.UsualFrameHeight)
	if err != nil {
		return err
	}
	base := s.base(c.Request)
	language, reference, query, ok := readMapAddress(base, asked["url"])
	if !ok {
		return errNoNetwork
	}
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	n, err := s.everybodysNetwork(c.Request.Context(), snapshot, reference)
	if err != nil {
		return err
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return index.Refuse("url", index.RuleUnreadable)
	}
	read, err := readEmbed(ownParameters(values, &n).Encode(), &n)
	if err != nil {
		return err
	}
	view := web.NewEmbed(n.Reference(), n.Title, n.Summary, web.Explore{Query: pageQuery(read.query)}, time.Now())
	view.Locked, view.Asked = read.locked, string(read.layout)
	now := s.now()
	name := now.site.Name
	if name == "" {
		name = s.catalogue.Site(language)
	}
	answer := oEmbedding{
		Version: "1.0", Type: "rich", Title: n.Title, ProviderName: name, ProviderURL: base + language.Path("/"), CacheAge: oEmbedAge, Width: width, Height: height,
		HTML: web.Frame(base+language.Path(view.Path(view.Query)), n.Title, strconv.Itoa(width), height),
	}
	mediaType, body := "application/json; charset=utf-8", []byte(nil)
	if format == "xml" {
		mediaType = "text/xml; charset=utf-8"
		body, err = xml.Marshal(answer)
		body = append([]byte(xml.Header), body...)
	} else {
		body, err = json.Marshal(answer)
	}
	if err != nil {
		return err
	}
	s.sendNamingHost(c, mediaType, body)
	return nil
}

// readOEmbed reads the parameters of the specification. Programs add others of their
// own, as WordPress does with dnt=1: those say nothing here.
func readOEmbed(raw string) (map[string]string, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, index.Refuse("", index.RuleUnreadable)
	}
	names := []string{"url", "format", "maxwidth", "maxheight"}
	maps.DeleteFunc(values, func(name string, _ []string) bool { return !slices.Contains(names, name) })
	return readParameters(values.Encode(), names...)
}

// readMost returns the usual number of pixels, or the fewer that a parameter allows.
func readMost(parameters map[string]string, name string, usual int) (int, error) {
	text := parameters[name]
	if text == "" {
		return usual, nil
	}
	most, err := strconv.ParseUint(text, 10, 31)
	if err != nil || most == 0 {
		return 0, index.Refuse(name, index.RuleNumber, "value", text, "least", "1", "most", strconv.Itoa(1<<31-1))
	}
	return min(usual, int(most)), nil
}

// readMapAddress reads the address of a page of a network of this site, which base names:
// its own page, or that which other sites show.
func readMapAddress(base, address string) (language web.Language, reference, query string, ok bool) {
	u, err := url.Parse(address)
	own, wrong := url.Parse(base)
	if err != nil || wrong != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.EqualFold(u.Host, own.Host) || u.User != nil {
		return "", "", "", false
	}
	parts := strings.Split(strings.TrimPrefix(u.Path, "/"), "/")
	language = web.French
	if parts[0] == string(web.English) {
		language, parts = web.English, parts[1:]
	}
	if len(parts) != 2 || !slices.Contains([]string{"n", "embed"}, parts[0]) {
		return "", "", "", false
	}
	return language, parts[1], u.RawQuery, true
}

// elementScript sends the script by which pages of other sites show a network. Its
// address never changes: they keep it for an hour.
func (s *Server) elementScript(c *gin.Context) error {
	a, built := s.assets[web.ElementScript()]
	if !built {
		return errNoResource
	}
	a.cacheControl = "public, max-age=3600"
	a.send(c)
	return nil
}

// embedScriptPath is its address.
const embedScriptPath = "/embed.js"
