package tiles

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"

	"maillage/geo"
)

// DefaultCacheBytes is how much memory finished tiles may take unless said
// otherwise.
const DefaultCacheBytes = 64 << 20

// Tile is a finished tile: its bytes in the encoding in which they are sent.
// They are shared: nobody may change them.
type Tile struct {
	Body     []byte // nil when nothing is on the tile: answer 204
	Encoding Encoding
}

// Server draws tiles once and keeps them. Tiles asked for at the same time are
// drawn once for all who ask. It is safe for concurrent use.
type Server struct {
	tiles   *lru[Tile]
	flights flights // of tiles
	blocks  *lru[*drawnBlock]
	drawing singleflight.Group // of blocks
	permits chan struct{}      // bounds the memory that drawing takes

	mu       sync.Mutex
	outlines outlinesOf
}

// outlinesOf is the territories last drawn and the gazetteer they come from.
type outlinesOf struct {
	gazetteer   *geo.Gazetteer
	territories *Territories
}

// NewServer returns a server that keeps up to cacheBytes of tiles.
func NewServer(cacheBytes int) *Server {
	return &Server{
		tiles:   newLRU[Tile](cacheBytes * 3 / 4),
		blocks:  newLRU[*drawnBlock](cacheBytes / 4),
		permits: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
}

// CacheStats is how finished tiles are kept.
type CacheStats struct {
	Bytes        int // of memory that they take
	Hits, Misses uint64
}

// CacheStats returns how finished tiles are kept now.
func (s *Server) CacheStats() CacheStats {
	s.tiles.mu.Lock()
	defer s.tiles.mu.Unlock()
	return CacheStats{Bytes: s.tiles.size, Hits: s.tiles.hits, Misses: s.tiles.misses}
}

// drawingFormat changes whenever the same content is drawn in another way, so
// that what browsers and caches hold is fetched again.
const drawingFormat = "4"

// fingerprint returns a short text for what decides some content: two lists of
// parts have the same only when they are equal.
func fingerprint(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

func strongETag(e Encoding, parts ...string) string {
	return `"` + fingerprint(append(parts, drawingFormat)...) + "-" + cmp.Or(string(e), "identity") + `"`
}

// ElementsETag returns the strong entity tag of a tile of elements as
// [Server.Elements] would answer it, without drawing anything. The error wraps
// [ErrTile].
func ElementsETag(s Source, t geo.Tile, e Encoding) (string, error) {
	if err := checkTile(t, MaxElementsZoom); err != nil {
		return "", err
	}
	return strongETag(e, "elements", s.Key(), strconv.FormatInt(s.Version(t), 10), t.String()), nil
}

// TerritoriesETag returns the strong entity tag of a tile of territories as
// [Server.Territories] would answer it, without drawing anything. version is
// the number of the last change of territories. The error wraps [ErrTile].
func TerritoriesETag(version int64, t geo.Tile, e Encoding) (string, error) {
	if err := checkTile(t, MaxTerritoriesZoom); err != nil {
		return "", err
	}
	return strongETag(e, "territories", strconv.FormatInt(version, 10), t.String()), nil
}

// Elements returns the tile t of the elements in s, in an encoding or in
// [Identity] where that would be no smaller. The error wraps [ErrTile], or is
// the context's.
func (s *Server) Elements(ctx context.Context, source Source, t geo.Tile, e Encoding) (Tile, error) {
	key, err := ElementsETag(source, t, e)
	if err != nil {
		return Tile{}, err
	}
	return s.tile(ctx, key, e, func() ([]byte, error) {
		if t.Z >= ClusterZoom {
			return Elements(source, t)
		}
		return appendShapes(s.block(source, blockOf(t))[slot(t)], source, t), nil
	})
}

// Territories returns the tile t of the territories of g, whose version is the
// number of their last change. The error is like that of [Server.Elements].
func (s *Server) Territories(ctx context.Context, g *geo.Gazetteer, version int64, t geo.Tile, e Encoding) (Tile, error) {
	key, err := TerritoriesETag(version, t, e)
	if err != nil {
		return Tile{}, err
	}
	return s.tile(ctx, key, e, func() ([]byte, error) { return s.territories(g).Tile(t) })
}

// block returns the layers of points of a block's tiles: the sixteen share the
// work. What a block holds depends on the same changes as its corner tiles, as
// their margins cover it and its own.
func (s *Server) block(source Source, b block) *drawnBlock {
	version := int64(0)
	b.tiles(func(t geo.Tile) {
		if n := slot(t); n == 0 || n == blockTiles-1 || n >= blockTiles*(blockTiles-1) {
			version = max(version, source.Version(t))
		}
	})
	key := fingerprint("block", source.Key(), strconv.FormatInt(version, 10), fmt.Sprint(b))
	if drawn, found := s.blocks.get(key); found {
		return drawn
	}
	drawn, _, _ := s.drawing.Do(key, func() (any, error) {
		drawn := drawBlock(source, b)
		s.blocks.put(key, drawn, drawn.size())
		return drawn, nil
	})
	return drawn.(*drawnBlock)
}

// territories returns g ready to be drawn.
func (s *Server) territories(g *geo.Gazetteer) *Territories {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outlines.gazetteer != g {
		s.outlines = outlinesOf{g, NewTerritories(g)}
	}
	return s.outlines.territories
}
