package store

import (
	"context"

	"maillage/data"
)

// OpenNetworks returns the networks that anybody may be told of and to which everybody
// with an account may add or suggest, those changed last first, at most limit.
func (s *Store) OpenNetworks(ctx context.Context, limit int) ([]data.Network, error) {
	const query = `SELECT document FROM networks WHERE status = ? AND visibility = ?
		AND json_extract(document, '$.contributors') IN (?, ?) ORDER BY updated_at DESC, num LIMIT ?`
	return documentsWhere[data.Network](ctx, s.readers, query,
		string(data.StatusPublished), string(data.NetworkPublic), string(data.ContributorsSuggestions), string(data.ContributorsEveryone), limit)
}

// NetworkSuggestionsFor returns how many suggestions wait for an account to decide on
// them, by the networks that it makes; none for those without.
func (s *Store) NetworkSuggestionsFor(ctx context.Context, account data.ID) (map[int64]int, error) {
	const query = `SELECT e.network, count(*) FROM network_members m JOIN network_elements e ON e.network = m.network AND e.standing = 'suggested'
		WHERE m.account = ? AND m.state = ? AND m.level <> ? GROUP BY e.network`
	return s.countsByNetwork(ctx, query, account.String(), string(data.Joined), string(data.LevelMember))
}

// countsByNetwork returns what a query counts, by the num of a network.
func (s *Store) countsByNetwork(ctx context.Context, query string, args ...any) (map[int64]int, error) {
	type counted struct {
		network int64
		count   int
	}
	rows, err := s.readers.QueryContext(ctx, query, args...)
	all, err := readRows(rows, err, "counts of networks", func(scan func(...any) error) (c counted, err error) {
		err = scan(&c.network, &c.count)
		return c, err
	})
	counts := map[int64]int{}
	for _, c := range all {
		counts[c.network] = c.count
	}
	return counts, err
}
