package store

import (
	"context"
	"fmt"

	"maillage/data"
	"maillage/geo"
)

// maxProblems bounds the problems that a report lists.
const maxProblems = 100

// Report is what [Verify] found in a database.
type Report struct {
	Elements, Territories, Photos, Changes int
	Problems                               []string // for people; empty when all is well
	More                                   int      // problems that are not listed

	LostPhotos []string // hashes of photos that are missing or damaged; all else may be used without them
}

func (r *Report) add(format string, args ...any) {
	if len(r.Problems) == maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// Verify reads a database file whole: SQLite's own structure, whether the log
// has no gap and agrees with what it tells of, whether every element and every
// territory can be read and keeps the rules, whether every photo is there as it was
// given: in the file if it is a backup, else in the folder beside it. It changes nothing, and a server
// may hold the folder meanwhile. The error is like that of [OpenForReading]; a
// damaged database that opens is told of in the report.
func Verify(ctx context.Context, path string) (*Report, error) {
	s, err := openForReading(ctx, path)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r := &Report{}
	for _, step := range []func(context.Context, *Report) error{
		s.verifyStructure, s.verifyLog, s.verifyElements, s.verifyTerritories, s.verifyPhotos,
	} {
		if err := step(ctx, r); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			r.add("%v", err)
		}
	}
	return r, nil
}

// verifyStructure asks SQLite about its pages and indexes, and for rows that
// refer to nothing.
func (s *Store) verifyStructure(ctx context.Context, r *Report) error {
	rows, err := s.readers.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", maxProblems))
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return classify(err)
		}
		if line != "ok" {
			r.add("SQLite: %s", line)
		}
	}
	if err := rows.Err(); err != nil {
		return classify(err)
	}
	orphans, err := number[int](ctx, s, "SELECT count(*) FROM pragma_foreign_key_check")
	if err == nil && orphans > 0 {
		r.add("%d rows refer to what is not there", orphans)
	}
	return err
}

// agreements are numbers that are 0 in a sound database. Each is read in one
// statement, so that a write meanwhile does not come in between.
var agreements = []struct{ query, problem string }{
	{"SELECT abs(count(*) - (SELECT value FROM counters WHERE name = 'change')) FROM changes",
		"the log has %d entries more or fewer than were counted"},
	{"SELECT coalesce(max(sequence) - count(*), 0) FROM changes", "%d numbers of the log are missing"},
	{"SELECT count(*) FROM elements WHERE num > (SELECT value FROM counters WHERE name = 'element')",
		"%d elements have a number that was never given"},
	{"SELECT count(*) FROM changes WHERE subject = 'element' AND num NOT IN (SELECT num FROM elements)",
		"%d entries of the log tell of elements that are not there"},
	{"SELECT count(*) FROM elements WHERE num NOT IN (SELECT num FROM changes WHERE subject = 'element')",
		"%d elements are not in the log"},
	{"SELECT count(*) FROM elements e WHERE revision <> 1 + (SELECT count(*) FROM revisions r WHERE r.num = e.num AND r.revision < e.revision)",
		"%d elements lack some of their revisions"},
	{"SELECT count(*) FROM photos p WHERE NOT EXISTS (SELECT 1 FROM photo_givers g WHERE g.hash = p.hash) AND NOT EXISTS (SELECT 1 FROM photo_uses u WHERE u.hash = p.hash) AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.logo <> '' AND n.logo = p.hash)",
		"%d photos belong to nobody"},
	{"SELECT count(*) FROM revisions r LEFT JOIN elements e ON e.num = r.num WHERE r.revision < e.revision IS NOT TRUE",
		"%d revisions belong to no element, or are not before the present one"},
}

func (s *Store) verifyLog(ctx context.Context, r *Report) error {
	for _, agreement := range agreements {
		n, err := number[int](ctx, s, agreement.query)
		if err != nil {
			return err
		}
		if n != 0 {
			r.add(agreement.problem, n)
		}
	}
	var err error
	r.Changes, err = number[int](ctx, s, "SELECT count(*) FROM changes")
	return err
}

func (s *Store) verifyElements(ctx context.Context, r *Report) error {
	return s.EachElement(ctx, func(e data.Element) error {
		r.Elements++
		if err := e.Validate(); err != nil {
			r.add("element %s: %v", e.ID, err)
		}
		for _, hash := range e.Photos() {
			n, err := number[int](ctx, s, "SELECT count(*) FROM photo_uses WHERE hash = ? AND num = ?", hash, e.Num)
			if err != nil {
				return err
			}
			if n == 0 {
				r.add("element %s shows a photo that is not known", e.ID)
			}
		}
		return nil
	})
}

func (s *Store) verifyTerritories(ctx context.Context, r *Report) error {
	return s.EachTerritory(ctx, func(t geo.Territory) error {
		r.Territories++
		if err := t.Validate(); err != nil {
			r.add("%v", err)
		}
		return nil
	})
}
