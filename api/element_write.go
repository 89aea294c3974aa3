package api

import (
	"bytes"
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/index"
)

// elementsPath is where elements are written, in their JSON form, by who has
// logged in.
const elementsPath = "/api/v1/elements"

// maxElementBody bounds the JSON form of an element, in bytes: every field at its longest,
// and a shape.
const maxElementBody = 1 << 20

// elementWrite is a write by who has logged in: what it returns is answered.
func (s *Server) elementWrite(status int, write func(c *gin.Context, by data.ID, now time.Time) (commons.Written, error)) gin.HandlerFunc {
	return s.byMember(func(c *gin.Context, asks *person, now time.Time) error {
		if err := s.mayWrite(asks, now); err != nil {
			return err
		}
		written, err := write(c, asks.account.ID, now)
		if err != nil {
			return err
		}
		e := written.Element
		tellRevision(c, status, e.Revision, elementsPath+"/"+e.ID.String())
		f := s.newFeature(e)
		c.JSON(s.statusOf(c, status, written.Sequence), &f)
		return nil
	})
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

// readElement reads the JSON form of an element, strictly: what it does not know it
// would lose. The error joins [*data.FieldError]s or wraps errForm.
func readElement(c *gin.Context) (e data.Element, err error) {
	err = readStrictly(c, &e, errJSON)
	return e, err
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
