package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"maillage/data"
)

const (
	networkElementColumns = "SELECT network, num, standing, entries, note, account, at FROM network_elements WHERE "
	selectNetworkElements = networkElementColumns + "network = ?"
)

// NetworkElements returns what a network says of elements, by num.
func (s *Store) NetworkElements(ctx context.Context, network int64) ([]data.NetworkElement, error) {
	return networkElementsWhere(ctx, s.readers, selectNetworkElements+" ORDER BY num", network)
}

// NetworkElementsOf returns what a network says of some elements, by num.
func (s *Store) NetworkElementsOf(ctx context.Context, network int64, nums []int64) ([]data.NetworkElement, error) {
	asked, err := json.Marshal(nums)
	if err != nil {
		return nil, err
	}
	return networkElementsWhere(ctx, s.readers, selectNetworkElements+" AND num IN (SELECT value FROM json_each(?)) ORDER BY num", network, string(asked))
}

// NetworkElementsBy returns what networks say of elements and an account said last.
func (s *Store) NetworkElementsBy(ctx context.Context, account data.ID) ([]data.NetworkElement, error) {
	return networkElementsWhere(ctx, s.readers, networkElementColumns+"account = ? ORDER BY network, num", account.String())
}

// NetworkSuggestions returns what was suggested to a network, the first first and at
// most limit.
func (s *Store) NetworkSuggestions(ctx context.Context, network int64, limit int) ([]data.NetworkElement, error) {
	return networkElementsWhere(ctx, s.readers, selectNetworkElements+" AND standing = ? ORDER BY at, num LIMIT ?", network, string(data.StandingSuggested), limit)
}

// NetworkElement returns what a network says of an element; without a standing, values
// and a note when that is nothing.
func (tx *Tx) NetworkElement(network, num int64) (data.NetworkElement, error) {
	all, err := networkElementsWhere(tx.ctx, tx.tx, selectNetworkElements+" AND num = ?", network, num)
	if err != nil || len(all) == 0 {
		return data.NetworkElement{Network: network, Num: num}, err
	}
	return all[0], nil
}

// NetworkElementCount returns of how many elements a network says something.
func (tx *Tx) NetworkElementCount(network int64) (int, error) {
	return tx.count("SELECT count(*) FROM network_elements WHERE network = ?", network)
}

// PutNetworkElement writes what a network says of an element over what it said; when
// that is nothing, it is forgotten. The log is told by [Tx.TellNetwork].
func (tx *Tx) PutNetworkElement(e data.NetworkElement) error {
	if e.SaysNothing() {
		if _, err := tx.exec("DELETE FROM network_elements WHERE network = $1 AND num = $2", e.Network, e.Num); err != nil {
			return fmt.Errorf("cannot write what a network says: %w", classify(err))
		}
		return nil
	}
	entries, err := json.Marshal(e.Values)
	if err != nil {
		return fmt.Errorf("%w: values cannot be written down: %v", data.ErrInvalid, err)
	}
	var account any
	if !e.By.IsZero() {
		account = e.By.String()
	}
	const statement = `INSERT INTO network_elements (network, num, standing, entries, note, account, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (network, num) DO UPDATE SET sequence = CASE WHEN standing = $3 THEN sequence ELSE 0 END, standing = $3, entries = $4, note = $5, account = $6, at = $7`
	if _, err := tx.exec(statement, e.Network, e.Num, string(e.Standing), string(entries), e.Note, account, instant(e.At)); err != nil {
		return fmt.Errorf("cannot write what a network says: %w", classify(err))
	}
	return nil
}

// TellNetwork writes an entry of the log: what a network shows has changed. What was
// picked since the last one is what it tells of.
func (tx *Tx) TellNetwork(network int64) error {
	err := tx.appendChanges(data.SubjectNetwork, network)
	if err == nil {
		_, err = tx.exec("UPDATE network_elements SET sequence = $1 WHERE network = $2 AND sequence = 0 AND standing = 'picked'", tx.change, network)
	}
	if err != nil {
		return fmt.Errorf("cannot write a network: %w", classify(err))
	}
	return nil
}

func networkElementsWhere(ctx context.Context, db bun.IDB, query string, args ...any) ([]data.NetworkElement, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	return readRows(rows, err, "what a network says", func(scan func(...any) error) (e data.NetworkElement, err error) {
		var standing, entries string
		var account sql.NullString
		var at int64
		err = scan(&e.Network, &e.Num, &standing, &entries, &e.Note, &account, &at)
		if err == nil {
			err = json.Unmarshal([]byte(entries), &e.Values)
		}
		if err == nil && account.Valid {
			err = e.By.UnmarshalText([]byte(account.String))
		}
		e.Standing, e.At = data.Standing(standing), readInstant(at)
		return e, err
	})
}

// PickedBy returns how many elements an account was the last to pick for a network.
func (tx *Tx) PickedBy(network int64, account data.ID) (int, error) {
	return tx.count("SELECT count(*) FROM network_elements WHERE network = ? AND standing = 'picked' AND account = ?", network, account.String())
}

// SuggestionCount returns how many suggestions to a network wait for an answer, those
// of an account or, when it is zero, all.
func (tx *Tx) SuggestionCount(network int64, account data.ID) (int, error) {
	if account.IsZero() {
		return tx.count("SELECT count(*) FROM network_elements WHERE network = ? AND standing = 'suggested'", network)
	}
	return tx.count("SELECT count(*) FROM network_elements WHERE network = ? AND standing = 'suggested' AND account = ?", network, account.String())
}

// SuggestionCount returns how many suggestions to a network wait for an answer.
func (s *Store) SuggestionCount(ctx context.Context, network int64) (n int, err error) {
	const query = "SELECT count(*) FROM network_elements WHERE network = ? AND standing = 'suggested'"
	if err := s.readers.QueryRowContext(ctx, query, network).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot count suggestions: %w", classify(err))
	}
	return n, nil
}

// NetworkStandings returns how an element stands to the networks that say something
// about it, by the nums of these.
func (s *Store) NetworkStandings(ctx context.Context, num int64) (map[int64]data.NetworkElement, error) {
	all, err := networkElementsWhere(ctx, s.readers, networkElementColumns+"num = ?", num)
	standings := make(map[int64]data.NetworkElement, len(all))
	for _, e := range all {
		standings[e.Network] = e
	}
	return standings, err
}
