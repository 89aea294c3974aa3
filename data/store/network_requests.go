package store

import (
	"context"
	"fmt"

	"maillage/data"
)

// NetworkRequests returns who asks to belong to a network, the first first.
func (s *Store) NetworkRequests(ctx context.Context, network int64) ([]data.Membership, error) {
	return documentsWhere[data.Membership](ctx, s.readers, selectNetworkMembers+ofNetworkInState, network, string(data.Requested))
}

// NetworkRequestsOf returns the networks that an account asks to belong to, the first
// first.
func (s *Store) NetworkRequestsOf(ctx context.Context, account data.ID) ([]data.Membership, error) {
	const condition = "account = ? AND state = ? ORDER BY since, network"
	return documentsWhere[data.Membership](ctx, s.readers, selectNetworkMembers+condition, account.String(), string(data.Requested))
}

// NetworkRequestsFor returns how many people ask an account to belong, by the networks
// that it makes; none for those without.
func (s *Store) NetworkRequestsFor(ctx context.Context, account data.ID) (map[int64]int, error) {
	const query = `SELECT r.network, count(*) FROM network_members m JOIN network_members r ON r.network = m.network AND r.state = ?1
		WHERE m.account = ?0 AND m.state = ?2 AND m.level <> ?3 GROUP BY r.network`
	return s.countsByNetwork(ctx, query, account.String(), string(data.Requested), string(data.Joined), string(data.LevelMember))
}

// NetworkRequestCount returns how many ask to belong to a network.
func (tx *Tx) NetworkRequestCount(network int64) (int, error) {
	return tx.count("SELECT count(*) FROM network_members WHERE network = ? AND state = ?", network, string(data.Requested))
}

// NetworkRequestCountOf returns how many networks an account asks to belong to.
func (tx *Tx) NetworkRequestCountOf(account data.ID) (int, error) {
	return tx.count("SELECT count(*) FROM network_members WHERE account = ? AND state = ?", account.String(), string(data.Requested))
}

// DeleteNetworkRequests forgets who asks to belong to a network.
func (tx *Tx) DeleteNetworkRequests(network int64) error {
	if _, err := tx.exec("DELETE FROM network_members WHERE network = $1 AND state = $2", network, string(data.Requested)); err != nil {
		return fmt.Errorf("cannot forget who asks: %w", classify(err))
	}
	return nil
}
