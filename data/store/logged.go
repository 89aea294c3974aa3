package store

import (
	"context"
	"encoding/json"
	"fmt"

	"maillage/data"
)

// RevisionKey names one revision of one element.
type RevisionKey struct {
	Num    int64
	Number int
}

// Logged is one entry of the log about an element, with the revision that it tells
// of.
type Logged struct {
	Sequence int64
	Revision Revision
	Visible  bool // whether anyone may see the element as it is now
}

// RevisionsLogged returns the revisions that up to limit entries of the log after
// since tell of, in order, and the number of the last of these entries, since when
// there is none. With authored, what no account wrote is left out.
func (s *Store) RevisionsLogged(ctx context.Context, since, limit int64, authored bool) (logged []Logged, until int64, err error) {
	if limit <= 0 {
		return nil, since, nil
	}
	changes, err := s.Changes(ctx, since, int(limit))
	if err != nil || len(changes) == 0 {
		return nil, since, err
	}
	until = changes[len(changes)-1].Sequence
	counts := map[int64]int{} // entries of each element
	var nums []int64
	for _, c := range changes {
		if c.Subject == data.SubjectElement {
			if counts[c.Num]++; counts[c.Num] == 1 {
				nums = append(nums, c.Num)
			}
		}
	}
	last, visible, err := s.lastLogged(ctx, nums, until)
	if err != nil {
		return nil, since, err
	}
	// Each entry is one revision: of those of an element the last one's number tells
	// all others.
	numbers := map[int64]int{}
	keys := make([]RevisionKey, 0, len(changes))
	for _, c := range changes {
		if c.Subject == data.SubjectElement {
			numbers[c.Num]++
			keys = append(keys, RevisionKey{c.Num, last[c.Num] - counts[c.Num] + numbers[c.Num]})
		} else {
			keys = append(keys, RevisionKey{})
		}
	}
	revisions, err := s.revisionsOf(ctx, keys, authored)
	if err != nil {
		return nil, since, err
	}
	for i, c := range changes {
		if revision, ok := revisions[keys[i]]; ok {
			logged = append(logged, Logged{c.Sequence, revision, visible[c.Num]})
		}
	}
	return logged, until, nil
}

// lastLogged returns the number of the revision that the last entry up to until
// tells of each element, and which elements anyone may see now.
func (s *Store) lastLogged(ctx context.Context, nums []int64, until int64) (last map[int64]int, visible map[int64]bool, err error) {
	asked, err := json.Marshal(nums)
	if err != nil {
		return nil, nil, err
	}
	// One statement, so that what is written meanwhile counts on both sides or on none.
	// Of all that came later only what is about these elements is counted: behind a
	// large import that is a hundredth of it.
	const query = `WITH asked AS MATERIALIZED (SELECT value AS num FROM json_each($1)),
		later AS MATERIALIZED (SELECT num, count(*) AS entries FROM changes
			WHERE sequence > $2 AND subject = $5 AND num IN (SELECT num FROM asked) GROUP BY num)
		SELECT e.num, e.revision - coalesce(later.entries, 0), e.status = $3 AND e.visibility = $4
		FROM asked CROSS JOIN elements AS e ON e.num = asked.num LEFT JOIN later ON later.num = e.num`
	rows, err := s.readers.DB.QueryContext(ctx, query, string(asked), until, string(data.StatusPublished), string(data.VisibilityPublic), string(data.SubjectElement))
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the log: %w", classify(err))
	}
	defer rows.Close()
	last, visible = map[int64]int{}, map[int64]bool{}
	for rows.Next() {
		var num int64
		var number int
		var public bool
		if err := rows.Scan(&num, &number, &public); err != nil {
			return nil, nil, fmt.Errorf("cannot read the log: %w", classify(err))
		}
		last[num], visible[num] = number, public
	}
	return last, visible, classify(rows.Err())
}

// RevisionsOf returns revisions of elements; those that do not exist are left out.
func (s *Store) RevisionsOf(ctx context.Context, keys []RevisionKey) (map[RevisionKey]Revision, error) {
	return s.revisionsOf(ctx, keys, false)
}

func (s *Store) revisionsOf(ctx context.Context, keys []RevisionKey, authored bool) (map[RevisionKey]Revision, error) {
	pairs := make([][2]int64, len(keys))
	for i, key := range keys {
		pairs[i] = [2]int64{key.Num, int64(key.Number)}
	}
	asked, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	const query = `SELECT r.num, r.revision, r.document, r.recorded_at, r.recorded_by, r.reason, r.comment FROM json_each($1) AS asked
			CROSS JOIN revisions AS r ON r.num = asked.value->>0 AND r.revision = asked.value->>1 WHERE NOT $2 OR r.recorded_by IS NOT NULL
		UNION ALL
		SELECT e.num, e.revision, e.document, e.updated_at, e.updated_by, e.reason, e.comment FROM json_each($1) AS asked
			CROSS JOIN elements AS e ON e.num = asked.value->>0 AND e.revision = asked.value->>1 WHERE NOT $2 OR e.updated_by IS NOT NULL`
	found, err := s.revisionsWhere(ctx, query, string(asked), authored)
	if err != nil {
		return nil, fmt.Errorf("cannot read revisions: %w", err)
	}
	revisions := make(map[RevisionKey]Revision, len(found))
	for _, r := range found {
		revisions[RevisionKey{r.Element.Num, r.Number}] = r
	}
	return revisions, nil
}
