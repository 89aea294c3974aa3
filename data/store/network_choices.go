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
		WHERE m.account = ? AND m.level <> ? GROUP BY e.network`
	rows, err := s.readers.QueryContext(ctx, query, account.String(), string(data.LevelMember))
	type waiting struct {
		network int64
		count   int
	}
	all, err := readRows(rows, err, "suggestions", func(scan func(...any) error) (w waiting, err error) {
		err = scan(&w.network, &w.count)
		return w, err
	})
	counts := map[int64]int{}
	for _, w := range all {
		counts[w.network] = w.count
	}
	return counts, err
}
