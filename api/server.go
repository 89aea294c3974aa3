package api

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"sync"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"

	"maillage/index"
	"maillage/tiles"
	"maillage/tiles/basemap"
	"maillage/web"
)

// Options says what a server serves. Store, Commons, Engine, Tiles and Source are
// needed.
type Options struct {
	Store   Store
	Commons Commons
	Engine  *index.Engine
	Tiles   *tiles.Server
	// Basemap is drawn below everything; nil: the outlines of territories are the
	// map. Its owner closes it.
	Basemap *basemap.Archive
	Assets  fs.FS // files of the pages, served under /assets/; nil: none
	Source  fs.FS // the source code of the program, for those it serves
	// PublicURL is the address people know the site by, without a slash at its
	// end; empty: the one that a request was sent to.
	PublicURL string
	// LocalURL is the address at which a browser on this machine finds the server:
	// that of links in mails that are kept, when there is no PublicURL.
	LocalURL string
	TLS      bool         // whether requests come encrypted whatever PublicURL says
	Logger   *slog.Logger // nil: silent
	// TrustedProxies say who may tell how a client reached them
	// (X-Forwarded-Proto, X-Forwarded-For); nil: nobody.
	TrustedProxies []netip.Prefix
	Disk           Disk        // nil: it always takes writes
	Version        string      // of the program, for metrics
	RecentLogs     *RecentLogs // for the private listener; nil: none
	// KeepMails has mails kept in memory, for a browser on this machine to read,
	// instead of sent: for those who work on the site.
	KeepMails bool
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	store    Store
	commons  Commons
	engine   *index.Engine
	tiles    *tiles.Server
	prepared readyTiles

	preparedPages readyPages

	basemap   *basemap.Archive
	assets    map[string]asset
	publicURL string
	localURL  string
	writer    *pages // what writes mails that no request asks for
	tls       bool
	catalogue *web.Catalogue
	openAPI   *huma.OpenAPI // what the API is; nobody changes it once the server is made

	sourceArchive func() ([]byte, error) // packed for the first who asks
	log           *slog.Logger
	metrics       *metrics
	disk          Disk
	recentLogs    *RecentLogs
	timeouts      timeouts

	trustedProxies []netip.Prefix
	turns          chan struct{} // see turn
	hub            *hub
	instances      instances
	sessions       *scs.SessionManager
	limits         limits
	outbox         *outbox
	handler        http.Handler
}

// New returns a server of the options.
func New(o Options) (*Server, error) {
	s := &Server{
		store: o.Store, commons: o.Commons, engine: o.Engine, tiles: o.Tiles, basemap: o.Basemap, publicURL: o.PublicURL, localURL: o.LocalURL, tls: o.TLS, log: o.Logger,
		metrics: newMetrics(o), disk: o.Disk, recentLogs: o.RecentLogs, trustedProxies: o.TrustedProxies,
		timeouts: usualTimeouts, turns: make(chan struct{}, turnsPerProcessor*runtime.GOMAXPROCS(0)),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.catalogue, err = web.NewCatalogue(); err != nil {
		return nil, err
	}
	if s.assets, err = readAssets(o.Assets); err != nil {
		return nil, err
	}
	s.sourceArchive = sync.OnceValues(func() ([]byte, error) { return packed(o.Source) })
	s.sessions, s.limits, s.outbox = s.newSessions(), newLimits(), newOutbox(o.KeepMails)
	s.hub = newHub(o.Engine)
	s.metrics.watchStreams(s.hub)
	s.prepared.most = min(readyTileBytes, s.tiles.CacheBytes())
	s.metrics.watchTiles(s.tiles, &s.prepared)
	s.handler = s.around(s.router())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
