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

	"maillage/data"
	"maillage/data/commons"
	"maillage/index"
)

// elementsPath is where elements are written, in their JSON form, by who has
// logged in.
const elementsPath = "/api/v1/elements"

// Bounds of writing.
const (
	maxElementBody = 1 << 20     // bytes: every field at its longest, and a shape
	shownAtMost    = time.Second // how long a write waits for this node to show it
)

// Errors of writes.
var (
	errLogIn      = errors.New("log in first")
	errManyWrites = errors.New("you have written much in a short time")
	errNoMatch    = errors.New("a write needs If-Match")
	errMatch      = errors.New("If-Match is not a revision")
)

// elementWrite is a write by who has logged in: what it returns is answered.
func (s *Server) elementWrite(status int, write func(c *gin.Context, by data.ID, now time.Time) (commons.Written, error)) gin.HandlerFunc {
	return s.handle(func(c *gin.Context) error {
		c.Header("Cache-Control", "no-store")
		if err := s.load(c); err != nil {
			return err
		}
		asks, now := who(c), time.Now()
		if !asks.isIn() {
			return errLogIn
		}
		if err := s.mayWrite(asks, now); err != nil {
			return err
		}
		written, err := write(c, asks.account.ID, now)
		if err != nil {
			return err
		}
		e := written.Element
		c.Header("Sequence", formatInt(written.Sequence))
		c.Header("ETag", strconv.Quote(strconv.Itoa(e.Revision)))
		if status == http.StatusCreated { // also when it is not shown yet
			c.Header("Location", elementsPath+"/"+e.ID.String())
		}
		f := s.newFeature(e)
		if s.shows(c.Request.Context(), written.Sequence) {
			c.JSON(status, &f)
		} else {
			c.JSON(http.StatusAccepted, &f)
		}
		return nil
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

func (s *Server) createElement(c *gin.Context, by data.ID, now time.Time) (commons.Written, error) {
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return commons.Written{}, err
	}
	given, err := readElement(c)
	if err == nil {
		err = s.settlePlace(&given)
	}
	if err != nil {
		return commons.Written{}, err
	}
	return s.commons.Reference(c.Request.Context(), by, given, now)
}

func (s *Server) replaceElement(c *gin.Context, by data.ID, now time.Time) (commons.Written, error) {
	id, revision, comment, err := readTarget(c)
	if err != nil {
		return commons.Written{}, err
	}
	given, err := readElement(c)
	if err != nil {
		return commons.Written{}, err
	}
	if present, err := s.store.Element(c.Request.Context(), id); err != nil || !samePlace(&present, &given) { // commons tells who may know of it
		if err := s.settlePlace(&given); err != nil {
			return commons.Written{}, err
		}
	}
	written, err := s.commons.Edit(c.Request.Context(), by, id, revision, given, comment, now)
	if errors.Is(err, commons.ErrUnchanged) { // it says what it is to say
		err = nil
	}
	if conflict, ok := errors.AsType[*commons.EditConflict](err); ok {
		err = &versionsError{conflict, given}
	}
	return written, err
}

func (s *Server) hideElement(c *gin.Context, by data.ID, now time.Time) (commons.Written, error) {
	id, revision, comment, err := readTarget(c)
	if err != nil {
		return commons.Written{}, err
	}
	written, err := s.commons.SetHidden(c.Request.Context(), by, id, revision, true, comment, now)
	if conflict, ok := errors.AsType[*commons.EditConflict](err); ok {
		err = &versionsError{conflict, conflict.Present}
	}
	return written, err
}

// versionsError is a conflict with both versions: the present one, and the one that
// was given.
type versionsError struct {
	*commons.EditConflict
	given data.Element
}

// readTarget returns the element that an address names, the revision that a write
// follows, and what its author says of it.
func readTarget(c *gin.Context) (id data.ID, revision int, comment string, err error) {
	if id, err = data.ParseID(c.Param("id")); err != nil {
		return id, 0, "", index.Refuse("id", index.RuleIdentifier, "value", c.Param("id"))
	}
	parameters, err := readParameters(c.Request.URL.RawQuery, "comment")
	if err != nil {
		return id, 0, "", err
	}
	if revision, err = readMatch(c); err != nil {
		return id, 0, "", err
	}
	return id, revision, parameters["comment"], nil
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

// readElement reads the JSON form of an element, strictly: what it does not know it
// would lose. The error joins [*data.FieldError]s or wraps errForm.
func readElement(c *gin.Context) (e data.Element, err error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return e, formError(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		return e, fmt.Errorf("%w: %v", errJSON, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return e, fmt.Errorf("%w: something follows the element", errJSON)
	}
	return e, nil
}

// settlePlace puts an element where everybody may see it, see [data.Blurred], or
// says why its place cannot be meant, see [data.CheckPlace].
func (s *Server) settlePlace(e *data.Element) error {
	if e.Geometry.IsZero() {
		return nil
	}
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return errNotReady
	}
	if err := data.CheckPlace(snapshot.Gazetteer(), e.Geometry.Representative(), e.Address.Country); err != nil {
		return err
	}
	e.Geometry = data.Blurred(e.Geometry, e.Precision, snapshot.Gazetteer())
	return nil
}

// samePlace reports whether two elements are shown at one place.
func samePlace(a, b *data.Element) bool {
	first, err := a.Geometry.MarshalJSON()
	if err != nil {
		return false
	}
	second, err := b.Geometry.MarshalJSON()
	return err == nil && bytes.Equal(first, second) && a.Precision == b.Precision
}

// errJSON marks a body that is not the JSON form of an element.
var errJSON = errors.New("this is not the JSON form of an element")
