package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// PutInvitation keeps an invitation under the hash of its token, in place of those to
// belong to the same by the same address, if it goes to one.
func (tx *Tx) PutInvitation(token string, i data.Invitation) error {
	document, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("%w: an invitation cannot be written down: %v", data.ErrInvalid, err)
	}
	if _, err = tx.exec("DELETE FROM invitations WHERE num IS NOT DISTINCT FROM $1 AND network IS NOT DISTINCT FROM $2 AND email = $3 AND email <> ''",
		nullNum(i.Num), nullNum(i.Network), i.Email); err == nil {
		const statement = "INSERT INTO invitations (id, token, num, network, email, invited_by, document, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		_, err = tx.exec(statement, i.ID.String(), token, nullNum(i.Num), nullNum(i.Network), i.Email, i.By.String(), string(document), instant(i.ExpiresAt))
	}
	if err != nil {
		return fmt.Errorf("cannot write an invitation: %w", classify(err))
	}
	return nil
}

// nullNum returns a num as a column holds it that may hold none.
func nullNum(num int64) any {
	if num == 0 {
		return nil
	}
	return num
}

// Invitation returns the invitation under the hash of a token, if it is good at now;
// the error wraps [ErrNotFound].
func (s *Store) Invitation(ctx context.Context, token string, now time.Time) (data.Invitation, error) {
	return oneInvitation(ctx, s.readers, "token", token, now)
}

// Invitation does so in a transaction.
func (tx *Tx) Invitation(token string, now time.Time) (data.Invitation, error) {
	return oneInvitation(tx.ctx, tx.tx, "token", token, now)
}

// InvitationByID returns an invitation that is good at now; the error wraps
// [ErrNotFound].
func (tx *Tx) InvitationByID(id data.ID, now time.Time) (data.Invitation, error) {
	return oneInvitation(tx.ctx, tx.tx, "id", id.String(), now)
}

// DeleteInvitation forgets an invitation.
func (tx *Tx) DeleteInvitation(id data.ID) error {
	if _, err := tx.exec("DELETE FROM invitations WHERE id = $1", id.String()); err != nil {
		return fmt.Errorf("cannot forget an invitation: %w", classify(err))
	}
	return nil
}

// InvitationCount returns how many invitations wait to belong to an element or to a
// network; the other is 0.
func (tx *Tx) InvitationCount(num, network int64) (int, error) {
	return tx.count("SELECT count(*) FROM invitations WHERE num IS NOT DISTINCT FROM ? AND network IS NOT DISTINCT FROM ?", nullNum(num), nullNum(network))
}

// NetworkInvitations returns the invitations of a network that are good at now.
func (s *Store) NetworkInvitations(ctx context.Context, network int64, now time.Time) ([]data.Invitation, error) {
	return invitationsWhere(ctx, s.readers, "network = ? AND expires_at > ?", network, instant(now))
}

// InvitationsOf returns the invitations of an element that are good at now.
func (s *Store) InvitationsOf(ctx context.Context, num int64, now time.Time) ([]data.Invitation, error) {
	return invitationsWhere(ctx, s.readers, "num = ? AND expires_at > ?", num, instant(now))
}

// InvitationsTo returns the invitations to a tidy address that are good at now.
func (s *Store) InvitationsTo(ctx context.Context, email string, now time.Time) ([]data.Invitation, error) {
	return invitationsWhere(ctx, s.readers, "email = ? AND expires_at > ?", email, instant(now))
}

// InvitationsBy returns the invitations that an account has made and that are good at
// now.
func (s *Store) InvitationsBy(ctx context.Context, account data.ID, now time.Time) ([]data.Invitation, error) {
	return invitationsWhere(ctx, s.readers, "invited_by = ? AND expires_at > ?", account.String(), instant(now))
}

func oneInvitation(ctx context.Context, db bun.IDB, column, value string, now time.Time) (data.Invitation, error) {
	all, err := invitationsWhere(ctx, db, column+" = ? AND expires_at > ?", value, instant(now))
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("invitation: %w", ErrNotFound)
	}
	if err != nil {
		return data.Invitation{}, err
	}
	return all[0], nil
}

func invitationsWhere(ctx context.Context, db bun.IDB, condition string, args ...any) ([]data.Invitation, error) {
	return documentsWhere[data.Invitation](ctx, db, "SELECT document FROM invitations WHERE "+condition+" ORDER BY expires_at, id", args...)
}

// documentsWhere reads the JSON documents that a query finds.
func documentsWhere[T any](ctx context.Context, db bun.IDB, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot read the database: %w", classify(err))
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var document []byte
		var one T
		if err := rows.Scan(&document); err != nil {
			return nil, fmt.Errorf("cannot read the database: %w", classify(err))
		}
		if err := json.Unmarshal(document, &one); err != nil {
			return nil, fmt.Errorf("%w: a document cannot be read: %v", ErrCorrupt, err)
		}
		all = append(all, one)
	}
	return all, classify(rows.Err())
}
