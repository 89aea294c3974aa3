package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"maillage/data"
)

const (
	selectNetworkMembers = "SELECT document FROM network_members WHERE "
	ofNetworkInState     = "network = ? AND state = ? ORDER BY since, account"
)

// NetworkMembers returns who belongs to a network, the first first.
func (s *Store) NetworkMembers(ctx context.Context, network int64) ([]data.Membership, error) {
	return documentsWhere[data.Membership](ctx, s.readers, selectNetworkMembers+ofNetworkInState, network, string(data.Joined))
}

// NetworkMember returns what an account is in a network, or asks to be; the zero value
// when that is nothing.
func (s *Store) NetworkMember(ctx context.Context, network int64, account data.ID) (data.Membership, error) {
	return readNetworkMember(ctx, s.readers, network, account)
}

// NetworkMember returns what an account is in a network, or asks to be; the zero value
// when that is nothing.
func (tx *Tx) NetworkMember(network int64, account data.ID) (data.Membership, error) {
	return readNetworkMember(tx.ctx, tx.tx, network, account)
}

func readNetworkMember(ctx context.Context, db bun.IDB, network int64, account data.ID) (data.Membership, error) {
	all, err := documentsWhere[data.Membership](ctx, db, selectNetworkMembers+"network = ? AND account = ?", network, account.String())
	if err != nil || len(all) == 0 {
		return data.Membership{}, err
	}
	return all[0], nil
}

// NetworkMembers returns who belongs to a network, the first first.
func (tx *Tx) NetworkMembers(network int64) ([]data.Membership, error) {
	return documentsWhere[data.Membership](tx.ctx, tx.tx, selectNetworkMembers+ofNetworkInState, network, string(data.Joined))
}

// NetworkMemberCount returns how many belong to a network at a level; at any when it
// is empty.
func (tx *Tx) NetworkMemberCount(network int64, level data.Level) (int, error) {
	return tx.count("SELECT count(*) FROM network_members WHERE network = ?0 AND state = ?2 AND (?1 = '' OR level = ?1)", network, string(level), string(data.Joined))
}

// NetworkCountOf returns how many networks an account answers for.
func (tx *Tx) NetworkCountOf(account data.ID) (int, error) {
	return tx.count("SELECT count(*) FROM network_members WHERE account = ? AND level = ?", account.String(), string(data.LevelAdministrator))
}

// PutNetworkMember writes what somebody is in a network, whose num the membership
// names, or asks to be, over what they were.
func (tx *Tx) PutNetworkMember(m data.Membership) error {
	document, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("%w: a membership cannot be written down: %v", data.ErrInvalid, err)
	}
	const statement = `INSERT INTO network_members (network, account, state, level, document, since) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network, account) DO UPDATE SET state = $3, level = $4, document = $5, since = $6`
	if _, err := tx.exec(statement, m.Num, m.Account.String(), string(m.State), string(m.Level), string(document), instant(m.Since)); err != nil {
		return fmt.Errorf("cannot write a membership: %w", classify(err))
	}
	return nil
}

// DeleteNetworkMember forgets what somebody is in a network.
func (tx *Tx) DeleteNetworkMember(network int64, account data.ID) error {
	for _, table := range []string{"network_members", "network_visits"} {
		if _, err := tx.exec("DELETE FROM "+table+" WHERE network = $1 AND account = $2", network, account.String()); err != nil {
			return fmt.Errorf("cannot end a membership: %w", classify(err))
		}
	}
	return nil
}

// NetworksLeftBy returns the networks that nobody answers for but an account.
func (tx *Tx) NetworksLeftBy(account data.ID) ([]data.Network, error) {
	const query = `SELECT n.document FROM network_members m JOIN networks n ON n.num = m.network WHERE m.account = ?0 AND m.level = ?1
		AND NOT EXISTS (SELECT 1 FROM network_members o WHERE o.network = m.network AND o.level = ?1 AND o.account <> ?0)`
	return documentsWhere[data.Network](tx.ctx, tx.tx, query, account.String(), string(data.LevelAdministrator))
}
