package api

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
	"maillage/tiles/basemap"
	"maillage/web"
)

// Store is what is read from the durable truth; data/store has it.
type Store interface {
	// Element returns an element, or an error that wraps store.ErrNotFound.
	Element(ctx context.Context, id data.ID) (data.Element, error)
	// ElementsByNum returns the elements that exist, in the order asked.
	ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error)
	// Settings returns what the instance says of itself, with its versions.
	Settings(ctx context.Context) (data.Settings, store.SettingsVersion, error)
	// DistinctFrom returns the elements that somebody said are not the same as one.
	DistinctFrom(ctx context.Context, id data.ID) ([]data.ID, error)
	// SettingsVersion returns the versions alone.
	SettingsVersion(ctx context.Context) (store.SettingsVersion, error)
	// Logo returns a PNG, or an error that wraps store.ErrNotFound.
	Logo(ctx context.Context) ([]byte, error)
	// Session returns what is kept under a token, if it has not ended at now.
	Session(ctx context.Context, token string, now time.Time) (document []byte, found bool, err error)
	// SessionByID returns a session, or an error that wraps store.ErrNotFound.
	SessionByID(ctx context.Context, id data.ID) (data.Session, error)
	// SessionsOf returns the sessions of an account that have not ended at now.
	SessionsOf(ctx context.Context, account data.ID, now time.Time) ([]data.Session, error)
	// Account returns an account, or an error that wraps store.ErrNotFound.
	Account(ctx context.Context, id data.ID) (data.Account, error)
	// EachRevisionBy calls do with each revision that an account wrote.
	EachRevisionBy(ctx context.Context, account data.ID, do func(store.Revision) error) error
	// Memberships returns who belongs to an element.
	Memberships(ctx context.Context, num int64) ([]data.Membership, error)
	// MembershipsOf returns what an account belongs to.
	MembershipsOf(ctx context.Context, account data.ID) ([]data.Membership, error)
	// Membership returns what an account is to an element.
	Membership(ctx context.Context, num int64, account data.ID) (data.Membership, error)
	// Stewardship says who looks after an element.
	Stewardship(ctx context.Context, num int64) (data.Stewardship, error)
	BelongingStore
	// Revision returns one revision of an element; the error wraps store.ErrNotFound.
	Revision(ctx context.Context, num int64, number int) (store.Revision, error)
	// ElementsWrittenBy returns a part of what an account has written a revision of.
	ElementsWrittenBy(ctx context.Context, account data.ID, part store.WrittenBy, offset, limit int) ([]data.Element, error)
	// GavePhoto reports whether an account gave a photo.
	GavePhoto(ctx context.Context, hash string, by data.ID) (bool, error)
	// PhotosGivenBy returns the hashes of the photos that an account gave.
	PhotosGivenBy(ctx context.Context, account data.ID) ([]string, error)
	// EachElementWithPhoto calls do with each element that shows a photo, or did,
	// until do returns false.
	EachElementWithPhoto(ctx context.Context, hash string, do func(*data.Element) bool) error
	// PhotoFile opens a form of a photo; the error wraps store.ErrNotFound.
	PhotoFile(hash string, side int) (*os.File, error)
	// RevisionsBefore returns at most limit revisions of an element before a number,
	// 0 being from the present one on, the last first.
	RevisionsBefore(ctx context.Context, num int64, before, limit int) ([]store.Revision, error)
	// LinkRequests returns the links that people wait for, the oldest first.
	LinkRequests(ctx context.Context) ([]data.LinkRequest, error)
	FollowStore
	NetworkStore
	CuratingStore
	ComposingStore
}

// Commons is what is written; commons.Commons does it.
type Commons interface {
	// ChangeSettings keeps settings in place of those of a version.
	ChangeSettings(ctx context.Context, version int64, settings data.Settings) (int64, error)
	// ChangeSettingsAndLogo does that, and keeps a picture as the logo; nil takes
	// the logo away.
	ChangeSettingsAndLogo(ctx context.Context, version int64, settings data.Settings, picture []byte) (int64, error)
	// TakeAdminLink spends a link, and reports whether it was good at now.
	TakeAdminLink(ctx context.Context, token string, now time.Time) (good bool, err error)
	// GivePhoto keeps a photo that an account gives.
	GivePhoto(ctx context.Context, by data.ID, given io.Reader, now time.Time) (data.Photo, error)
	Accounts
	Follows
	Elements
	Belonging
	Networks
	Curating
	Composing
}

// Elements is what people write of elements; commons.Commons does it and says what
// each means.
type Elements interface {
	Reference(ctx context.Context, by data.ID, given data.Element, now time.Time) (commons.Written, error)
	Edit(ctx context.Context, by, id data.ID, revision int, given data.Element, comment string, now time.Time) (commons.Written, error)
	Verify(ctx context.Context, by, id data.ID, now time.Time) (commons.Written, error)
	SetHidden(ctx context.Context, by, id data.ID, revision int, hidden bool, comment string, now time.Time) (commons.Written, error)
	NotTheSame(ctx context.Context, by, a, b data.ID, now time.Time) error
	Restore(ctx context.Context, by, id data.ID, earlier, revision int, comment string, now time.Time) (commons.Written, error)
}

// Accounts is what is written of people; commons.Commons does it and says what
// each means.
type Accounts interface {
	KeepSession(ctx context.Context, token string, session data.Session, document []byte) error
	SeeSession(ctx context.Context, id data.ID, now time.Time) error
	EndSession(ctx context.Context, token string) error
	EndSessionOf(ctx context.Context, account, session data.ID) error
	EndOtherSessions(ctx context.Context, account, but data.ID) error

	PeekLink(ctx context.Context, token string, now time.Time) (data.AccessLink, error)
	NewLink(ctx context.Context, email, next string, now time.Time) (commons.SentLink, error)
	NewEmailLink(ctx context.Context, id data.ID, email string, now time.Time) (sent commons.SentLink, taken bool, err error)
	AskForLink(ctx context.Context, request data.LinkRequest) error
	HandOverLink(ctx context.Context, request data.ID) (commons.SentLink, error)

	SignUp(ctx context.Context, token, name, language, password string, now time.Time) (data.Account, error)
	LogIn(ctx context.Context, email, password string) (account data.Account, cancelled bool, err error)
	Confirm(ctx context.Context, id data.ID, password string) error
	ChangeProfile(ctx context.Context, id data.ID, name, language string, now time.Time) error
	InviteToSite(ctx context.Context, by data.ID, now time.Time) (token string, err error)
	WhoInvites(ctx context.Context, token string, now time.Time) (data.Account, error)
	SetProfile(ctx context.Context, by data.ID, name string, given data.Profile, gazetteer *geo.Gazetteer, now time.Time) (commons.Written, error)
	ChangePassword(ctx context.Context, id data.ID, present, next string, but data.ID) (data.Account, error)
	ResetPassword(ctx context.Context, token, password string, now time.Time) (data.Account, error)
	AskErasure(ctx context.Context, id data.ID, contributions data.Contributions, now time.Time) (data.Account, error)
	ChangeEmail(ctx context.Context, token string, now time.Time) (before, after data.Account, err error)
}

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

func (s *Server) router() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false
	r.HandleMethodNotAllowed = true
	// Proxies hand other headers on as clients wrote them.
	r.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := r.SetTrustedProxies(texts(s.trustedProxies)); err != nil { // fails for what is no address
		panic(err)
	}
	r.Use(func(c *gin.Context) {
		if route := c.FullPath(); route != "" {
			visitOf(c.Request.Context()).route = route
		}
	})
	r.NoRoute(s.handle(func(*gin.Context) error { return errNoResource }))
	r.NoMethod(s.handle(func(*gin.Context) error { return errMethod }))

	r.GET("/livez", s.handle(s.live))
	r.GET("/readyz", s.handle(s.ready))
	r.GET("/assets/*path", s.handle(s.asset))
	r.GET(sourcePath, s.handle(s.source))
	r.GET(themePath, s.handle(s.theme))
	r.GET(logoPath, s.handle(s.logo))
	r.POST(photosPath, s.handle(s.givePhoto))
	r.GET(photosPath+"/:name", s.handle(s.photo))
	r.GET("/tiles/elements.json", s.handle(s.elementsTileJSON))
	r.GET("/tiles/elements/:z/:x/:y", s.handle(s.elementsTile))
	r.GET("/tiles/territories.json", s.handle(s.territoriesTileJSON))
	r.GET("/tiles/territories/:z/:x/:y", s.handle(s.territoriesTile))
	r.GET("/tiles/basemap.json", s.handle(s.basemapTileJSON))
	r.GET("/tiles/basemap/:z/:x/:y", s.handle(s.basemapTile))
	r.GET("/api/v1/elements.geojson", s.handle(s.exportGeoJSON))
	r.GET("/api/v1/elements.ndjson", s.handle(s.exportNDJSON))
	r.GET("/api/v1/elements.csv", s.handle(s.exportCSV))
	r.POST(elementsPath, s.elementWrite(http.StatusCreated, s.createElement))
	r.PUT(elementsPath+"/:id", s.elementWrite(http.StatusOK, s.replaceElement))
	r.DELETE(elementsPath+"/:id", s.elementWrite(http.StatusOK, s.hideElement))
	r.POST(networkElementsPath, s.handle(s.curateElements))
	r.GET(choicesPath, s.handle(s.choices))
	r.POST(networksPath, s.networkWrite(http.StatusCreated, s.createNetwork))
	r.PUT(networksPath+"/:"+networkParameter, s.networkWrite(http.StatusOK, s.replaceNetwork))
	r.DELETE(networksPath+"/:"+networkParameter, s.networkWrite(http.StatusNoContent, s.deleteNetwork))
	r.GET(geocodePath, s.handle(s.geocode))
	r.GET(feedPath, s.handle(s.feed))
	r.GET(livePath, s.handle(s.stream))
	r.GET(oEmbedPath, s.handle(s.oEmbed))
	r.GET(embedScriptPath, s.handle(s.elementScript))
	r.GET("/robots.txt", s.handle(s.robots))
	r.GET("/sitemap.xml", s.handle(s.sitemapIndex))
	r.GET("/sitemap/:name", s.handle(s.sitemap))
	s.pages(r)

	described := humagin.New(r, description())
	register(s, described, searchOperation, s.search)
	register(s, described, suggestOperation, s.suggest)
	register(s, described, elementOperation, s.element)
	register(s, described, historyOperation, s.historyOf)
	register(s, described, findTerritoriesOperation, s.findTerritories)
	register(s, described, territoryOperation, s.territory)
	register(s, described, networksOperation, s.listNetworks)
	register(s, described, networkOperation, s.networkOf)
	register(s, described, locateOperation, s.locate)
	register(s, described, hoursOperation, s.hours)
	register(s, described, duplicatesOperation, s.duplicates)
	s.describeFiles(described.OpenAPI())
	s.describeWrites(described.OpenAPI())
	s.openAPI = described.OpenAPI()
	return r
}

// register adds an operation whose errors become problems.
func register[T any](s *Server, to huma.API, operation huma.Operation, answer func(context.Context, *request) (*output[T], error)) {
	operation.Method = http.MethodGet
	operation.Parameters = append(operation.Parameters, minSequenceParameter)
	s.describe(&operation)
	operation.Errors = []int{http.StatusBadRequest, http.StatusServiceUnavailable}
	huma.Register(to, operation, func(ctx context.Context, r *request) (*output[T], error) {
		given, err := answer(ctx, r)
		if err != nil {
			return nil, s.worded(s.problem(ctx, err), r.language)
		}
		return given, nil
	})
}
