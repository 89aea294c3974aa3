package store

import (
	"context"
	"fmt"
	"time"

	"maillage/data"
)

// WrittenBy is a part of what an account has written.
type WrittenBy string

// The parts. What nothing is left of is in none.
const (
	WrittenFirst  WrittenBy = "referenced" // made known by the account, and published
	WrittenSince  WrittenBy = "changed"    // made known by others, and published
	WrittenDraft  WrittenBy = "drafts"
	WrittenHidden WrittenBy = "hidden" // off the map, whoever took it off
)

// AllWritten lists the parts, in the order in which people see them.
var AllWritten = []WrittenBy{WrittenFirst, WrittenSince, WrittenDraft, WrittenHidden}

// ofWritten are the conditions of the parts, of an element e and an account ?0.
var ofWritten = map[WrittenBy]string{
	WrittenFirst:  "e.status = 'published' AND " + firstByAccount,
	WrittenSince:  "e.status = 'published' AND NOT " + firstByAccount,
	WrittenDraft:  "e.status = 'draft'",
	WrittenHidden: "e.status NOT IN ('published', 'draft') AND e.name <> ?3",
}

const firstByAccount = `(e.revision = 1 AND e.updated_by = ?0
	OR EXISTS (SELECT 1 FROM revisions r WHERE r.num = e.num AND r.revision = 1 AND r.recorded_by = ?0))`

// ElementsWrittenBy returns at most limit elements of which an account has written a
// revision, the last that changed first, after as many as offset; it may be that the
// account may read some no longer.
func (s *Store) ElementsWrittenBy(ctx context.Context, account data.ID, part WrittenBy, offset, limit int) (elements []data.Element, err error) {
	condition, ok := ofWritten[part]
	if !ok {
		return nil, fmt.Errorf("%w: %q is no part of what somebody has written", data.ErrInvalid, part)
	}
	query := `SELECT e.num, e.document FROM elements e
		WHERE e.num IN (SELECT num FROM elements WHERE updated_by = ?0 UNION SELECT num FROM revisions WHERE recorded_by = ?0)
		AND ` + condition + ` ORDER BY e.updated_at DESC, e.num DESC LIMIT ?1 OFFSET ?2`
	nothing := (&data.Element{}).Emptied(time.Time{})
	err = eachRow(ctx, s.readers, query, func(e data.Element) error {
		elements = append(elements, e)
		return nil
	}, account.String(), limit, offset, nothing.Name)
	return elements, err
}
