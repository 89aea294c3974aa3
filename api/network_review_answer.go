package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
)

// networkReviewPath is where changes are reviewed in the JSON form, by who has logged in.
const networkReviewPath = networksPath + "/:" + networkParameter + "/review"

// reviewAnswer is a part of what a network has not approved.
type reviewAnswer struct {
	Changes []changeAnswer `json:"changes"`
	Total   int            `json:"total" doc:"How many are in the list."`
	Next    string         `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
}

// changeAnswer is an element of which a network has not approved the present revision.
type changeAnswer struct {
	Element data.ID        `json:"element"`
	Change  revisionAnswer `json:"change" doc:"The present revision; changed tells in what it differs from what this map shows."`
	Present feature        `json:"present" doc:"What everybody’s map shows."`
	Shown   *feature       `json:"shown,omitempty" doc:"What this map shows; absent: nothing of it yet."`
	Leaves  bool           `json:"leaves,omitempty" doc:"Whether this map will show nothing of it any more once the change is approved."`
}

// readReview serves GET /api/v1/networks/{ref}/review?list=&limit=&cursor=.
func (s *Server) readReview(c *gin.Context, _ *person, _ time.Time) error {
	parameters, err := readParameters(c.Request.URL.RawQuery, "list", "limit", "cursor")
	if err != nil {
		return err
	}
	asked, err := readAskedReviews(parameters)
	if err != nil {
		return err
	}
	limit, err := readLimit(parameters, usualReviews, mostReviews)
	if err != nil {
		return err
	}
	n, err := s.networkToReview(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	left, err := s.unapproved(ctx, &n)
	if err != nil {
		return err
	}
	nums, next := partOf(left.list(asked.list), asked.cursor, limit)
	changes, err := s.changesOf(ctx, &n, &left, nums)
	if err != nil {
		return err
	}
	answer := reviewAnswer{Changes: make([]changeAnswer, len(changes)), Total: len(left.list(asked.list))}
	for i := range changes {
		answer.Changes[i] = s.changeAnswer(&changes[i])
	}
	if next > 0 {
		answer.Next = formatInt(next)
	}
	c.JSON(http.StatusOK, &answer)
	return nil
}

func (s *Server) changeAnswer(one *change) changeAnswer {
	answer := changeAnswer{Element: one.Element.ID, Change: newRevisionAnswer(&one.toldRevision), Present: s.newFeature(one.Element), Leaves: one.leaves}
	if one.shown != nil {
		shown := s.newFeature(*one.shown)
		answer.Shown = &shown
	}
	return answer
}

// Decisions on changes.
const (
	decisionApprove = "approve"
	decisionDismiss = "dismiss"
)

// decisionGiven is the JSON form of what an editor decides of changes.
type decisionGiven struct {
	Decision  string            `json:"decision" enum:"approve,dismiss" doc:"approve: the map shows them; dismiss: it goes on as it is, and they wait for nobody until they change again."`
	Revisions []data.RevisionOf `json:"revisions" minItems:"1" maxItems:"1000" doc:"The changes, as they were read."`
}

// decisionDone is the JSON form of what became of it.
type decisionDone struct {
	Changed int               `json:"changed" doc:"How many are decided now that were not so before."`
	Moved   []data.RevisionOf `json:"moved,omitempty" doc:"The present revisions of elements that have changed since they were read: nothing was decided of them."`
}

// Errors of reviewing.
var (
	errReview  = errors.New("this does not say what to do with changes of a map")
	errMovedOn = errors.New("all of these have changed since they were read")
)

// movedError tells which revisions there are by now. It unwraps to errMovedOn.
type movedError struct{ present []data.RevisionOf }

func (e *movedError) Error() string { return errMovedOn.Error() }
func (e *movedError) Unwrap() error { return errMovedOn }

// decideReview serves POST /api/v1/networks/{ref}/review.
func (s *Server) decideReview(c *gin.Context, asks *person, now time.Time) error {
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	n, err := s.networkToReview(c)
	if err != nil {
		return err
	}
	given, err := readDecision(c)
	if err != nil {
		return err
	}
	if err := s.mayWrite(asks, now); err != nil {
		return err
	}
	review := s.commons.Approve
	if given.Decision == decisionDismiss {
		review = s.commons.Dismiss
	}
	done, sequence, err := review(c.Request.Context(), asks.account.ID, n.Slug, given.Revisions, now)
	if err != nil {
		return ofNetwork(err)
	}
	if len(done.Moved) == len(given.Revisions) {
		return &movedError{done.Moved}
	}
	c.JSON(s.statusOf(c, http.StatusOK, sequence), &decisionDone{done.Changed, done.Moved})
	return nil
}

// readDecision reads its JSON form, strictly. The error wraps errReview.
func readDecision(c *gin.Context) (given decisionGiven, err error) {
	if err := readStrictly(c, &given, errReview); err != nil {
		return given, err
	}
	wrong := func(r data.RevisionOf) bool { return r.Element.IsZero() || r.Revision < 1 || r.Revision > maxRevision }
	known := given.Decision == decisionApprove || given.Decision == decisionDismiss
	if !known || len(given.Revisions) == 0 || len(given.Revisions) > commons.MaxCurated || slices.ContainsFunc(given.Revisions, wrong) {
		return given, errReview
	}
	return given, nil
}
