package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"maillage/data"
)

// Memberships returns who belongs to an element or asks to, the first first.
func (s *Store) Memberships(ctx context.Context, num int64) ([]data.Membership, error) {
	return membershipsWhere(ctx, s.readers, "num = ?", num)
}

// MembershipsOf returns what an account belongs to or asks to, the first first.
func (s *Store) MembershipsOf(ctx context.Context, account data.ID) ([]data.Membership, error) {
	return membershipsWhere(ctx, s.readers, "account = ?", account.String())
}

// RequestsFor returns the requests that an account may answer, the first first and at
// most limit: of the elements that it looks after and, when it keeps the instance, of
// those that nobody does.
func (s *Store) RequestsFor(ctx context.Context, account *data.Account, limit int) ([]data.Membership, error) {
	const condition = `state = ?0 AND (
		EXISTS (SELECT 1 FROM memberships own WHERE own.num = memberships.num AND own.account = ?2 AND own.state = ?1 AND own.level = ?3)
		OR ?4 AND NOT EXISTS (SELECT 1 FROM memberships other WHERE other.num = memberships.num AND other.state = ?1 AND other.level = ?3))`
	return documentsWhere[data.Membership](ctx, s.readers, "SELECT document FROM memberships WHERE "+condition+" ORDER BY since, account LIMIT ?5",
		string(data.Requested), string(data.Joined), account.ID.String(), string(data.LevelAdministrator), account.Administrator, limit)
}

// AccountNames returns the names of accounts, without those that are gone.
func (s *Store) AccountNames(ctx context.Context, ids []data.ID) (map[data.ID]string, error) {
	names := make(map[data.ID]string, len(ids))
	for page := range slices.Chunk(ids, pageSize) {
		texts := make([]string, len(page))
		for i, id := range page {
			texts[i] = id.String()
		}
		accounts, err := accountsWhere(ctx, s.readers, "SELECT document FROM accounts WHERE id IN ?", bun.Tuple(texts))
		if err != nil {
			return nil, err
		}
		for _, account := range accounts {
			names[account.ID] = account.Name
		}
	}
	return names, nil
}

// MembershipCount returns how many are on their way into an element as a state says.
func (tx *Tx) MembershipCount(num int64, state data.Joining) (int, error) {
	return tx.count("SELECT count(*) FROM memberships WHERE num = ? AND state = ?", num, string(state))
}

// RequestCountOf returns how many elements an account asks to belong to.
func (tx *Tx) RequestCountOf(account data.ID) (int, error) {
	return tx.count("SELECT count(*) FROM memberships WHERE account = ? AND state = ?", account.String(), string(data.Requested))
}

func (tx *Tx) count(query string, args ...any) (n int, err error) {
	if err := tx.tx.QueryRowContext(tx.ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count: %w", classify(err))
	}
	return n, nil
}

// Stewardship says who looks after an element.
func (s *Store) Stewardship(ctx context.Context, num int64) (data.Stewardship, error) {
	return readStewardship(ctx, s.readers, num)
}

// Membership returns what an account is to an element; the zero value when it is
// nothing to it.
func (s *Store) Membership(ctx context.Context, num int64, account data.ID) (data.Membership, error) {
	return readMembership(ctx, s.readers, num, account)
}

// Keepers returns at most limit of those who look after an element, the first first.
func (tx *Tx) Keepers(num int64, limit int) ([]data.Membership, error) {
	const query = "SELECT document FROM memberships WHERE num = ? AND state = ? AND level = ? ORDER BY since, account LIMIT ?"
	return documentsWhere[data.Membership](tx.ctx, tx.tx, query, num, string(data.Joined), string(data.LevelAdministrator), limit)
}

// Membership returns what an account is to an element; the zero value when it is
// nothing to it.
func (tx *Tx) Membership(num int64, account data.ID) (data.Membership, error) {
	return readMembership(tx.ctx, tx.tx, num, account)
}

// Stewardship says who looks after an element.
func (tx *Tx) Stewardship(num int64) (data.Stewardship, error) {
	return readStewardship(tx.ctx, tx.tx, num)
}

// PutMembership writes a membership over what it was.
func (tx *Tx) PutMembership(m data.Membership) error {
	document, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("%w: a membership cannot be written down: %v", data.ErrInvalid, err)
	}
	const statement = `INSERT INTO memberships (num, account, state, level, document, since) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (num, account) DO UPDATE SET state = $3, level = $4, document = $5, since = $6`
	if _, err := tx.exec(statement, m.Num, m.Account.String(), string(m.State), string(m.Level), string(document), instant(m.Since)); err != nil {
		return fmt.Errorf("cannot write a membership: %w", classify(err))
	}
	return nil
}

// DeleteMembership forgets what an account is to an element.
func (tx *Tx) DeleteMembership(num int64, account data.ID) error {
	if _, err := tx.exec("DELETE FROM memberships WHERE num = $1 AND account = $2", num, account.String()); err != nil {
		return fmt.Errorf("cannot end a membership: %w", classify(err))
	}
	return nil
}

// SetOpen says whether everybody with an account may improve an element that has
// administrators.
func (tx *Tx) SetOpen(num int64, open bool) error {
	statement := "DELETE FROM open_elements WHERE num = $1"
	if open {
		statement = "INSERT INTO open_elements (num) VALUES ($1) ON CONFLICT (num) DO NOTHING"
	}
	if _, err := tx.exec(statement, num); err != nil {
		return fmt.Errorf("cannot open an element: %w", classify(err))
	}
	return nil
}

func membershipsWhere(ctx context.Context, db bun.IDB, condition string, args ...any) ([]data.Membership, error) {
	return documentsWhere[data.Membership](ctx, db, "SELECT document FROM memberships WHERE "+condition+" ORDER BY since, account", args...)
}

func readMembership(ctx context.Context, db bun.IDB, num int64, account data.ID) (data.Membership, error) {
	all, err := membershipsWhere(ctx, db, "num = ? AND account = ?", num, account.String())
	if err != nil || len(all) == 0 {
		return data.Membership{}, err
	}
	return all[0], nil
}

func readStewardship(ctx context.Context, db bun.IDB, num int64) (stewardship data.Stewardship, err error) {
	const query = `SELECT EXISTS (SELECT 1 FROM memberships WHERE num = ?0 AND state = ?1 AND level = ?2),
		EXISTS (SELECT 1 FROM open_elements WHERE num = ?0)`
	row := db.QueryRowContext(ctx, query, num, string(data.Joined), string(data.LevelAdministrator))
	err = row.Scan(&stewardship.Guarded, &stewardship.Open)
	return stewardship, classify(err)
}
