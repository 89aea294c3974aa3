package api

import (
	"context"
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
)

// person is who asks, as their session says; the zero value is anybody.
type person struct {
	account  data.Account // its id is zero for who has not logged in
	session  data.ID
	operator bool
}

// isIn reports whether somebody has logged in with an account.
func (p *person) isIn() bool { return !p.account.ID.IsZero() }

// may reports whether somebody may act upon the instance.
func (p *person) may(act data.Act) bool { return data.May(act, p.relations()...) }

// relations returns what somebody is to the instance.
func (p *person) relations() (all []data.Relation) {
	if p.operator {
		all = append(all, data.RelationOperator)
	}
	if p.isIn() {
		all = append(all, data.RelationMember, data.RelationSelf) // what they ask for is about themselves
	}
	if p.account.Administrator {
		all = append(all, data.RelationAdministrator)
	}
	return all
}

// personKey marks the context of a request with who asks.
type personKey struct{}

// who returns who asks for a private page.
func who(c *gin.Context) *person {
	if p, ok := c.Request.Context().Value(personKey{}).(*person); ok {
		return p
	}
	return &person{}
}

// recognise returns who a loaded session is of.
func (s *Server) recognise(ctx context.Context) (*person, error) {
	p := &person{session: idOf(s.sessions.GetString(ctx, sessionID)), operator: s.sessions.GetBool(ctx, sessionOperator)}
	id := idOf(s.sessions.GetString(ctx, sessionAccount))
	if id.IsZero() {
		return p, nil
	}
	account, err := s.store.Account(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.account = account
	s.see(ctx, p.session)
	return p, nil
}

// see notes from time to time that a session is used. That this cannot be written
// hinders nobody.
func (s *Server) see(ctx context.Context, id data.ID) {
	now := time.Now()
	session, err := s.store.SessionByID(ctx, id)
	if err == nil && now.Sub(session.SeenAt) > seenAge {
		err = s.commons.SeeSession(ctx, id, now)
	}
	if err != nil {
		s.log.Warn("that a session is used is not noted", "error", err)
	}
}

// accountName returns the name of an account, empty for one that is gone.
func (s *Server) accountName(ctx context.Context, id data.ID) (string, error) {
	account, err := s.store.Account(ctx, id)
	if isNotFound(err) {
		return "", nil
	}
	return account.Name, err
}
