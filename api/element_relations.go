package api

import (
	"context"
	"fmt"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
)

// relationsTo returns what an account is to an element.
func (s *Server) relationsTo(ctx context.Context, account *data.Account, e *data.Element) ([]data.Relation, error) {
	membership, err := s.store.Membership(ctx, e.Num, account.ID)
	if err != nil {
		return nil, err
	}
	stewardship, err := s.store.Stewardship(ctx, e.Num)
	return data.RelationsTo(account, e, membership, stewardship), err
}

// mayRead reports whether an account may read an element.
func (s *Server) mayRead(ctx context.Context, account *data.Account, e *data.Element) (bool, error) {
	if e.Public() {
		return true, nil
	}
	relations, err := s.relationsTo(ctx, account, e)
	return data.May(data.ActReadHidden, relations...), err
}

// readableBy returns an element that an account may read, nil for any other.
func (s *Server) readableBy(ctx context.Context, account *data.Account, num int64) (*data.Element, error) {
	found, err := s.store.ElementsByNum(ctx, []int64{num})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	may, err := s.mayRead(ctx, account, &found[0])
	if err != nil || !may {
		return nil, err
	}
	return &found[0], nil
}

// readableElement returns an element that who asks may read, and what they may do
// with it, by the name of the act; anybody is told what they could do with an
// account. Of any other element the error wraps store.ErrNotFound, so that nobody
// learns that it exists.
func (s *Server) readableElement(c *gin.Context, id data.ID) (data.Element, map[string]bool, error) {
	ctx, account := c.Request.Context(), who(c).account
	e, err := s.store.Element(ctx, id)
	if err != nil {
		return e, nil, err
	}
	if account.ID.IsZero() {
		account.ID = data.NewID() // of somebody who is nothing to it yet
	}
	relations, err := s.relationsTo(ctx, &account, &e)
	if err != nil {
		return e, nil, err
	}
	if !e.Public() && !data.May(data.ActReadHidden, relations...) {
		return data.Element{}, nil, fmt.Errorf("element %s: %w", id, store.ErrNotFound)
	}
	can := map[string]bool{}
	for _, act := range data.Acts() {
		if data.May(act, relations...) {
			can[string(act)] = true
		}
	}
	return e, can, nil
}
