package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"maillage/data"
)

const lastImport = `SELECT num, document FROM (
		SELECT num, document, 1 AS given, 0 AS revision FROM source_records WHERE num = ?0
		UNION ALL SELECT num, document, 0, revision FROM elements WHERE num = ?0 AND reason = ?1
		UNION ALL SELECT num, document, 0, revision FROM revisions WHERE num = ?0 AND reason = ?1
		ORDER BY given DESC, revision DESC LIMIT 1) AS written`

// LastImport returns what the source of an element last gave of it, whatever people
// here have made of it; the error wraps [ErrNotFound] when no source gave it.
func (s *Store) LastImport(ctx context.Context, num int64) (data.Element, error) {
	return oneElement(ctx, s.readers, lastImport, num, string(data.ReasonImport))
}

// LastImport does so in a transaction.
func (tx *Tx) LastImport(num int64) (data.Element, error) {
	return oneElement(tx.ctx, tx.tx, lastImport, num, string(data.ReasonImport))
}

// LastImportsOfEdited returns what their sources last gave of those of some elements,
// given by their nums, that may say something else now, because people here have
// changed them since. written are those of them whose present revision an account
// wrote. Those that no source ever gave are left out.
func (tx *Tx) LastImportsOfEdited(nums, written []int64) (map[int64]data.Element, error) {
	const noted = `SELECT s.num, s.document FROM json_each(?) AS asked CROSS JOIN source_records s ON s.num = asked.value`
	const imported = `SELECT num, document FROM (
			SELECT e.num, (SELECT r.document FROM revisions r WHERE r.num = e.num AND r.reason = ?1
				ORDER BY r.revision DESC LIMIT 1) AS document
			FROM json_each(?0) AS asked CROSS JOIN elements e ON e.num = asked.value WHERE e.reason <> ?1
		) AS given WHERE document IS NOT NULL`
	found := map[int64]data.Element{}
	err := tx.addByNum(found, imported, written, string(data.ReasonImport))
	if err == nil {
		err = tx.addByNum(found, noted, nums) // it counts where there is both
	}
	return found, err
}

// addByNum adds to found what a query finds, whose first argument is a list of nums as
// JSON.
func (tx *Tx) addByNum(found map[int64]data.Element, query string, nums []int64, args ...any) error {
	for page := range slices.Chunk(nums, pageSize) {
		asked, err := json.Marshal(page)
		if err != nil {
			return err
		}
		err = eachRow(tx.ctx, tx.tx, query, func(e data.Element) error {
			found[e.Num] = e
			return nil
		}, slices.Insert(args, 0, any(string(asked)))...)
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepSourceRecord notes what the source of an element, known by its num, last gave of
// it, where the element says something else; nil when it says just that.
func (tx *Tx) KeepSourceRecord(num int64, given *data.Element) error {
	var err error
	if given == nil {
		_, err = tx.exec("DELETE FROM source_records WHERE num = $1", num)
	} else {
		var document []byte
		if document, err = given.AppendDocument(nil); err == nil {
			_, err = tx.exec(`INSERT INTO source_records (num, document) VALUES ($1, $2)
				ON CONFLICT (num) DO UPDATE SET document = excluded.document`, num, string(document))
		}
	}
	if err != nil {
		return fmt.Errorf("cannot note what the source of element %d gave: %w", num, classify(err))
	}
	return nil
}
