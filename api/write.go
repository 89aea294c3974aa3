package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Errors of writes.
var (
	errLogIn      = errors.New("log in first")
	errManyWrites = errors.New("you have written much in a short time")
	errNoMatch    = errors.New("a write needs If-Match")
	errMatch      = errors.New("If-Match is not a revision")
)

// shownAtMost is how long a write waits for this node to show it.
const shownAtMost = time.Second

// byMember answers who has logged in, and nobody keeps the answer.
func (s *Server) byMember(answer func(c *gin.Context, asks *person, now time.Time) error) gin.HandlerFunc {
	return s.handle(func(c *gin.Context) error {
		c.Header("Cache-Control", "no-store")
		if err := s.load(c); err != nil {
			return err
		}
		asks := who(c)
		if !asks.isIn() {
			return errLogIn
		}
		return answer(c, asks, time.Now())
	})
}

// mayWrite returns nil, or an error that wraps errManyWrites when somebody has
// written too often.
func (s *Server) mayWrite(asks *person, now time.Time) error {
	if wait := s.limits.writes.take(asks.account.ID.String(), now); wait > 0 {
		return &waitError{errManyWrites, wait}
	}
	return nil
}

// waitError says how long to wait before an act is tried again.
type waitError struct {
	error
	wait time.Duration
}

func (e *waitError) Unwrap() error { return e.error }

// shows waits a little until this node shows what was written at a number of the
// log, and reports whether it does.
func (s *Server) shows(ctx context.Context, sequence int64) bool {
	ctx, cancel := context.WithTimeout(ctx, shownAtMost)
	defer cancel()
	return s.engine.Wait(ctx, sequence) == nil
}

// statusOf returns the status of a write that was written at a number of the log, which
// it tells: 202 when this node does not show it yet.
func (s *Server) statusOf(c *gin.Context, status int, sequence int64) int {
	c.Header("Sequence", formatInt(sequence))
	if !s.shows(c.Request.Context(), sequence) {
		return http.StatusAccepted
	}
	return status
}

// tellRevision tells which revision a write has made and, of something new, its path: also
// when it is not shown yet.
func tellRevision(c *gin.Context, status, revision int, path string) {
	c.Header("ETag", strconv.Quote(strconv.Itoa(revision)))
	if status == http.StatusCreated {
		c.Header("Location", path)
	}
}

// readMatch returns the revision that a write follows.
func readMatch(c *gin.Context) (int, error) {
	match := c.GetHeader("If-Match")
	if match == "" {
		return 0, errNoMatch
	}
	revision, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(match, "W/"), `"`))
	if err != nil || revision < 1 {
		return 0, errMatch
	}
	return revision, nil
}

// readStrictly reads the JSON form that a request holds: what is not known would be lost.
// The error says what is wrong behind not, which marks what it should be; of a body that
// cannot be read it wraps errForm.
func readStrictly(c *gin.Context, into any, not error) error {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return formError(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%w: %v", not, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows it", not)
	}
	return nil
}
