package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"maillage/data"
)

// Follows returns what an account follows, the last first.
func (s *Store) Follows(ctx context.Context, account data.ID) ([]data.Followed, error) {
	rows, err := s.readers.DB.QueryContext(ctx, "SELECT what, since FROM follows WHERE account = $1 ORDER BY since DESC, what", account.String())
	return readRows(rows, err, "what is followed", func(scan func(...any) error) (f data.Followed, err error) {
		var what string
		var since int64
		if err := scan(&what, &since); err != nil {
			return f, err
		}
		f.Since = readInstant(since)
		f.Follow, err = data.ParseFollow(what)
		return f, err
	})
}

// IsFollowing reports whether an account follows something.
func (s *Store) IsFollowing(ctx context.Context, account data.ID, what data.Follow) (following bool, err error) {
	const query = "SELECT EXISTS (SELECT 1 FROM follows WHERE account = $1 AND what = $2)"
	if err := s.readers.DB.QueryRowContext(ctx, query, account.String(), what.String()).Scan(&following); err != nil {
		return false, fmt.Errorf("cannot read what is followed: %w", classify(err))
	}
	return following, nil
}

// AnyFollows reports whether anybody follows anything.
func (s *Store) AnyFollows(ctx context.Context) (any bool, err error) {
	if err := s.readers.DB.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM follows)").Scan(&any); err != nil {
		return false, fmt.Errorf("cannot read what is followed: %w", classify(err))
	}
	return any, nil
}

// FollowersOf returns who follows each of some things; what nobody follows is left
// out.
func (s *Store) FollowersOf(ctx context.Context, what []data.Follow) (map[data.Follow][]data.ID, error) {
	asked, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	const query = "SELECT f.what, f.account FROM json_each($1) AS asked CROSS JOIN follows AS f ON f.what = asked.value ORDER BY f.account"
	rows, err := s.readers.DB.QueryContext(ctx, query, string(asked))
	if err != nil {
		return nil, fmt.Errorf("cannot read who follows: %w", classify(err))
	}
	defer rows.Close()
	followers := map[data.Follow][]data.ID{}
	for rows.Next() {
		var text, account string
		err := rows.Scan(&text, &account)
		var follow data.Follow
		var id data.ID
		if err == nil {
			follow, err = data.ParseFollow(text)
		}
		if err = errors.Join(err, id.UnmarshalText([]byte(account))); err != nil {
			return nil, fmt.Errorf("cannot read who follows: %w", classify(err))
		}
		followers[follow] = append(followers[follow], id)
	}
	return followers, classify(rows.Err())
}

// FollowedSearches returns the queries and the networks that somebody follows, each
// once.
func (s *Store) FollowedSearches(ctx context.Context) ([]data.Follow, error) {
	rows, err := s.readers.DB.QueryContext(ctx, "SELECT DISTINCT what FROM follows WHERE sort IN ($1, $2) ORDER BY what", string(data.FollowSearch), string(data.FollowNetwork))
	if err != nil {
		return nil, fmt.Errorf("cannot read what is followed: %w", classify(err))
	}
	defer rows.Close()
	var all []data.Follow
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("cannot read what is followed: %w", classify(err))
		}
		follow, err := data.ParseFollow(text)
		if err != nil {
			return nil, fmt.Errorf("%w: what is followed cannot be read: %v", ErrCorrupt, err)
		}
		all = append(all, follow)
	}
	return all, classify(rows.Err())
}

// PutFollow keeps that an account follows something, unless it follows as much as
// it may: then it reports false. What is followed already stays as it is.
func (tx *Tx) PutFollow(account data.ID, what data.Follow, since time.Time, most int) (kept bool, err error) {
	var following bool
	var n int
	const query = "SELECT count(*), coalesce(max(what = ?1), 0) FROM follows WHERE account = ?0"
	if err := tx.tx.QueryRowContext(tx.ctx, query, account.String(), what.String()).Scan(&n, &following); err != nil {
		return false, fmt.Errorf("cannot read what is followed: %w", classify(err))
	}
	if following || n >= most {
		return following, nil
	}
	const statement = "INSERT INTO follows (account, what, sort, since) VALUES ($1, $2, $3, $4)"
	if _, err := tx.exec(statement, account.String(), what.String(), string(what.Sort), instant(since)); err != nil {
		return false, fmt.Errorf("cannot write what is followed: %w", classify(err))
	}
	return true, nil
}

// DeleteFollow forgets that an account follows something, and the news of it.
func (tx *Tx) DeleteFollow(account data.ID, what data.Follow) error {
	for _, statement := range []string{
		"DELETE FROM follows WHERE account = $1 AND what = $2", "DELETE FROM news WHERE account = $1 AND why = $2",
	} {
		if _, err := tx.exec(statement, account.String(), what.String()); err != nil {
			return fmt.Errorf("cannot forget what is followed: %w", classify(err))
		}
	}
	return nil
}

// Secret returns random bytes that only this database holds, made when they are
// first asked for by a name.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := s.readers.DB.QueryRowContext(ctx, "SELECT value FROM secrets WHERE name = $1", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) && s.writer != nil {
		fresh := make([]byte, 32)
		rand.Read(fresh) // never fails
		_, err = s.Update(ctx, func(tx *Tx) error {
			if _, err := tx.exec("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, fresh); err != nil {
				return err
			}
			return tx.tx.Tx.QueryRowContext(tx.ctx, "SELECT value FROM secrets WHERE name = $1", name).Scan(&value)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read a secret: %w", classify(err))
	}
	return value, nil
}
