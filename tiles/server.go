package tiles

import (
	"context"
	"runtime"
	"sync"

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
	tiles   *lru[fingerprint, Tile]
	flights flights       // of tiles
	permits chan struct{} // bounds the memory and the processors that drawing takes

	mu       sync.Mutex
	outlines outlinesOf
}

// outlinesOf is the territories last drawn and the gazetteer they come from.
type outlinesOf struct {
	gazetteer   *geo.Gazetteer
	territories *Territories
}

// NewServer returns a server that keeps up to cacheBytes of tiles. It draws on all
// of Go's processors but one, and on two at least.
func NewServer(cacheBytes int) *Server {
	return &Server{
		tiles:   newLRU[fingerprint, Tile](cacheBytes),
		permits: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)-1)),
	}
}

// CacheBytes returns how much memory finished tiles may take; 0 when none are kept.
func (s *Server) CacheBytes() int { return s.tiles.limit }

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

// ElementsETag returns the strong entity tag of a tile of elements as
// [Server.Elements] would answer it, without drawing anything. The error wraps
// [ErrTile].
func ElementsETag(s Source, t geo.Tile, e Encoding) (string, error) {
	key, err := elementsKey(s, t, e)
	return key.etag(e), err
}

// TerritoriesETag returns the strong entity tag of a tile of territories as
// [Server.Territories] would answer it, without drawing anything. version is
// the number of the last change of territories. The error wraps [ErrTile].
func TerritoriesETag(version int64, t geo.Tile, e Encoding) (string, error) {
	key, err := territoriesKey(version, t, e)
	return key.etag(e), err
}

// Elements returns the tile t of the elements in s, in an encoding or in
// [Identity] where that would be no smaller. The error wraps [ErrTile], or is
// the context's.
func (s *Server) Elements(ctx context.Context, source Source, t geo.Tile, e Encoding) (Tile, error) {
	key, err := elementsKey(source, t, e)
	if err != nil {
		return Tile{}, err
	}
	return s.tile(ctx, key, e, work{
		prepare: func(ctx context.Context) (func(), error) { return source.Prepare(ctx, t) },
		draw:    func() ([]byte, error) { return drawElements(source, t), nil },
	})
}

// Territories returns the tile t of the territories of g, whose version is the
// number of their last change. The error is like that of [Server.Elements].
func (s *Server) Territories(ctx context.Context, g *geo.Gazetteer, version int64, t geo.Tile, e Encoding) (Tile, error) {
	key, err := territoriesKey(version, t, e)
	if err != nil {
		return Tile{}, err
	}
	return s.tile(ctx, key, e, work{draw: func() ([]byte, error) { return s.territories(g).Tile(t) }})
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
