package store

import (
	"context"
	"database/sql"
	"time"

	"maillage/data"
)

// Shown is an element that a network shows since an entry of the log: somebody picked
// it, or approved the revision.
type Shown struct {
	Sequence int64
	Network  string // its slug
	Num      int64
	Revision int
	Picked   bool // else approved
	By       data.ID
	At       time.Time
}

// ShownBetween returns what entries of the log after since, until the given one, told
// that networks show: of what anyone may see, persons left out. Of what was picked and
// approved several times the last is returned.
func (s *Store) ShownBetween(ctx context.Context, since, until int64) ([]Shown, error) {
	const query = `SELECT t.sequence, n.slug, t.num, t.revision, t.picked, t.account, t.at FROM (
			SELECT p.sequence, p.network, p.num, e.revision, 1 AS picked, p.account, p.at
			FROM network_elements AS p JOIN elements AS e ON e.num = p.num
			WHERE p.standing = 'picked' AND p.sequence > ?0 AND p.sequence <= ?1
			UNION ALL SELECT sequence, network, num, revision, 0, account, at FROM network_approvals WHERE sequence > ?0 AND sequence <= ?1
		) AS t JOIN networks AS n ON n.num = t.network JOIN elements AS e ON e.num = t.num
		WHERE e.status = ?2 AND e.visibility = ?3 AND e.kind <> ?4 ORDER BY t.sequence, t.num`
	rows, err := s.readers.QueryContext(ctx, query, since, until, string(data.StatusPublished), string(data.VisibilityPublic), string(data.KindPerson))
	return readRows(rows, err, "what networks show", func(scan func(...any) error) (one Shown, err error) {
		var account sql.NullString
		var at int64
		if err = scan(&one.Sequence, &one.Network, &one.Num, &one.Revision, &one.Picked, &account, &at); err == nil && account.Valid {
			err = one.By.UnmarshalText([]byte(account.String))
		}
		one.At = readInstant(at)
		return one, err
	})
}
