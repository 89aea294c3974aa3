package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// AccessLink returns what the link of a token is good for, unless it has ended at
// now or there is none: then found is false. The token is what [Tx.PutAccessLink]
// was given.
func (s *Store) AccessLink(ctx context.Context, token string, now time.Time) (link data.AccessLink, found bool, err error) {
	return readLink(ctx, s.readers, token, now)
}

func readLink(ctx context.Context, db bun.IDB, token string, now time.Time) (link data.AccessLink, found bool, err error) {
	var account sql.NullString
	var administrator, expires int64
	const query = "SELECT purpose, email, account, administrator, expires_at, next FROM links WHERE token = ? AND expires_at > ?"
	err = db.QueryRowContext(ctx, query, token, instant(now)).Scan(&link.Purpose, &link.Email, &account, &administrator, &expires, &link.Next)
	if errors.Is(err, sql.ErrNoRows) {
		return data.AccessLink{}, false, nil
	}
	if err == nil {
		link.Administrator, link.ExpiresAt = administrator == 1, readInstant(expires)
		err = link.Account.UnmarshalText([]byte(account.String))
	}
	if err != nil {
		return data.AccessLink{}, false, fmt.Errorf("cannot read a link: %w", classify(err))
	}
	return link, true, nil
}

// PutAccessLink keeps what a link is good for under its token. Of several that are
// good for the same, the last one alone stays, but for those to the settings.
func (tx *Tx) PutAccessLink(token string, link data.AccessLink) error {
	administrator := 0
	if link.Administrator {
		administrator = 1
	}
	if link.Purpose != data.LinkSettings {
		const forget = "DELETE FROM links WHERE purpose = $1 AND email = $2 AND account IS NOT DISTINCT FROM $3 AND administrator = $4"
		if _, err := tx.exec(forget, string(link.Purpose), link.Email, nullID(link.Account), administrator); err != nil {
			return fmt.Errorf("cannot write a link: %w", classify(err))
		}
	}
	const statement = "INSERT INTO links (token, purpose, email, account, administrator, expires_at, next) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	_, err := tx.exec(statement, token, string(link.Purpose), link.Email, nullID(link.Account), administrator, instant(link.ExpiresAt), link.Next)
	if err != nil {
		return fmt.Errorf("cannot write a link: %w", classify(err))
	}
	return nil
}

// TakeAccessLink forgets a link and returns what it was good for, if it was at
// now.
func (tx *Tx) TakeAccessLink(token string, now time.Time) (data.AccessLink, bool, error) {
	link, found, err := readLink(tx.ctx, tx.tx, token, now)
	if err != nil || !found {
		return link, false, err
	}
	if _, err := tx.exec("DELETE FROM links WHERE token = $1", token); err != nil {
		return link, false, fmt.Errorf("cannot take a link: %w", classify(err))
	}
	return link, true, nil
}

// DeleteLinksOf forgets the links of an account, and those that are waited for.
func (tx *Tx) DeleteLinksOf(account data.ID) error {
	for _, statement := range []string{"DELETE FROM links WHERE account = $1", "DELETE FROM link_requests WHERE account = $1"} {
		if _, err := tx.exec(statement, account.String()); err != nil {
			return fmt.Errorf("cannot forget links: %w", classify(err))
		}
	}
	return nil
}

// DeleteAdministratorLinks forgets the links by which an address would get the
// account of an administrator.
func (tx *Tx) DeleteAdministratorLinks(email string) error {
	if _, err := tx.exec("DELETE FROM links WHERE email = $1 AND administrator = 1", email); err != nil {
		return fmt.Errorf("cannot forget links: %w", classify(err))
	}
	return nil
}

// LinkRequests returns the links that people wait for, the oldest first.
func (s *Store) LinkRequests(ctx context.Context) ([]data.LinkRequest, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT id, email, account, language, asked_at, next FROM link_requests ORDER BY asked_at, id")
	if err != nil {
		return nil, fmt.Errorf("cannot read who waits for a link: %w", classify(err))
	}
	defer rows.Close()
	var requests []data.LinkRequest
	for rows.Next() {
		var r data.LinkRequest
		var id string
		var account sql.NullString
		var asked int64
		err := rows.Scan(&id, &r.Email, &account, &r.Language, &asked, &r.Next)
		if err == nil {
			r.AskedAt = readInstant(asked)
			err = errors.Join(r.ID.UnmarshalText([]byte(id)), r.Account.UnmarshalText([]byte(account.String)))
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read who waits for a link: %w", classify(err))
		}
		requests = append(requests, r)
	}
	return requests, classify(rows.Err())
}

// PutLinkRequest keeps that somebody waits for a link, in place of an earlier
// request for the same, unless most wait already: then it reports false.
func (tx *Tx) PutLinkRequest(r data.LinkRequest, most int) (kept bool, err error) {
	if _, err := tx.exec("DELETE FROM link_requests WHERE email = $1 AND account IS NOT DISTINCT FROM $2", r.Email, nullID(r.Account)); err != nil {
		return false, fmt.Errorf("cannot write who waits for a link: %w", classify(err))
	}
	var n int
	if err := tx.tx.QueryRowContext(tx.ctx, "SELECT count(*) FROM link_requests").Scan(&n); err != nil {
		return false, fmt.Errorf("cannot read who waits for a link: %w", classify(err))
	}
	if n >= most {
		return false, nil
	}
	const statement = "INSERT INTO link_requests (id, email, account, language, asked_at, next) VALUES ($1, $2, $3, $4, $5, $6)"
	if _, err := tx.exec(statement, r.ID.String(), r.Email, nullID(r.Account), r.Language, instant(r.AskedAt), r.Next); err != nil {
		return false, fmt.Errorf("cannot write who waits for a link: %w", classify(err))
	}
	return true, nil
}

// TakeLinkRequest forgets a request and returns it; the error wraps [ErrNotFound].
func (tx *Tx) TakeLinkRequest(id data.ID) (data.LinkRequest, error) {
	r := data.LinkRequest{ID: id}
	var account sql.NullString
	var asked int64
	const query = "SELECT email, account, language, asked_at, next FROM link_requests WHERE id = ?"
	err := tx.tx.QueryRowContext(tx.ctx, query, id.String()).Scan(&r.Email, &account, &r.Language, &asked, &r.Next)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fmt.Errorf("request for a link: %w", ErrNotFound)
	}
	if err == nil {
		r.AskedAt = readInstant(asked)
		err = r.Account.UnmarshalText([]byte(account.String))
	}
	if err == nil {
		_, err = tx.exec("DELETE FROM link_requests WHERE id = $1", id.String())
	}
	if err != nil {
		return r, fmt.Errorf("cannot take a request for a link: %w", classify(err))
	}
	return r, nil
}

// nullID is an id as a column holds it: null for none.
func nullID(id data.ID) sql.NullString {
	return sql.NullString{String: id.String(), Valid: !id.IsZero()}
}
