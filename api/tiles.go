package api

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
)

// tileSuffix ends the address of every tile.
const tileSuffix = ".mvt"

// elementsTile serves a tile of the elements that a filter finds.
func (s *Server) elementsTile(c *gin.Context) error {
	t, err := readTile(c)
	if err != nil {
		return err
	}
	marks, rest, err := readTileMarks(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	filter, err := readFilter(rest)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	selection, err := snapshot.Select(ctx, filter)
	if err != nil {
		return err
	}
	if marks != nil {
		selection = selection.MarkedBy(marks)
	}
	encoding := negotiated(c.GetHeader("Accept-Encoding"))
	tag, err := tiles.ElementsETag(selection, t, encoding)
	if err != nil {
		return err
	}
	return s.sendTile(c, snapshot, tag, func() (tiles.Tile, error) { return s.tiles.Elements(ctx, selection, t, encoding) })
}

// territoriesTile serves a tile of outlines and names.
func (s *Server) territoriesTile(c *gin.Context) error {
	t, err := readTile(c)
	if err != nil {
		return err
	}
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	ctx := c.Request.Context()
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	encoding, version := negotiated(c.GetHeader("Accept-Encoding")), snapshot.TerritoriesVersion()
	tag, err := tiles.TerritoriesETag(version, t, encoding)
	if err != nil {
		return err
	}
	return s.sendTile(c, snapshot, tag, func() (tiles.Tile, error) {
		return s.tiles.Territories(ctx, snapshot.Gazetteer(), version, t, encoding)
	})
}

// sendTile answers with a tile of a snapshot, and keeps it ready, or that the
// client's is still good, which draws nothing.
func (s *Server) sendTile(c *gin.Context, snapshot *index.Snapshot, tag string, draw func() (tiles.Tile, error)) error {
	if matchesTag(c.GetHeader("If-None-Match"), tag) {
		tileHeaders(snapshot.Sequence(), tag).set(c.Writer.Header())
		c.Status(http.StatusNotModified)
		return nil
	}
	tile, err := draw()
	if err != nil {
		return err
	}
	ready := newReadyTile(c.FullPath(), snapshot.Sequence(), tag, tile)
	if !isForOne(c.Request.Context()) {
		s.prepared.put(askedTileOf(c.Request), snapshot.Sequence(), ready)
	}
	ready.send(c.Writer, c.Request)
	return nil
}

// readTile reads the address of a tile.
func readTile(c *gin.Context) (geo.Tile, error) {
	return readTileEnding(c, tileSuffix)
}

// readTileEnding reads the address of a tile that ends in suffix.
func readTileEnding(c *gin.Context, suffix string) (geo.Tile, error) {
	last, ok := strings.CutSuffix(c.Param("y"), suffix)
	if !ok {
		return geo.Tile{}, fmt.Errorf("%w: the address of such a tile ends in %s", errNoResource, suffix)
	}
	var numbers [3]uint32
	for i, text := range []string{c.Param("z"), c.Param("x"), last} {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || strconv.FormatUint(n, 10) != text {
			return geo.Tile{}, fmt.Errorf("%w: %q is not a number", tiles.ErrTile, text)
		}
		numbers[i] = uint32(n)
	}
	return geo.Tile{Z: numbers[0], X: numbers[1], Y: numbers[2]}, nil
}

// readFilter reads a query that has no order and no pages.
func readFilter(raw string) (index.Query, error) {
	query, err := index.ParseQuery(raw)
	if err != nil {
		return index.Query{}, err
	}
	for name, given := range map[string]bool{
		"sort": query.Sort != "", "limit": query.Limit != 0, "cursor": query.Cursor != "", "facets": len(query.Facets) > 0,
	} {
		if given {
			return index.Query{}, index.Refuse(name, index.RuleNotHere)
		}
	}
	return query.Filter(), nil
}

// elementsTileJSON describes the tiles of a filter to a map.
func (s *Server) elementsTileJSON(c *gin.Context) error {
	filter, err := readFilter(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	if snapshot := s.engine.Snapshot(); snapshot != nil { // else its tiles will say what is wrong
		if _, err := snapshot.Select(c.Request.Context(), filter); err != nil {
			return err
		}
	}
	s.sendTileJSON(c, tiles.ElementsTileJSON(s.base(c.Request), filter))
	return nil
}

// territoriesTileJSON describes the tiles of territories to a map.
func (s *Server) territoriesTileJSON(c *gin.Context) error {
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	s.sendTileJSON(c, tiles.TerritoriesTileJSON(s.base(c.Request)))
	return nil
}

// sendTileJSON answers with a description of tiles. It names the host that the
// request named, unless the site's public address is known: nobody may keep that
// for others.
func (s *Server) sendTileJSON(c *gin.Context, description any) {
	c.Header("Cache-Control", "no-store")
	if s.publicURL != "" {
		c.Header("Cache-Control", revalidate)
	}
	c.JSON(http.StatusOK, description)
}

// base returns the address of the site without a path: the public one, else the
// one that the request was sent to.
func (s *Server) base(r *http.Request) string {
	return cmp.Or(s.publicURL, s.scheme(r)+"://"+r.Host)
}
