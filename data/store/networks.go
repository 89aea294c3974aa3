package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/uptrace/bun"

	"maillage/data"
)

// Network returns a network by its slug; the error wraps [ErrNotFound].
func (s *Store) Network(ctx context.Context, slug string) (data.Network, error) {
	return networkWhere(ctx, s.readers, "slug = ?", slug)
}

// NetworkByNum returns a network by its num; the error wraps [ErrNotFound].
func (s *Store) NetworkByNum(ctx context.Context, num int64) (data.Network, error) {
	return networkWhere(ctx, s.readers, "num = ?", num)
}

// ListedNetworks returns the networks that anybody may be told of, those changed last
// first, at most limit from the one after skip on, and how many there are.
func (s *Store) ListedNetworks(ctx context.Context, skip, limit int) (some []data.Network, total int, err error) {
	const listed = " FROM networks WHERE status = ? AND visibility = ?"
	of := []any{string(data.StatusPublished), string(data.NetworkPublic)}
	if err := s.readers.QueryRowContext(ctx, "SELECT count(*)"+listed, of...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("cannot count networks: %w", classify(err))
	}
	some, err = documentsWhere[data.Network](ctx, s.readers, "SELECT document"+listed+" ORDER BY updated_at DESC, num LIMIT ? OFFSET ?", append(of, limit, skip)...)
	return some, total, err
}

// NetworksOf returns the networks that an account belongs to, by title.
func (s *Store) NetworksOf(ctx context.Context, account data.ID) ([]data.Network, error) {
	const query = "SELECT n.document FROM network_members m JOIN networks n ON n.num = m.network WHERE m.account = ? AND m.state = ? ORDER BY n.title, n.num"
	return documentsWhere[data.Network](ctx, s.readers, query, account.String(), string(data.Joined))
}

// NetworksWithLogo returns the networks whose logo is a photo.
func (s *Store) NetworksWithLogo(ctx context.Context, hash string) ([]data.Network, error) {
	return documentsWhere[data.Network](ctx, s.readers, "SELECT document FROM networks WHERE logo = ? AND logo <> ''", hash)
}

// Networks returns the scopes of the networks with these nums, without those that are
// gone; of all networks when there are no nums.
func (s *Store) Networks(ctx context.Context, nums ...int64) ([]data.NetworkScope, error) {
	condition, of := "true", []any(nil)
	if len(nums) > 0 {
		condition, of = "num IN ?", []any{bun.Tuple(nums)}
	}
	all, err := documentsWhere[data.Network](ctx, s.readers, "SELECT document FROM networks WHERE "+condition, of...)
	if err != nil {
		return nil, err
	}
	scopes := make([]data.NetworkScope, len(all))
	for i := range all {
		elements, err := s.NetworkElements(ctx, all[i].Num)
		if err != nil {
			return nil, err
		}
		scopes[i] = all[i].Scope(elements)
	}
	return scopes, nil
}

// Network returns a network by its slug; the error wraps [ErrNotFound].
func (tx *Tx) Network(slug string) (data.Network, error) {
	return networkWhere(tx.ctx, tx.tx, "slug = ?", slug)
}

// NetworkByNum returns a network; the error wraps [ErrNotFound].
func (tx *Tx) NetworkByNum(num int64) (data.Network, error) {
	return networkWhere(tx.ctx, tx.tx, "num = ?", num)
}

func networkWhere(ctx context.Context, db bun.IDB, condition string, args ...any) (data.Network, error) {
	all, err := documentsWhere[data.Network](ctx, db, "SELECT document FROM networks WHERE "+condition, args...)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("network: %w", ErrNotFound)
	}
	if err != nil {
		return data.Network{}, err
	}
	return all[0], nil
}

// PutNetwork writes a network over what it was, and an entry of the log. One without a
// num is new: it gets one, and a slug that is free, both in place.
func (tx *Tx) PutNetwork(n *data.Network) error {
	statement := `UPDATE networks SET id = $2, slug = $3, status = $4, visibility = $5, title = $6, document = $7, updated_at = $8, logo = $9 WHERE num = $1`
	if n.Num == 0 {
		statement = `INSERT INTO networks (num, id, slug, status, visibility, title, document, updated_at, logo) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
		if err := tx.name(n); err != nil {
			return fmt.Errorf("cannot name a network: %w", classify(err))
		}
	}
	document, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("%w: a network cannot be written down: %v", data.ErrInvalid, err)
	}
	_, err = tx.exec(statement, n.Num, n.ID.String(), n.Slug, string(n.Status), string(n.Visibility), n.Title, string(document), instant(n.UpdatedAt), n.Look.Logo)
	if err == nil {
		err = tx.appendChanges(data.SubjectNetwork, n.Num)
	}
	if err != nil {
		return fmt.Errorf("cannot write a network: %w", classify(err))
	}
	return nil
}

// name gives a new network its num, and a slug that no other one has, nor had where
// others saw it.
func (tx *Tx) name(n *data.Network) error {
	if _, err := tx.exec("UPDATE counters SET value = value + 1 WHERE name = 'network'"); err != nil {
		return err
	}
	num, err := tx.count("SELECT value FROM counters WHERE name = 'network'")
	if err != nil {
		return err
	}
	n.Num = int64(num)
	wished := data.NetworkSlug(n.Title)
	for n.Slug = wished; ; n.Slug = wished + "-" + strconv.Itoa(num) {
		taken, err := tx.count("SELECT (SELECT count(*) FROM networks WHERE slug = ?) + (SELECT count(*) FROM former_networks WHERE hash = ?)", n.Slug, formerNetwork(n.Slug))
		if err != nil || taken == 0 {
			return err
		}
		if n.Slug != wished {
			num++
		}
	}
}

// formerNetwork returns what is kept of the slug of a network that is gone.
func formerNetwork(slug string) string {
	sum := sha256.Sum256([]byte(slug))
	return hex.EncodeToString(sum[:])
}

// DeleteNetwork forgets a network with all that it says, and writes an entry of the
// log. The slug of one that others saw is given to no other.
func (tx *Tx) DeleteNetwork(num int64) error {
	if n, err := tx.NetworkByNum(num); err == nil && !n.IsClosed() {
		if _, err := tx.exec("INSERT INTO former_networks (hash) VALUES ($1) ON CONFLICT (hash) DO NOTHING", formerNetwork(n.Slug)); err != nil {
			return fmt.Errorf("cannot delete a network: %w", classify(err))
		}
	} else if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, table := range []string{"network_approvals", "network_dismissals", "network_visits", "network_members", "network_elements", "invitations"} {
		if _, err := tx.exec("DELETE FROM "+table+" WHERE network = $1", num); err != nil {
			return fmt.Errorf("cannot delete a network: %w", classify(err))
		}
	}
	_, err := tx.exec(`DELETE FROM notifications WHERE num = $1 AND sort LIKE 'network\_%' ESCAPE '\'`, num)
	if err == nil {
		_, err = tx.exec("DELETE FROM networks WHERE num = $1", num)
	}
	if err == nil {
		err = tx.appendChanges(data.SubjectNetwork, num)
	}
	if err != nil {
		return fmt.Errorf("cannot delete a network: %w", classify(err))
	}
	return nil
}
