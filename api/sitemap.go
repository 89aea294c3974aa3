package api

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// Each page has an address in every language, and a sitemap takes at most 50,000
// addresses and 50 MB.
const (
	elementsPerSitemap    = 10_000 // by num, those that are gone counted
	territoriesPerSitemap = 20_000 // by code, those without elements counted
	sitemapNamespaces     = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`
)

// staticPaths are the pages that are neither elements nor territories, by their
// French path.
func (i *instance) staticPaths() []string {
	paths := []string{"/", web.NetworksPath, web.APIPath, web.LegalPath, web.PrivacyPath}
	if i.site.Charter[web.French] != "" { // either language stands for both
		paths = append(paths, web.CharterPath)
	}
	return paths
}

// robots tells crawlers where the sitemap is, and to leave alone what has no end:
// searches, and what programs read.
func (s *Server) robots(c *gin.Context) error {
	text := "User-agent: *\nDisallow: /*?\nDisallow: /api/v1/\nDisallow: /tiles/\nAllow: /\n\nSitemap: " + s.base(c.Request) + "/sitemap.xml\n"
	s.sendNamingHost(c, "text/plain; charset=utf-8", []byte(text))
	return nil
}

// indexed selects the elements that search engines may list: persons chose this
// site, not every one of them.
func (s *Server) indexed(c *gin.Context) (*index.Selection, error) {
	snapshot, err := s.shown(c)
	if err != nil {
		return nil, err
	}
	return snapshot.Select(c.Request.Context(), withoutPersons(index.Query{}))
}

// sitemapIndex names the sitemaps.
func (s *Server) sitemapIndex(c *gin.Context) error {
	selection, err := s.indexed(c)
	if err != nil {
		return err
	}
	out, known := s.beginSitemap(c, selection, "sitemapindex "+sitemapNamespaces)
	if known {
		return nil
	}
	add := func(name string) {
		fmt.Fprintf(out, "<sitemap><loc>%s/sitemap/%s.xml</loc></sitemap>\n", out.base, name)
	}
	add("pages")
	for n := range territorySitemaps(selection.Snapshot()) {
		add("territories-" + formatInt(n))
	}
	for _, n := range selection.Ranges(elementsPerSitemap) {
		add("elements-" + formatInt(n))
	}
	return out.end("sitemapindex")
}

// sitemap writes one sitemap: of the pages, or of a range of territories or
// elements.
func (s *Server) sitemap(c *gin.Context) error {
	name, ok := strings.CutSuffix(c.Param("name"), ".xml")
	sort, number, _ := strings.Cut(name, "-")
	n, err := strconv.ParseInt(number, 10, 32)
	switch {
	case !ok || sort != "pages" && sort != "territories" && sort != "elements":
		return errNoResource
	case sort == "pages" && number != "" || sort != "pages" && (err != nil || n < 0 || number != formatInt(n)):
		return errNoResource
	}
	selection, err := s.indexed(c)
	if err != nil {
		return err
	}
	nums := selection.NumsBetween(n*elementsPerSitemap, (n+1)*elementsPerSitemap)
	if sort == "elements" && len(nums) == 0 || sort == "territories" && n >= territorySitemaps(selection.Snapshot()) {
		return errNoResource
	}
	out, known := s.beginSitemap(c, selection, "urlset "+sitemapNamespaces+` xmlns:xhtml="http://www.w3.org/1999/xhtml"`)
	if known {
		return nil
	}
	switch sort {
	case "pages":
		for _, path := range s.now().staticPaths() {
			out.page(path, time.Time{})
		}
		if err := s.sitemapNetworks(c.Request.Context(), out); err != nil {
			return err
		}
	case "territories":
		out.territories(selection.Snapshot(), int(n))
	default:
		if err := s.sitemapElements(c.Request.Context(), out, nums); err != nil {
			return err
		}
	}
	return out.end("urlset")
}

func (s *Server) sitemapElements(ctx context.Context, out *sitemapWriter, nums []int64) error {
	for e, err := range exchange.Stored(ctx, slices.Values(nums), s.pagesOfExport("")) {
		if err != nil {
			return err
		}
		if e.Exported() {
			out.element(&e)
		}
	}
	return nil
}

// sitemapNetworks writes the networks that anybody may be told of, those changed last
// when there are more than a sitemap takes.
func (s *Server) sitemapNetworks(ctx context.Context, out *sitemapWriter) error {
	listed, _, err := s.store.ListedNetworks(ctx, 0, elementsPerSitemap)
	for i := range listed {
		out.page(web.NetworkPath(listed[i].Reference()), listed[i].UpdatedAt)
	}
	return err
}

// sitemapWriter writes a sitemap to a client. Its first error comes out of end.
type sitemapWriter struct {
	*bufio.Writer
	base      string         // escaped
	languages []web.Language // that pages are written in
}

// beginSitemap writes the head of a sitemap, unless the client's copy is known to
// be good still: nothing changed since.
func (s *Server) beginSitemap(c *gin.Context, selection *index.Selection, root string) (out *sitemapWriter, known bool) {
	base := s.base(c.Request)
	snapshot := selection.Snapshot()
	now := s.now()
	if s.isKnown(c, fmt.Appendln(nil, base, now.version.Settings, c.Request.URL.Path, selection.Key(), snapshot.Sequence())) {
		return nil, true
	}
	c.Header("Content-Type", "application/xml")
	out = &sitemapWriter{bufio.NewWriterSize(patient{c.Writer, s.timeouts.write}, 64<<10), escaped(base), now.site.Languages}
	fmt.Fprintf(out, "%s<%s>\n", xml.Header, root)
	return out, false
}

func (w *sitemapWriter) end(root string) error {
	fmt.Fprintf(w, "</%s>\n", root)
	return w.Flush()
}

// page writes a page in every language; path is that of the French one.
func (w *sitemapWriter) page(path string, changed time.Time) {
	path = escaped(path)
	modified := ""
	if !changed.IsZero() {
		modified = "<lastmod>" + changed.UTC().Format(time.RFC3339) + "</lastmod>"
	}
	var alternates strings.Builder
	for _, l := range w.languages {
		fmt.Fprintf(&alternates, `<xhtml:link rel="alternate" hreflang="%s" href="%s%s"/>`, l, w.base, l.Path(path))
	}
	for _, l := range w.languages {
		fmt.Fprintf(w, "<url><loc>%s%s</loc>%s%s</url>\n", w.base, l.Path(path), modified, alternates.String())
	}
}

func (w *sitemapWriter) element(e *data.Element) {
	w.page(web.ElementPath(e.ID.String(), e.Slug), e.UpdatedAt)
}

// territorySitemaps returns how many sitemaps the territories take.
func territorySitemaps(snapshot *index.Snapshot) int64 {
	return int64((len(snapshot.Gazetteer().All()) + territoriesPerSitemap - 1) / territoriesPerSitemap)
}

// territories writes the territories of a range that have elements.
func (w *sitemapWriter) territories(snapshot *index.Snapshot, n int) {
	all := snapshot.Gazetteer().All()
	first := n * territoriesPerSitemap
	for _, t := range all[first:min(first+territoriesPerSitemap, len(all))] {
		if t.Code != geo.WorldCode && snapshot.ElementsIn(t.Code) > 0 {
			w.page(web.TerritoryPath(t.Code), time.Time{})
		}
	}
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a builder takes all
	return b.String()
}
