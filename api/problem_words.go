package api

import (
	"net/http"
	"strconv"

	"maillage/data/store"
	"maillage/tiles/basemap"
	"maillage/web"
)

// problemNames says under which name the catalogue of messages words an error
// whose code others have too.
var problemNames = map[error]string{
	store.ErrNotFound: "no_element",
	errNoTerritory:    "no_territory",
	errNotYourMap:     "not_your_map",
	errMapChanged:     "map_changed",
	errNetworkJSON:    "network_json",
	errNoBasemap:      "no_basemap",
	errNoNetwork:      "no_network",
	errNoPhoto:        "no_photo",
	errPhotoForm:      "photo_form",
	basemap.ErrTile:   "no_basemap_tile",
	errManyHere:       "too_many_streams_here",
}

// worded returns p in a language. What the catalogue has no words for stays
// English.
func (s *Server) worded(p *problem, l web.Language) *problem {
	q := *p
	q.language = l
	if title, ok := s.catalogue.Status(l, strconv.Itoa(p.Status)); ok {
		q.Title = title
	}
	if p.broken != nil {
		if detail, ok := s.catalogue.Rule(l, string(p.broken.Rule), p.broken.Values); ok {
			q.Detail = parameterDetail(l, p.Param, detail)
		}
	} else if p.picture != nil {
		if detail, err := s.catalogue.Sentence(l, "photo", web.Mistake{Rule: p.picture.Rule, Facts: p.picture.Facts}); err == nil {
			q.Detail = detail
		}
	} else if detail, ok := s.catalogue.Problem(l, p.name); ok {
		q.Detail = detail
	}
	return &q
}

// parameterDetail puts the name of a parameter before what is wrong with it.
func parameterDetail(l web.Language, param, detail string) string {
	switch {
	case param == "" && l == web.English:
		return "query: " + detail
	case param == "":
		return detail
	case l == web.French:
		return param + "\u00a0: " + detail
	}
	return param + ": " + detail
}

// answerProblem writes a problem in the language that the request asks for.
func (s *Server) answerProblem(w http.ResponseWriter, r *http.Request, p *problem) {
	w.Header().Add("Vary", "Accept-Language")
	writeProblem(w, s.worded(p, readLanguage(r.Header.Get("Accept-Language"))))
}
