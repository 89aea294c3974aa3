package api

import (
	"encoding/json"
	"errors"
	"net/http"
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
	return s.byMember(func(c *gin.Context, asks *person, now time.Time) error {
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
		answered := s.statusOf(c, status, written.sequence)
		if written.network == nil {
			c.Status(answered)
			c.Writer.WriteHeaderNow()
			return nil
		}
		tellRevision(c, status, written.network.Revision, networksPath+"/"+written.network.Slug)
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
func (s *Server) readDefinition(c *gin.Context, _ *person, _ time.Time) error {
	if _, err := readParameters(c.Request.URL.RawQuery); err != nil {
		return err
	}
	n, _, err := s.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	tellRevision(c, http.StatusOK, n.Revision, "")
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
	if err := readStrictly(c, &n, errNetworkJSON); err != nil {
		return n, err
	}
	query, err := readNetworkQuery(n.Query)
	if err != nil {
		return n, errors.Join(err, n.Validate())
	}
	n.Query = query.String()
	return n, nil
}
