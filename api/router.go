package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

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
	r.POST(networkElementsPath, s.byMember(s.curateElements))
	r.GET(networkDefinitionPath, s.byMember(s.readDefinition))
	r.GET(networkReviewPath, s.byMember(s.readReview))
	r.POST(networkReviewPath, s.byMember(s.decideReview))
	r.GET(choicesPath, s.byMember(s.choices))
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
	s.describeMembers(described.OpenAPI())
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
