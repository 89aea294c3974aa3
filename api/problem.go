package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/geocode"
	"maillage/data/media"
	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
	"maillage/tiles/basemap"
	"maillage/web"
)

// Errors of requests.
var (
	errNoResource   = errors.New("there is nothing at this address")
	errNoTerritory  = errors.New("no territory has this code")
	errNoBasemap    = errors.New("this site has no basemap")
	errMethod       = errors.New("this address takes GET and HEAD only")
	errForeign      = errors.New("this request comes from another site: it was not followed")
	errForm         = errors.New("the form cannot be read")
	errFormSize     = errors.New("the form holds more than is taken")
	errOEmbedFormat = errors.New("this format is not written here: json and xml are")
	errNotReady     = errors.New("the index has not caught up yet")
	errBehind       = errors.New("the index has not reached the sequence asked for")
)

// problems maps an error class to what the client may know of it. The first
// match wins. An error in no row is a 500 whose text stays in the log.
var problems = []struct {
	is     error
	status int
	code   string // stable; clients switch on it
	detail string // empty: the error's own text, which is about the request
}{
	{errNoResource, http.StatusNotFound, "not_found", ""},
	{store.ErrNotFound, http.StatusNotFound, "not_found", "No such element, or not one that everyone may see."},
	{errNoTerritory, http.StatusNotFound, "not_found", ""},
	{errNoBasemap, http.StatusNotFound, "not_found", ""},
	{errNoNetwork, http.StatusNotFound, "not_found", ""},
	{errOEmbedFormat, http.StatusNotImplemented, "format", "This format is not written here: ask for json or xml."},
	{basemap.ErrTile, http.StatusNotFound, "not_found", ""},
	{errMethod, http.StatusMethodNotAllowed, "method_not_allowed", ""},
	{errForeign, http.StatusForbidden, "foreign_origin", ""},
	{errFormSize, http.StatusRequestEntityTooLarge, "form_too_large", ""},
	{errForm, http.StatusBadRequest, "bad_form", "The form cannot be read: go back to the page and send it again."},
	{errLogIn, http.StatusUnauthorized, "log_in", "Log in to do this."},
	{errManyWrites, http.StatusTooManyRequests, "many_writes", "You have written much in a short time: wait a little, then go on."},
	{errNoMatch, http.StatusPreconditionRequired, "if_match_missing", "Say in If-Match which revision you have read, like \"3\": so that nobody’s words are written over unseen."},
	{errMatch, http.StatusBadRequest, "if_match", "If-Match is to be the number of a revision, like \"3\"."},
	{errJSON, http.StatusBadRequest, "bad_json", "This is not the JSON form of an element: see what is wrong."},
	{errNotYourMap, http.StatusForbidden, "forbidden", "Those who make this map may do this: ask them."},
	{errMapChanged, http.StatusPreconditionFailed, "changed_meanwhile", "Somebody has changed this map since you read it. Look at what is there now, then write yours again."},
	{errMovedOn, http.StatusConflict, "moved_on", "All of these have changed since you read them: nothing was decided. Read them again."},
	{errReview, http.StatusBadRequest, "bad_review", "Say what to do, approve or dismiss, and with which revisions of which elements, 1 to 1,000 of them."},
	{commons.ErrNotClearing, http.StatusConflict, "not_clearing", "This map shows changes at once: nothing waits for approval."},
	{errNetworkJSON, http.StatusBadRequest, "bad_json", "This is not the JSON form of a map: see what is wrong."},
	{commons.ErrManyNetworks, http.StatusConflict, "many_networks", "You look after as many maps as one person may: delete one first."},
	{commons.ErrForbidden, http.StatusForbidden, "forbidden", "You may not do this. Ask those who look after this element."},
	{errCuration, http.StatusBadRequest, "bad_curation", "Say which elements, 1 to 1,000 of them, and how they are to stand to the map: picked, hidden, suggested, or an empty text to leave them to its search."},
	{errOftenSuggestions, http.StatusTooManyRequests, "many_suggestions", "You have suggested much today: go on tomorrow."},
	{commons.ErrManyPicked, http.StatusConflict, "many_picked", "You have added as many elements to this map as one person may: those who make it can add more."},
	{commons.ErrManySuggestions, http.StatusConflict, "many_suggestions_wait", "As many suggestions to this map wait as may: those who make it have to answer them first."},
	{commons.ErrFullNetwork, http.StatusConflict, "full_network", "As many elements were added to this map or hidden by hand as may be: have its search find them."},
	{commons.ErrManyDrafts, http.StatusConflict, "many_drafts", "You have too many drafts already: publish or throw away some."},
	{commons.ErrManyFollows, http.StatusConflict, "many_follows", "You follow as much as you can already: stop following some things first."},
	{errCannotFollow, http.StatusBadRequest, "cannot_follow", "This cannot be followed. Follow an entry, a territory, a tag, or a search that has filters and does not depend on a spot of the map."},
	{errNoPhoto, http.StatusNotFound, "not_found", ""},
	{errPhotoForm, http.StatusBadRequest, "bad_form", ""},
	{commons.ErrManyPhotos, http.StatusTooManyRequests, "many_photos", "You have given many photos today: go on tomorrow."},
	{commons.ErrUnusedPhotos, http.StatusConflict, "unused_photos", "Many of the photos you have given are shown nowhere: use them, or give others tomorrow."},
	{commons.ErrPhotosBusy, http.StatusServiceUnavailable, "photos_busy", "Many people give photos at this moment: try again in a moment."},
	{commons.ErrLastAdministrator, http.StatusConflict, "last_administrator", "Nobody would look after this element any more: go back to its page, and say that you mean it."},
	{commons.ErrLastOfNetwork, http.StatusConflict, "last_of_network", "Nobody would look after this map any more: have somebody else look after it first, or delete it."},
	{commons.ErrAlready, http.StatusConflict, "already", "You belong to this element, or ask to, already."},
	{commons.ErrCrowded, http.StatusConflict, "crowded_element", "Too many wait already: have those answered first."},
	{commons.ErrNoAddress, http.StatusConflict, "no_address", "No address of this element is known that could prove who looks after it."},
	{commons.ErrNobody, http.StatusConflict, "nobody_reads", "Nobody is known who could read a message to this element."},
	{commons.ErrUnchanged, http.StatusConflict, "unchanged", "Nothing was changed."},
	{store.ErrConflict, http.StatusPreconditionFailed, "changed_meanwhile", "Somebody has changed this element since you read it. Look at what is there now, then write yours again."},
	{data.ErrInvalid, http.StatusUnprocessableEntity, "invalid", "This cannot be published as it is: see what is wrong."},
	{commons.ErrBusy, http.StatusServiceUnavailable, "busy", "Many people log in at this moment: try again in a moment."},
	{commons.ErrManyRequests, http.StatusServiceUnavailable, "crowded", "Too many people wait for a link already: write to the people who keep this site."},
	{geo.ErrRange, http.StatusBadRequest, "bad_coordinate", ""},
	{tiles.ErrTile, http.StatusBadRequest, "bad_tile", ""},
	{errNotReady, http.StatusServiceUnavailable, "not_ready", "The server has just started and is still reading its data: try again in a moment."},
	{basemap.ErrUnavailable, http.StatusServiceUnavailable, "basemap_unavailable", "The basemap does not answer; the map goes on without it. Try again in a moment."},
	{basemap.ErrChanged, http.StatusServiceUnavailable, "basemap_unavailable", "The basemap has changed and is not read again yet; the map goes on without it."},
	{basemap.ErrArchive, http.StatusBadGateway, "basemap_damaged", "This part of the basemap is damaged; the map goes on without it."},
	{errNoGeocoder, http.StatusNotFound, "geocoder_none", ""},
	{errManyAddresses, http.StatusTooManyRequests, "geocoder_often", "Many addresses were looked for from your network: wait a moment, or put the point on the map."},
	{geocode.ErrSlow, http.StatusGatewayTimeout, "geocoder_failed", "The address service does not answer. Put the point on the map."},
	{geocode.ErrFailed, http.StatusServiceUnavailable, "geocoder_failed", "The address service does not answer. Put the point on the map."},
	{errBehind, http.StatusServiceUnavailable, "behind", "The change you wait for is not shown yet: try again in a moment."},
	{errManyStreams, http.StatusServiceUnavailable, codeManyStreams, "The server tells as many open maps of changes as it can. Everything else works; try again in a minute."},
	{errManyHere, http.StatusTooManyRequests, codeManyStreams, "Too many maps are open from your network to tell all of them of changes. Everything else works: reload the page to see what is new."},
	{store.ErrFull, http.StatusInsufficientStorage, "disk_full", "The server’s disk is full: nothing was written, and reading goes on. Tell the people who run this site, and try again later."},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "too_slow", "The answer took too long: ask for less, or try again in a moment."},
	{context.Canceled, statusClientGone, "canceled", "The request was given up."},
}

// statusClientGone is what the log says of a request that its client gave up;
// nobody receives it.
const statusClientGone = 499

// problem is the body of an error: RFC 9457 problem details with a stable code
// and, when a parameter is wrong, its name.
type problem struct {
	Type   string `json:"type" doc:"Always about:blank: code says more." example:"about:blank"`
	Title  string `json:"title" doc:"The status in words." example:"Bad Request"`
	Status int    `json:"status" doc:"The HTTP status." example:"400"`
	Detail string `json:"detail" doc:"What was wrong and what is allowed, for people." example:"limit: \"0\" is not a number from 1 to 200"`
	Code   string `json:"code" doc:"A stable name of the error, for programs." example:"bad_parameter"`
	Param  string `json:"param,omitempty" doc:"The parameter that is wrong." example:"limit"`

	Errors  []fieldProblem  `json:"errors,omitempty" doc:"What is wrong with what was given, field by field."`
	Present json.RawMessage `json:"present,omitempty" doc:"What is there by now, when it changed meanwhile: an element, a map, or revisions."`
	Given   json.RawMessage `json:"given,omitempty" doc:"What was given, then."`

	wait     time.Duration       // until it is worth trying again; 0: nothing is known of it
	name     string              // in the catalogue of messages; empty for a parameter that breaks a rule
	broken   *index.QueryError   // the rule; nil when it is something else
	picture  *media.PictureError // why a picture is not taken; nil when it is something else
	language web.Language        // in which it is worded; empty for none yet, which is English
}

// fieldProblem says what is wrong with one field.
type fieldProblem struct {
	Field  string `json:"field,omitempty" doc:"Its JSON name; absent for the whole." example:"address.postalCode"`
	Detail string `json:"detail" doc:"What is wrong with it, for people."`
}

var problemType = reflect.TypeFor[problem]()

func newProblem(status int, code, detail string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
}

// problemOf returns what a client may know of err.
func problemOf(err error) *problem {
	if wrong, ok := errors.AsType[*index.QueryError](err); ok {
		p := newProblem(http.StatusBadRequest, "bad_parameter", wrong.Error())
		p.Param, p.broken = wrong.Param, wrong
		return p
	}
	if wrong, ok := errors.AsType[*media.PictureError](err); ok {
		p := newProblem(http.StatusUnprocessableEntity, wrong.Rule, wrong.Error())
		p.picture = wrong
		return p
	}
	for _, row := range problems {
		if errors.Is(err, row.is) {
			p := newProblem(row.status, row.code, cmp.Or(row.detail, err.Error()))
			p.name = cmp.Or(problemNames[row.is], row.code)
			p.addFacts(err)
			return p
		}
	}
	p := newProblem(http.StatusInternalServerError, "internal", "The server failed to answer. The failure is in its log; try again later.")
	p.name = p.Code
	return p
}

// addFacts adds what an error tells beyond its class.
func (p *problem) addFacts(err error) {
	for _, wrong := range data.FieldErrors(err) {
		p.Errors = append(p.Errors, fieldProblem{wrong.Field, wrong.Reason()})
	}
	for _, not := range []error{errJSON, errNetworkJSON, errCuration} {
		if detail, ok := strings.CutPrefix(err.Error(), not.Error()+": "); ok {
			p.Errors = append(p.Errors, fieldProblem{Detail: detail})
		}
	}
	if wait, ok := errors.AsType[*waitError](err); ok {
		p.wait = wait.wait
	}
	if versions, ok := errors.AsType[*networkVersionsError](err); ok {
		p.Present, p.Given = networkDocument(&versions.present), networkDocument(&versions.given)
	}
	if moved, ok := errors.AsType[*movedError](err); ok {
		p.Present, _ = json.Marshal(moved.present) // ids and numbers have a JSON form
	}
	if versions, ok := errors.AsType[*versionsError](err); ok {
		p.Present, p.Given = documentOf(&versions.Present), documentOf(&versions.given)
	}
}

// documentOf returns the JSON form of an element, none when it has none.
func documentOf(e *data.Element) json.RawMessage {
	document, err := e.AppendDocument(nil)
	if err != nil {
		return nil
	}
	return document
}

// problem returns what a client may know of err, and logs what only we may. Once
// ctx has ended, that is the error, whatever the rooms below made of it. That
// the server has just started is no failure.
func (s *Server) problem(ctx context.Context, err error) *problem {
	if ended := ctx.Err(); ended != nil {
		err = ended
	}
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, errNotReady) {
		v := visitOf(ctx)
		s.log.Error("request failed", "request", v.number(), "route", v.route, "code", p.Code, "error", err)
	}
	return p
}

// The methods below make a problem what huma takes for an error answer.

// Error returns the detail.
func (p *problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *problem) GetStatus() int { return p.Status }

// ContentType returns the media type of problem details.
func (p *problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders returns headers that go with the problem.
func (p *problem) GetHeaders() http.Header {
	h := http.Header{}
	switch {
	case p.wait > 0:
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.wait.Seconds()))))
	case p.Code == codeManyStreams:
		h.Set("Retry-After", "60")
	case p.Status == http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	}
	if p.language != "" {
		h.Set("Content-Language", string(p.language))
	}
	return h
}

// huma keeps in a variable of its package how it words the errors it finds
// itself, and describes error answers after it.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		if status >= http.StatusInternalServerError {
			return problemOf(errors.Join(errs...))
		}
		for _, err := range errs {
			if err != nil {
				message += fmt.Sprintf("; %v", err)
			}
		}
		return newProblem(status, "bad_request", message)
	}
}
