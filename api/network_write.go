package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
)

// writtenNetworkRevision is what a write of a network left: nothing of one that was
// deleted.
type writtenNetworkRevision struct {
	network  *data.Network
	sequence int64
}

// networkWrite is a write by who has logged in: what it returns is answered.
func (s *Server) networkWrite(status int, write func(c *gin.Context, by *person, now time.Time) (writtenNetworkRevision, error)) gin.HandlerFunc {
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
		if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
			return err
		}
		written, err := write(c, asks, now)
		if err != nil {
			return ofNetwork(err)
		}
		c.Header("Sequence", formatInt(written.sequence))
		shown := s.shows(c.Request.Context(), written.sequence)
		answered := status
		if !shown {
			answered = http.StatusAccepted
		}
		if written.network == nil {
			c.Status(answered)
			c.Writer.WriteHeaderNow()
			return nil
		}
		c.Header("ETag", strconv.Quote(strconv.Itoa(written.network.Revision)))
		if status == http.StatusCreated { // also when it is not shown yet
			c.Header("Location", networksPath+"/"+written.network.Slug)
		}
		c.JSON(answered, written.network)
		return nil
	})
}

func (s *Server) createNetwork(c *gin.Context, by *person, now time.Time) (writtenNetworkRevision, error) {
	given, err := readNetwork(c, data.Network{Status: data.StatusDraft, Visibility: data.NetworkPrivate, Contributors: data.ContributorsNobody})
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	made, sequence, err := s.commons.MakeNetwork(c.Request.Context(), by.account.ID, given, now)
	return writtenNetworkRevision{&made, sequence}, err
}

func (s *Server) replaceNetwork(c *gin.Context, by *person, now time.Time) (writtenNetworkRevision, error) {
	present, _, err := s.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	revision, err := readMatch(c)
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	given, err := readNetwork(c, data.Network{Status: present.Status, Visibility: present.Visibility, Contributors: present.Contributors})
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	written, sequence, err := s.commons.EditNetwork(c.Request.Context(), by.account.ID, present.Slug, revision, given, now)
	if errors.Is(err, commons.ErrUnchanged) { // it says what it is to say
		err = nil
	}
	if conflict, ok := errors.AsType[*commons.NetworkConflict](err); ok {
		err = &networkVersionsError{present: conflict.Present, given: given}
	}
	return writtenNetworkRevision{&written, sequence}, err
}

func (s *Server) deleteNetwork(c *gin.Context, by *person, _ time.Time) (writtenNetworkRevision, error) {
	present, _, err := s.networkFor(c, data.ActAdministerNetwork)
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	revision, err := readMatch(c)
	if err != nil {
		return writtenNetworkRevision{}, err
	}
	sequence, err := s.commons.DeleteNetwork(c.Request.Context(), by.account.ID, present.Slug, revision)
	if conflict, ok := errors.AsType[*commons.NetworkConflict](err); ok {
		err = &networkVersionsError{present: conflict.Present, given: conflict.Present}
	}
	return writtenNetworkRevision{nil, sequence}, err
}

// networkDefinitionPath is where those who edit a network read what they may write back.
const networkDefinitionPath = networksPath + "/:" + networkParameter + "/definition"

// readDefinition serves GET /api/v1/networks/{ref}/definition: the network as PUT takes
// it, and in ETag the revision that If-Match is to name.
func (s *Server) readDefinition(c *gin.Context) error {
	if err := s.loadMember(c); err != nil {
		return err
	}
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	n, _, err := s.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	c.Header("ETag", strconv.Quote(strconv.Itoa(n.Revision)))
	c.JSON(http.StatusOK, &n)
	return nil
}

// networkVersionsError is a conflict with both versions: the present one, and the one
// that was given. It unwraps to errMapChanged.
type networkVersionsError struct{ present, given data.Network }

func (e *networkVersionsError) Error() string { return errMapChanged.Error() }
func (e *networkVersionsError) Unwrap() error { return errMapChanged }

// networkDocument returns the JSON form of a network, none when it has none.
func networkDocument(n *data.Network) json.RawMessage {
	document, err := json.Marshal(n)
	if err != nil {
		return nil
	}
	return document
}

// readNetwork reads the JSON form of a network over what it is without, strictly: what
// it does not know it would lose. The error joins [*data.FieldError]s or wraps errForm
// or errNetworkJSON.
func readNetwork(c *gin.Context, n data.Network) (data.Network, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return n, formError(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&n); err != nil {
		return n, fmt.Errorf("%w: %v", errNetworkJSON, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("%w: something follows the map", errNetworkJSON)
	}
	query, err := readNetworkQuery(n.Query)
	if err != nil {
		return n, errors.Join(err, n.Validate())
	}
	n.Query = query.String()
	return n, nil
}
