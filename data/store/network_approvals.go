package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"maillage/data"
)

// What a network that approves changes shows of an element is the revision that it has
// approved last, else the last one that the log had told of when it began to approve.
// What is not on everybody's map is not on its map either, whatever was approved. Of a
// person nothing shows but what they tell now: their present revision, once approved.
const (
	clearedRevision = `coalesce(a.revision, CASE WHEN e.sequence <= ?1 THEN e.revision ELSE
		(SELECT r.revision FROM revisions r WHERE r.num = e.num AND r.sequence <= ?1 ORDER BY r.revision DESC LIMIT 1) END)`
	onTheMap = `e.status = 'published' AND e.visibility = 'public' AND e.document->>'$.redirect' IS NULL`
)

// Cleared returns what a network that approves changes since an entry of the log shows
// of elements, by num; those of which it shows nothing are left out. Whether they
// belong to it is not asked.
func (s *Store) Cleared(ctx context.Context, network, after int64, nums []int64) ([]data.Element, error) {
	const query = `SELECT num, CASE WHEN cleared = revision THEN document
				ELSE (SELECT r.document FROM revisions r WHERE r.num = shown.num AND r.revision = cleared) END AS said
		FROM (SELECT e.num, e.revision, e.kind, e.document, ` + clearedRevision + ` AS cleared
			FROM json_each(?2) AS asked CROSS JOIN elements AS e ON e.num = asked.value
			LEFT JOIN network_approvals AS a ON a.network = ?0 AND a.num = e.num WHERE ` + onTheMap + `) AS shown
		WHERE cleared = revision OR cleared IS NOT NULL AND kind <> 'person' ORDER BY num`
	found := make([]data.Element, 0, len(nums))
	for page := range slices.Chunk(nums, pageSize) {
		asked, err := json.Marshal(page)
		if err != nil {
			return nil, err
		}
		err = eachRow(ctx, s.readers, query, func(e data.Element) error {
			if e.Public() {
				found = append(found, e)
			}
			return nil
		}, network, after, string(asked))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// uncleared asks for elements of which a network has not approved the present revision.
// Those that changed since it began are found by the log; one that did not waits where
// another revision of it was approved. The plus keeps SQLite from going through all
// elements by num instead, as they are to be in that order.
const uncleared = `SELECT +e.num FROM elements AS e LEFT JOIN network_approvals AS a ON a.network = ?0 AND a.num = e.num
		WHERE e.sequence > ?1 AND a.revision IS DISTINCT FROM e.revision AND ` + onTheMap + `
	UNION SELECT e.num FROM network_approvals AS a JOIN elements AS e ON e.num = a.num
		WHERE a.network = ?0 AND a.revision <> e.revision AND ` + onTheMap + ` ORDER BY 1`

// Uncleared returns the elements that anyone may see and of which a network that
// approves changes since an entry of the log has not approved the present revision, by
// num. Whether they belong to it is not asked.
func (s *Store) Uncleared(ctx context.Context, network, after int64) ([]int64, error) {
	var nums []int64
	if err := s.readers.NewRaw(uncleared, network, after).Scan(ctx, &nums); err != nil {
		return nil, fmt.Errorf("cannot read what a network has not approved: %w", classify(err))
	}
	return nums, nil
}

// Dismissed returns the elements of which editors of a network have set the present
// revision aside, by num. Whether it was approved before or since is not asked.
func (s *Store) Dismissed(ctx context.Context, network int64) ([]int64, error) {
	const query = `SELECT d.num FROM network_dismissals AS d JOIN elements AS e ON e.num = d.num AND e.revision = d.revision
		WHERE d.network = ? ORDER BY d.num`
	var nums []int64
	if err := s.readers.NewRaw(query, network).Scan(ctx, &nums); err != nil {
		return nil, fmt.Errorf("cannot read what a network has set aside: %w", classify(err))
	}
	return nums, nil
}

// Approval is a revision of an element that a network shows from an instant on, as an
// account has decided; the zero id for one that was erased.
type Approval struct {
	Network, Num int64
	Revision     int
	By           data.ID
	At           time.Time
}

// Dismissal is a revision of an element that editors of a network have read and do not
// approve: what the network shows stays as it is.
type Dismissal Approval

// Decided is a revision of an element of which an account was the last to decide in a
// network.
type Decided struct {
	Network  int64     `json:"network"`
	Element  data.ID   `json:"element"`
	Revision int       `json:"revision"`
	Approved bool      `json:"approved"` // else set aside
	At       time.Time `json:"at"`
}

// DecidedBy returns what an account has approved and set aside, by network and element.
func (s *Store) DecidedBy(ctx context.Context, account data.ID) ([]Decided, error) {
	const query = `SELECT d.network, e.id, d.revision, d.approved, d.at FROM (
			SELECT network, num, revision, 1 AS approved, at FROM network_approvals WHERE account = ?0
			UNION ALL SELECT network, num, revision, 0, at FROM network_dismissals WHERE account = ?0
		) AS d JOIN elements AS e ON e.num = d.num ORDER BY d.network, d.num, d.approved`
	rows, err := s.readers.QueryContext(ctx, query, account.String())
	return readRows(rows, err, "what somebody has approved", func(scan func(...any) error) (one Decided, err error) {
		var id string
		var at int64
		if err = scan(&one.Network, &id, &one.Revision, &one.Approved, &at); err == nil {
			one.Element, err = data.ParseID(id)
		}
		one.At = readInstant(at)
		return one, err
	})
}

// PutApproval writes which revision of an element a network has approved, over what it
// had and what it had set aside, and an entry of the log.
func (tx *Tx) PutApproval(a Approval) error {
	err := tx.putDecision("network_approvals", a)
	if err == nil {
		_, err = tx.exec("DELETE FROM network_dismissals WHERE network = $1 AND num = $2", a.Network, a.Num)
	}
	if err == nil {
		err = tx.appendChanges(data.SubjectApproval, a.Num)
	}
	if err == nil {
		_, err = tx.exec("UPDATE network_approvals SET sequence = $1 WHERE network = $2 AND num = $3", tx.change, a.Network, a.Num)
	}
	if err != nil {
		return fmt.Errorf("cannot write what a network has approved: %w", classify(err))
	}
	return nil
}

// PutDismissal writes which revision of an element a network has set aside, over what it
// had. The log tells nothing of it: nothing shows otherwise.
func (tx *Tx) PutDismissal(d Dismissal) error {
	if err := tx.putDecision("network_dismissals", Approval(d)); err != nil {
		return fmt.Errorf("cannot write what a network has set aside: %w", classify(err))
	}
	return nil
}

// putDecision writes one row of a table of decisions over the one there was.
func (tx *Tx) putDecision(table string, a Approval) error {
	var account any
	if !a.By.IsZero() {
		account = a.By.String()
	}
	_, err := tx.exec("INSERT INTO "+table+` (network, num, revision, account, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network, num) DO UPDATE SET revision = $3, account = $4, at = $5`,
		a.Network, a.Num, a.Revision, account, instant(a.At))
	return err
}

// DismissedRevision returns the number of the revision of an element that a network has
// set aside; 0 for none.
func (tx *Tx) DismissedRevision(network, num int64) (int, error) {
	return tx.count("SELECT coalesce(max(revision), 0) FROM network_dismissals WHERE network = ?0 AND num = ?1", network, num)
}

// ClearedRevision returns the number of the revision of an element that a network which
// approves changes since an entry of the log has approved; 0 for none.
func (tx *Tx) ClearedRevision(network, after, num int64) (int, error) {
	const query = "SELECT coalesce(" + clearedRevision + ", 0) FROM elements AS e LEFT JOIN network_approvals AS a ON a.network = ?0 AND a.num = e.num WHERE e.num = ?2"
	return tx.count(query, network, after, num)
}

// ForgetApprovals forgets all that a network has approved and set aside.
func (tx *Tx) ForgetApprovals(network int64) error {
	for _, table := range []string{"network_approvals", "network_dismissals"} {
		if _, err := tx.exec("DELETE FROM "+table+" WHERE network = $1", network); err != nil {
			return fmt.Errorf("cannot forget what a network has approved: %w", classify(err))
		}
	}
	return nil
}

// LogEnd returns the number of the last entry of the log.
func (tx *Tx) LogEnd() int64 { return tx.change }
