package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// feedPath is the address of every feed; feedEntries is how many entries one has
// at most.
const (
	feedPath    = exportPath + "atom"
	feedEntries = 50
)

// feed writes the newest of what a query finds as an Atom feed, whatever its
// order and paging. Persons are left out.
func (s *Server) feed(c *gin.Context) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), answerLimit)
	defer cancel()
	query, err := index.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	language := readLanguage(c.GetHeader("Accept-Language"))
	elements, err := s.newest(ctx, snapshot, query)
	if err != nil {
		return err
	}
	asked, base := query.Filter(), s.base(c.Request)
	site := cmp.Or(s.now().site.Name, s.catalogue.Site(language))
	about := exchange.Feed{
		ID:    feedID(base, asked),
		Title: s.catalogue.Feed(language, site, feedParts(s.catalogue, asked, snapshot.Gazetteer(), language)), Language: string(language),
		Author:    site,
		Self:      base + withQuery(feedPath, asked.String()),
		Alternate: base + language.Path(withQuery("/", asked.String())),
		PageOf: func(e *data.Element) string {
			return base + language.Path(web.ElementPath(e.ID.String(), e.Slug))
		},
	}
	for i := range elements {
		elements[i] = elements[i].WithPhotoAddresses(base)
	}
	var body bytes.Buffer
	if err := exchange.WriteAtom(&body, about, elements); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Language", string(language))
	s.sendNamingHost(c, "application/atom+xml; charset=utf-8", body.Bytes())
	return nil
}

// sendNamingHost answers with a document that names the site's address, or that
// the client's copy is still good. Unless that address is known it is the one
// that the request named: only who asked may keep it.
func (s *Server) sendNamingHost(c *gin.Context, mediaType string, body []byte) {
	if !s.isKnown(c, body) {
		c.Data(http.StatusOK, mediaType, body)
	}
}

// isKnown sets the ETag that content has and, when the client's copy has the same,
// answers that it is still good. content is what is sent, or what it depends on.
func (s *Server) isKnown(c *gin.Context, content []byte) bool {
	h, tag := c.Writer.Header(), `"`+hashOf(content)+`"`
	h.Set("ETag", "W/"+tag) // the same whether packed or not
	h.Set("Cache-Control", s.cachingOfHost())
	if !matchesTag(c.GetHeader("If-None-Match"), tag) {
		return false
	}
	c.Status(http.StatusNotModified)
	return true
}

// cachingOfHost says who may keep a document that names the site's address.
func (s *Server) cachingOfHost() string {
	if s.publicURL == "" {
		return "private, no-cache"
	}
	return revalidate
}

// newest returns the newest elements that a query finds, persons left out.
func (s *Server) newest(ctx context.Context, snapshot *index.Snapshot, query index.Query) ([]data.Element, error) {
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	query = query.Filter()
	query.Sort, query.Limit = index.SortNewest, feedEntries
	if query = withoutPersons(query); len(query.Kinds) == 0 {
		query.Kinds, query.Limit = []data.Kind{data.KindPerson}, 1 // asked for persons alone: nothing is to be told, mistakes are
	}
	result, err := snapshot.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := s.elements(ctx, query.Network, result.Hits)
	if err != nil {
		return nil, err
	}
	elements := make([]data.Element, 0, len(found))
	for _, hit := range result.Hits {
		if e, ok := found[hit.Num]; ok && e.Exported() {
			elements = append(elements, e)
		}
	}
	return elements, nil
}

// withoutPersons returns a query for what may be copied out of what q finds. It
// has no kinds when that is nothing.
func withoutPersons(q index.Query) index.Query {
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = data.Kinds
	}
	q.Kinds = slices.DeleteFunc(slices.Clone(kinds), func(k data.Kind) bool { return k == data.KindPerson })
	slices.Sort(q.Kinds)
	return q
}

// feedID returns an id that is the same as long as the feed is about the same.
func feedID(base string, asked index.Query) data.ID {
	sum := sha256.Sum256([]byte(base + feedPath + "?" + asked.String()))
	id := data.ID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of version 8: ours
	return id
}

// feedParts says a query in words: what was typed, kinds, tags, territories.
func feedParts(catalogue *web.Catalogue, q index.Query, g *geo.Gazetteer, l web.Language) []string {
	var parts []string
	if q.Words != "" {
		parts = append(parts, q.Words)
	}
	for _, kind := range q.Kinds {
		parts = append(parts, catalogue.Kinds(l, string(kind)))
	}
	for _, tag := range append(slices.Clone(q.Tags), q.AnyTags...) {
		parts = append(parts, "#"+tag)
	}
	for _, code := range q.In {
		if t, ok := g.Territory(code); ok {
			parts = append(parts, nameIn(l, t))
		}
	}
	return parts
}
