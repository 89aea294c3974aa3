package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maillage/data"
)

// ErasuresFile lists the accounts that were erased, beside the database and beside
// backups: a backup of before an erasure does not know of it.
const ErasuresFile = "erasures"

// Bounds of a file of erasures, in bytes.
const (
	maxErasures    = 64 << 20
	maxErasureLine = 200
)

// Erasures returns the accounts that were erased, the first ones first.
func (s *Store) Erasures(ctx context.Context) ([]data.Erasure, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT account, contributions, erased_at FROM erasures ORDER BY erased_at, account")
	if err != nil {
		return nil, fmt.Errorf("cannot read what was erased: %w", classify(err))
	}
	defer rows.Close()
	var all []data.Erasure
	for rows.Next() {
		var e data.Erasure
		var account string
		var at int64
		err := rows.Scan(&account, &e.Contributions, &at)
		if err == nil {
			e.At = readInstant(at)
			err = e.Account.UnmarshalText([]byte(account))
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read what was erased: %w", classify(err))
		}
		all = append(all, e)
	}
	return all, classify(rows.Err())
}

// ReadErasures reads a file of erasures; one that is missing holds none. The error
// wraps [data.ErrInvalid] when a line is none.
func ReadErasures(path string) ([]data.Erasure, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() > maxErasures {
		return nil, errors.Join(err, fmt.Errorf("%w: %s is too large for a list of erasures", data.ErrInvalid, path))
	}
	var all []data.Erasure
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxErasureLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		e, err := data.ParseErasure(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		all = append(all, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read: %v", data.ErrInvalid, path, err)
	}
	return all, nil
}

// AddErasures adds to a file of erasures those that it lacks. The file is whole at
// each moment, and on the disk when AddErasures returns. With nothing to add it
// writes nothing.
func AddErasures(path string, more []data.Erasure) error {
	all, err := ReadErasures(path)
	if err != nil {
		return err
	}
	known := map[data.ID]bool{}
	for _, e := range all {
		known[e.Account] = true
	}
	before := len(all)
	for _, e := range more {
		if !known[e.Account] {
			known[e.Account] = true
			all = append(all, e)
		}
	}
	if len(all) == before {
		return nil
	}
	var text strings.Builder
	for _, e := range slices.SortedFunc(slices.Values(all), func(a, b data.Erasure) int { return a.At.Compare(b.At) }) {
		text.WriteString(e.String() + "\n")
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	_, err = file.WriteString(text.String())
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// DeleteAccount forgets an account with all that hangs on it, and notes the
// erasure, which is all that is left. An account that does not exist is noted too.
func (tx *Tx) DeleteAccount(e data.Erasure) error {
	id := e.Account.String()
	for _, statement := range []string{
		"DELETE FROM news WHERE account = $1 OR why = 'account:' || $1", "DELETE FROM follows WHERE account = $1 OR what = 'account:' || $1",
		"DELETE FROM news_choices WHERE account = $1", "DELETE FROM notifications WHERE account = $1 OR other = $1",
		"DELETE FROM messages WHERE account = $1 OR sender = $1", "DELETE FROM invitations WHERE invited_by = $1",
		"DELETE FROM invitations WHERE email = (SELECT email FROM accounts WHERE id = $1)",
		"DELETE FROM network_visits WHERE account = $1", "DELETE FROM network_members WHERE account = $1",
		"UPDATE network_elements SET account = NULL WHERE account = $1", "UPDATE network_approvals SET account = NULL WHERE account = $1",
		"UPDATE network_dismissals SET account = NULL WHERE account = $1",
		"DELETE FROM memberships WHERE account = $1", "DELETE FROM sessions WHERE account = $1", "DELETE FROM links WHERE account = $1",
		"DELETE FROM link_requests WHERE account = $1", "DELETE FROM photo_givers WHERE account = $1",
		"DELETE FROM links WHERE email = (SELECT email FROM accounts WHERE id = $1)",
		"DELETE FROM link_requests WHERE email = (SELECT email FROM accounts WHERE id = $1)",
		"DELETE FROM accounts WHERE id = $1",
	} {
		if _, err := tx.exec(statement, id); err != nil {
			return fmt.Errorf("cannot erase an account: %w", classify(err))
		}
	}
	const note = "INSERT INTO erasures (account, contributions, erased_at) VALUES ($1, $2, $3) ON CONFLICT (account) DO NOTHING"
	if _, err := tx.exec(note, id, string(e.Contributions), instant(e.At)); err != nil {
		return fmt.Errorf("cannot note an erasure: %w", classify(err))
	}
	return nil
}

// FoldLog folds SQLite's log into the database and empties it: until then, the log
// holds what was there before the last changes. A reader may keep it from that; then
// later changes are written over it.
func (s *Store) FoldLog(ctx context.Context) error {
	if _, err := s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("cannot fold the log into the database: %w", classify(err))
	}
	return nil
}

// ElementsOnlyBy returns the elements that an account alone has written.
func (tx *Tx) ElementsOnlyBy(account data.ID) (elements []data.Element, err error) {
	const query = `SELECT num, document FROM elements e WHERE updated_by = ?0
		AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.num = e.num AND r.recorded_by IS DISTINCT FROM ?0)`
	err = eachRow(tx.ctx, tx.tx, query, func(e data.Element) error {
		elements = append(elements, e)
		return nil
	}, account.String())
	return elements, err
}

// ElementsPersonalTo returns what an account made known that is nobody else's: its
// person, and its drafts.
func (tx *Tx) ElementsPersonalTo(account data.ID) (elements []data.Element, err error) {
	const query = `SELECT num, document FROM elements WHERE (kind = ?1 OR status = ?2) AND num IN
		(SELECT num FROM elements WHERE updated_by = ?0 UNION SELECT num FROM revisions WHERE recorded_by = ?0)`
	err = eachRow(tx.ctx, tx.tx, query, func(e data.Element) error {
		if e.CreatedBy == account {
			elements = append(elements, e)
		}
		return nil
	}, account.String(), string(data.KindPerson), string(data.StatusDraft))
	return elements, err
}

// EmptyComments forgets what an account said of its changes.
func (tx *Tx) EmptyComments(account data.ID) error {
	for _, statement := range []string{
		"UPDATE elements SET comment = '' WHERE updated_by = $1 AND comment <> ''",
		"UPDATE revisions SET comment = '' WHERE recorded_by = $1 AND comment <> ''",
	} {
		if _, err := tx.exec(statement, account.String()); err != nil {
			return fmt.Errorf("cannot empty what an account said: %w", classify(err))
		}
	}
	return nil
}

// EmptyElement writes the next revision of an element, and what it holds over each
// revision before: nothing else is left of them.
func (tx *Tx) EmptyElement(left data.Element, reason data.Reason) error {
	if err := tx.PutElements([]*data.Element{&left}, reason); err != nil {
		return err
	}
	document, err := left.AppendDocument(nil)
	if err == nil {
		_, err = tx.exec("UPDATE revisions SET document = $2, comment = '' WHERE num = $1", left.Num, string(document))
	}
	for _, table := range []string{"source_records", "photo_uses", "notes", "invitations", "memberships", "network_elements", "network_approvals", "network_dismissals"} {
		if err == nil {
			_, err = tx.exec("DELETE FROM "+table+" WHERE num = $1", left.Num)
		}
	}
	if err != nil {
		return fmt.Errorf("cannot empty element %s: %w", left.ID, classify(err))
	}
	return nil
}
