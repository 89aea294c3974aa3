package commons

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// Errors of memberships.
var (
	// ErrLastAdministrator says that an act would leave an element with nobody who
	// looks after it, and was not said to be meant so.
	ErrLastAdministrator = errors.New("nobody would look after this element any more: it would be everybody's to improve")
	// ErrAlready marks a request of who belongs to the element, or asks to, already.
	ErrAlready = errors.New("you belong to this element, or ask to, already")
	// ErrCrowded says that as many belong to an element, ask to or are invited to as
	// may, or that somebody asks for as many as they may.
	ErrCrowded = errors.New("too many wait already: have those answered first")
)

// belonging runs an act upon who belongs to an element, by an account that has to be
// allowed to. Elements that nobody can belong to refuse with [ErrForbidden].
func (c *Commons) belonging(ctx context.Context, by, id data.ID, act data.Act, how func(*store.Tx, *data.Element) error) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		e, err := tx.Element(id)
		if err != nil {
			return err
		}
		if err := may(tx, by, act, &e); err != nil {
			return err
		}
		if !e.HasMembers() {
			return ErrForbidden
		}
		return how(tx, &e)
	})
	return err
}

// Join asks, with a message, that an account may belong to an element. The errors are
// like those of [Commons.Claim].
func (c *Commons) Join(ctx context.Context, by, id data.ID, message string, now time.Time) error {
	return c.belonging(ctx, by, id, data.ActJoin, func(tx *store.Tx, e *data.Element) error {
		return request(tx, e, data.Membership{Num: e.Num, Account: by, Level: data.LevelMember, Message: message}, now)
	})
}

// request keeps that somebody asks for a membership of an element.
func request(tx *store.Tx, e *data.Element, m data.Membership, now time.Time) error {
	m.State, m.Since, m.Message = data.Requested, now, data.TidyText(m.Message)
	if err := m.Validate(); err != nil {
		return err
	}
	known, err := tx.Membership(m.Num, m.Account)
	if err != nil {
		return err
	}
	if known.State == data.Requested || known.State == data.Joined && m.Level != data.LevelAdministrator {
		return ErrAlready
	}
	if known.State == data.Joined {
		return fmt.Errorf("%w: ask those who keep the site to make you its administrator", ErrAlready)
	}
	waiting, err := tx.MembershipCount(m.Num, data.Requested)
	if err != nil {
		return err
	}
	own, err := tx.RequestCountOf(m.Account)
	if err != nil {
		return err
	}
	if waiting >= data.MaxRequests || own >= data.MaxRequestsOf {
		return ErrCrowded
	}
	if err := tx.PutMembership(m); err != nil {
		return err
	}
	return tellOwners(tx, e, data.NotifyRequest, m.Account, now)
}

// join writes the membership of somebody who belongs to an element from now on. What
// nobody looked after is open to everybody no more once somebody does.
func join(tx *store.Tx, m data.Membership, now time.Time) error {
	m.State, m.Since, m.Message, m.Roles = data.Joined, now, "", data.TidyRoles(m.Roles)
	if err := m.Validate(); err != nil {
		return err
	}
	members, err := tx.MembershipCount(m.Num, data.Joined)
	if err != nil {
		return err
	}
	if members >= data.MaxMembers {
		return ErrCrowded
	}
	if err := guard(tx, &m); err != nil {
		return err
	}
	return tx.PutMembership(m)
}

// guard closes an element that gets its first administrator.
func guard(tx *store.Tx, m *data.Membership) error {
	stewardship, err := tx.Stewardship(m.Num)
	if err != nil || stewardship.Guarded || !m.LooksAfter() {
		return err
	}
	return tx.SetOpen(m.Num, false)
}

// Answer accepts the request of an account, at a level and with roles, or refuses it.
// The error wraps [store.ErrNotFound] when nothing was asked, or joins
// [*data.FieldError]s.
func (c *Commons) Answer(ctx context.Context, by, id, account data.ID, accepts bool, level data.Level, roles []string, now time.Time) error {
	return c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		m, err := membershipOf(tx, e.Num, account, data.Requested)
		if err != nil {
			return err
		}
		if err := seeRequest(tx, e, by, account); err != nil {
			return err
		}
		told := data.Notification{Account: account, Sort: data.NotifyDeclined, Num: e.Num, Other: by, At: now}
		if !accepts {
			return errors.Join(tx.DeleteMembership(e.Num, account), notify(tx, told))
		}
		m.Level, m.Roles, told.Sort = level, roles, data.NotifyAccepted
		return errors.Join(join(tx, m, now), notify(tx, told))
	})
}

// seeRequest notes that a request is answered: nobody who was told of it needs to look
// any more.
func seeRequest(tx *store.Tx, e *data.Element, by, account data.ID) error {
	told, err := ownersOf(tx, e)
	for _, id := range append(told, by) {
		err = errors.Join(err, tx.SeeNotificationsOf(id, data.NotifyRequest, e.Num, account))
	}
	return err
}

// membershipOf returns the membership of an account that is in a state; the error
// wraps [store.ErrNotFound].
func membershipOf(tx *store.Tx, num int64, account data.ID, state data.Joining) (data.Membership, error) {
	m, err := tx.Membership(num, account)
	if err == nil && m.State != state {
		err = fmt.Errorf("membership: %w", store.ErrNotFound)
	}
	return m, err
}

// ChangeMember gives a member another level and other roles. sure says that nobody
// may look after the element then. The error wraps [ErrLastAdministrator] or
// [store.ErrNotFound], or joins [*data.FieldError]s.
func (c *Commons) ChangeMember(ctx context.Context, by, id, account data.ID, level data.Level, roles []string, sure bool, now time.Time) error {
	return c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		m, err := membershipOf(tx, e.Num, account, data.Joined)
		if err != nil {
			return err
		}
		changed := m
		changed.Level, changed.Roles = level, data.TidyRoles(roles)
		if err := changed.Validate(); err != nil {
			return err
		}
		if !changed.LooksAfter() {
			if err := mayCease(tx, &m, sure); err != nil {
				return err
			}
		}
		if err := guard(tx, &changed); err != nil {
			return err
		}
		told := data.Notification{Account: account, Sort: data.NotifyRole, Num: e.Num, Other: by, At: now}
		return errors.Join(tx.PutMembership(changed), notify(tx, told))
	})
}

// mayCease returns nil when a member may look after the element no more:
// [ErrLastAdministrator] unless another one does, or sure is set.
func mayCease(tx *store.Tx, m *data.Membership, sure bool) error {
	if sure || !m.LooksAfter() {
		return nil
	}
	keepers, err := tx.Keepers(m.Num, 2)
	if err == nil && len(keepers) < 2 {
		err = ErrLastAdministrator
	}
	return err
}

// Remove ends the membership of somebody, with the errors of [Commons.ChangeMember].
func (c *Commons) Remove(ctx context.Context, by, id, account data.ID, sure bool) error {
	return c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		m, err := membershipOf(tx, e.Num, account, data.Joined)
		if err != nil {
			return err
		}
		return errors.Join(mayCease(tx, &m, sure), tx.DeleteMembership(e.Num, account))
	})
}

// Leave ends what an account is to an element, or takes back what it asked of it,
// even when it may not see the element any more. The errors are like those of
// [Commons.ChangeMember].
func (c *Commons) Leave(ctx context.Context, by, id data.ID, sure bool) error {
	return c.own(ctx, by, id, func(tx *store.Tx, m data.Membership) error {
		return errors.Join(mayCease(tx, &m, sure), tx.DeleteMembership(m.Num, by))
	})
}

// SetShown says whether visitors read the name and the roles of a member, who alone
// decides that. The error wraps [store.ErrNotFound].
func (c *Commons) SetShown(ctx context.Context, by, id data.ID, shown bool) error {
	return c.own(ctx, by, id, func(tx *store.Tx, m data.Membership) error {
		m.Shown = shown
		return tx.PutMembership(m)
	})
}

// own runs an act upon the membership of an account.
func (c *Commons) own(ctx context.Context, by, id data.ID, how func(*store.Tx, data.Membership) error) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		e, err := tx.Element(id)
		if err != nil {
			return err
		}
		m, err := tx.Membership(e.Num, by)
		if err == nil && m.State == "" {
			err = notFound(id) // who is nothing to it learns nothing of it
		}
		if err != nil {
			return err
		}
		relations, err := relationsTo(tx, by, &e)
		if err != nil {
			return err
		}
		if !data.May(data.ActLeave, relations...) {
			return ErrForbidden
		}
		return how(tx, m)
	})
	return err
}

// SetOpen says whether everybody with an account may improve an element that
// somebody looks after.
func (c *Commons) SetOpen(ctx context.Context, by, id data.ID, open bool) error {
	return c.belonging(ctx, by, id, data.ActAdminister, func(tx *store.Tx, e *data.Element) error {
		return tx.SetOpen(e.Num, open)
	})
}
