package geocode

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"maillage/data"
	"maillage/data/fetch"
	"maillage/geo"
)

// Bounds of what is asked.
const (
	MaxPlaces = 8   // in one answer
	MaxText   = 200 // characters of a question

	atOnce   = 4           // questions on their way
	waitTurn = time.Second // until one of these is answered
	patience = 2500 * time.Millisecond
	maxBytes = 1 << 20
)

// Errors of questions without an answer. Both may wrap more.
var (
	// ErrSlow marks a service that does not answer in time.
	ErrSlow = errors.New("the address service takes too long")
	// ErrFailed marks a service that cannot be reached, refuses, or answers
	// something else than places.
	ErrFailed = errors.New("the address service does not answer")
)

// Question is what somebody looks for.
type Question struct {
	Text     string     // the beginning of an address, up to [MaxText] characters
	Near     *geo.Point // where it probably is; nil when nothing is known
	Language string     // fr or en, in which towns abroad are named
}

// Place is an address that was found.
type Place struct {
	Label     string // to choose it by: the whole on one line
	Point     geo.Point
	Street    string // with the number in front
	Postcode  string
	Town      string
	Country   string // ISO 3166-1 alpha-2; empty when the service does not say
	Precision data.Precision
}

// Geocoder asks one service. It is safe for concurrent use.
type Geocoder struct {
	kind    string
	address url.URL
	client  *fetch.Client
	turns   chan struct{}
	answers *answers
}

// New returns a geocoder of a service: its kind, one of [data.GeocoderKinds], and
// where it takes questions. Where the address names no path, it is the usual one
// of the kind. The error is that the two make no service.
func New(kind, address string) (*Geocoder, error) {
	at, ok := data.ParseServiceURL(address)
	if !ok || !slices.Contains(data.GeocoderKinds, kind) {
		return nil, fmt.Errorf("%w: %s at %q is no address service", data.ErrInvalid, kind, address)
	}
	if at.Path == "" || at.Path == "/" {
		at.Path = map[string]string{"photon": "/api", "addok": "/search/"}[kind]
	}
	options := fetch.Options{Timeout: patience, MaxBytes: maxBytes, Redirects: 3, UserAgent: "Maillage"}
	if data.IsOwnHost(at.Hostname()) {
		options.Private = []string{at.Hostname()}
	}
	return &Geocoder{kind: kind, address: *at, client: fetch.New(options), turns: make(chan struct{}, atOnce), answers: newAnswers()}, nil
}

// Host returns the name of the machine that is asked.
func (g *Geocoder) Host() string { return g.address.Hostname() }

// Find answers up to [MaxPlaces] places, the likeliest first; the caller does not
// change them. The error wraps [ErrSlow] or [ErrFailed], or is that ctx has ended.
func (g *Geocoder) Find(ctx context.Context, q Question) ([]Place, error) {
	at, key := g.question(q), q.key()
	if places, ok := g.answers.get(key, time.Now()); ok {
		return places, nil
	}
	end, err := g.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	header := http.Header{"Accept": {"application/json"}, "Accept-Language": {q.Language}}
	body, err := g.client.Get(ctx, at, header)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fetch.ErrSlow):
		return nil, fmt.Errorf("%w: %w", ErrSlow, err)
	default:
		return nil, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	places, err := parse(g.kind, body)
	if err != nil {
		return nil, err
	}
	g.answers.put(key, places, time.Now())
	return places, nil
}

// turn waits until few enough questions are on their way; end lets the next go.
func (g *Geocoder) turn(ctx context.Context) (end func(), err error) {
	full := time.NewTimer(waitTurn)
	defer full.Stop()
	select {
	case g.turns <- struct{}{}:
		return func() { <-g.turns }, nil
	case <-full.C:
		return nil, fmt.Errorf("%w: %d questions wait for it already", ErrSlow, atOnce)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// question returns the address that asks q. Photon is told the language by a
// header, which it takes when it knows the language, where a parameter that it
// does not know would be an error.
func (g *Geocoder) question(q Question) *url.URL {
	at := g.address
	parameters := at.Query()
	parameters.Set("q", strings.TrimSpace(q.Text))
	parameters.Set("limit", strconv.Itoa(MaxPlaces))
	if q.Near != nil {
		near := q.near()
		parameters.Set("lon", degrees(near.Lon))
		parameters.Set("lat", degrees(near.Lat))
	}
	at.RawQuery = parameters.Encode()
	return &at
}

// near returns about where the place is: a tenth of a degree, some kilometres,
// orders answers as well and tells less about who asks.
func (q *Question) near() geo.Point {
	round := func(v float64) float64 { return math.Round(v*10) / 10 }
	return geo.Point{Lon: round(q.Near.Lon), Lat: round(q.Near.Lat)}
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// key returns the same for questions that have the same answer.
func (q *Question) key() string {
	near := ""
	if q.Near != nil {
		near = q.near().String()
	}
	return strings.Join([]string{q.Language, near, strings.ToLower(strings.Join(strings.Fields(q.Text), " "))}, "\n")
}
