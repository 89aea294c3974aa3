package api

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/geocode"
	"maillage/index"
	"maillage/web"
)

const geocodePath = "/api/v1/geocode"

// Errors of address search.
var (
	errNoGeocoder    = errors.New("this site has no address service")
	errManyAddresses = errors.New("too many addresses were looked for from one network")
)

// geocodeAnswer is the addresses that were found.
type geocodeAnswer struct {
	Places []geocodedPlace `json:"places"`
}

type geocodedPlace struct {
	Label     string         `json:"label"`
	Lon       float64        `json:"lon"`
	Lat       float64        `json:"lat"`
	Street    string         `json:"street,omitempty"`
	Postcode  string         `json:"postcode,omitempty"`
	Town      string         `json:"town,omitempty"`
	Country   string         `json:"country,omitempty"`
	Precision data.Precision `json:"precision"`
}

// geocoderOf returns what finds addresses with these settings, the same as before
// when they say the same; nil when they name none.
func (s *Server) geocoderOf(settings data.Settings) *geocode.Geocoder {
	if !settings.Geocodes() {
		return nil
	}
	kind, address := settings[data.SettingGeocoderKind], settings[data.SettingGeocoderURL]
	if before := s.instances.latest.Load(); before != nil && before.geocoder != nil &&
		before.settings[data.SettingGeocoderKind] == kind && before.settings[data.SettingGeocoderURL] == address {
		return before.geocoder
	}
	geocoder, err := geocode.New(kind, address)
	if err != nil { // of settings that were kept unchecked
		s.log.Error("the address service cannot be asked", "error", err)
		return nil
	}
	return geocoder
}

// geocode answers the addresses that begin as somebody types, by the service of
// the settings. It is for the pages of the site; no cache but the browser's keeps
// what was asked.
func (s *Server) geocode(c *gin.Context) error {
	question, err := readQuestion(c.Request)
	if err != nil {
		return err
	}
	geocoder := s.now().geocoder
	if geocoder == nil {
		return errNoGeocoder
	}
	if wait := s.limits.geocoded.take(networkOf(c.ClientIP()).String(), time.Now()); wait > 0 {
		return &waitError{errManyAddresses, wait}
	}
	places, err := geocoder.Find(c.Request.Context(), question)
	if err != nil {
		return err
	}
	answer := geocodeAnswer{make([]geocodedPlace, len(places))}
	for i, p := range places {
		answer.Places[i] = geocodedPlace{p.Label, p.Point.Lon, p.Point.Lat, p.Street, p.Postcode, p.Town, p.Country, p.Precision}
	}
	c.Header("Cache-Control", "private, max-age=300")
	c.Header("Vary", "Accept-Language")
	c.JSON(http.StatusOK, answer)
	return nil
}

// readQuestion reads q, and lon, lat and language, which may be left out.
func readQuestion(r *http.Request) (q geocode.Question, err error) {
	parameters, err := readParameters(r.URL.RawQuery, "q", "lon", "lat", "language")
	if err != nil {
		return q, err
	}
	q.Text, q.Language = parameters["q"], parameters["language"]
	if n := utf8.RuneCountInString(q.Text); n > geocode.MaxText {
		return q, index.Refuse("q", index.RuleWords, "length", strconv.Itoa(n), "most", strconv.Itoa(geocode.MaxText))
	}
	if q.Text == "" {
		return q, index.Refuse("q", index.RuleMissingWords)
	}
	switch q.Language {
	case "":
		q.Language = string(readLanguage(r.Header.Get("Accept-Language")))
	case string(web.French), string(web.English):
	default:
		return q, index.Refuse("language", index.RuleChoice, "value", q.Language, "allowed", fmt.Sprintf("%s, %s", web.French, web.English))
	}
	if near, given, err := readPlace(parameters); given || err != nil {
		q.Near = &near
		return q, err
	}
	return q, nil
}
