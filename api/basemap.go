package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"maillage/tiles"
	"maillage/tiles/basemap"
)

// basemapMaxAge lets anyone keep a tile of the basemap for a week: its address
// names the version of the archive.
const basemapMaxAge = "public, max-age=604800"

// basemapDescription is the TileJSON of a basemap.
type basemapDescription struct {
	tiles.TileJSON
	Attribution string `json:"attribution,omitempty"`
	Format      string `json:"format"` // vector or raster
}

// basemapTileJSON describes the tiles of the basemap to a map.
func (s *Server) basemapTileJSON(c *gin.Context) error {
	if s.basemap == nil {
		return errNoBasemap
	}
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	info := s.basemap.Info()
	layers := []tiles.VectorLayer{}
	for _, id := range info.Layers {
		layers = append(layers, tiles.VectorLayer{ID: id, Fields: map[string]string{}, MinZoom: int(info.MinZoom), MaxZoom: int(info.MaxZoom)})
	}
	b := info.Bounds
	s.sendTileJSON(c, basemapDescription{
		TileJSON: tiles.TileJSON{
			Version: "3.0.0", Name: info.Name, Scheme: "xyz",
			Tiles:        []string{s.base(c.Request) + "/tiles/basemap/{z}/{x}/{y}" + info.Format.Suffix + "?v=" + s.basemap.Version()},
			VectorLayers: layers,
			MinZoom:      int(info.MinZoom), MaxZoom: int(info.MaxZoom),
			Bounds: [4]float64{b.West, b.South, b.East, b.North},
		},
		Attribution: info.Attribution, Format: info.Format.Name,
	})
	return nil
}

// basemapTile serves a tile of the basemap.
func (s *Server) basemapTile(c *gin.Context) error {
	if s.basemap == nil {
		return errNoBasemap
	}
	info := s.basemap.Info()
	t, err := readTileEnding(c, info.Format.Suffix)
	if err != nil {
		return err
	}
	if _, err := readParameters(c.Request.URL.RawQuery, "v"); err != nil {
		return err
	}
	encoding := info.Encoding
	if !accepts(c.GetHeader("Accept-Encoding"), encoding) {
		encoding = basemap.Identity
	}
	tag := fmt.Sprintf(`"%s-%d-%d-%d%s"`, s.basemap.Version(), t.Z, t.X, t.Y, encoding)
	h := c.Writer.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", tag)
	h.Set("Cache-Control", basemapMaxAge)
	if matchesTag(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	tile, err := s.basemap.Tile(c.Request.Context(), t)
	if err == nil && encoding != info.Encoding {
		tile, err = s.basemap.Decode(tile)
	}
	if err != nil {
		return err
	}
	if len(tile) == 0 {
		c.Status(http.StatusNoContent)
		return nil
	}
	h.Set("Content-Type", info.Format.ContentType)
	h.Set("Content-Length", strconv.Itoa(len(tile)))
	if encoding != basemap.Identity {
		h.Set("Content-Encoding", string(encoding))
	}
	c.Writer.Write(tile) // a client that went away is no failure
	return nil
}

// accepts reports whether an Accept-Encoding header takes an encoding.
func accepts(header string, encoding basemap.Encoding) bool {
	return encoding == basemap.Identity || slices.ContainsFunc(strings.Split(header, ","), func(part string) bool {
		name, parameters, _ := strings.Cut(part, ";")
		return strings.EqualFold(strings.TrimSpace(name), string(encoding)) && !refused(parameters)
	})
}
