package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"maillage/data"
)

// NewsOf returns the news of an account after an entry of the log, the last first.
// Of elements that are no longer to be seen there are none.
func (s *Store) NewsOf(ctx context.Context, account data.ID, since int64) ([]data.News, error) {
	const query = `SELECT n.num, n.revision, n.why, n.what, n.number, n.sequence, n.at FROM news n
		LEFT JOIN elements e ON e.num = n.num
		WHERE n.account = $1 AND n.sequence > $2 AND (n.num = 0 OR e.status = $3 AND e.visibility = $4)
		ORDER BY n.sequence DESC, n.num, n.why`
	rows, err := s.readers.DB.QueryContext(ctx, query, account.String(), since, string(data.StatusPublished), string(data.VisibilityPublic))
	return readRows(rows, err, "news", func(scan func(...any) error) (n data.News, err error) {
		var why string
		var at int64
		if err := scan(&n.Num, &n.Revision, &why, &n.What, &n.Number, &n.Sequence, &at); err != nil {
			return n, err
		}
		n.At = readInstant(at)
		n.Why, err = data.ParseFollow(why)
		return n, err
	})
}

// NewsChoices returns what an account chose about its news; nothing yet is no
// error.
func (s *Store) NewsChoices(ctx context.Context, account data.ID) (data.NewsChoices, error) {
	return choicesOf(s.readers.DB.QueryRowContext(ctx, selectChoices+"WHERE account = $1", account.String()), account)
}

const selectChoices = "SELECT account, digest, direct, seen, digested, digested_at, mailed_at FROM news_choices "

func choicesOf(row *sql.Row, account data.ID) (data.NewsChoices, error) {
	c, err := scanChoices(row)
	if errors.Is(err, sql.ErrNoRows) {
		return data.NewsChoices{Account: account}, nil
	}
	return c, err
}

func scanChoices(row interface{ Scan(...any) error }) (data.NewsChoices, error) {
	var c data.NewsChoices
	var id string
	var direct, digestedAt, mailedAt int64
	err := row.Scan(&id, &c.Digest, &direct, &c.Seen, &c.Digested, &digestedAt, &mailedAt)
	if err == nil {
		c.Direct, c.DigestedAt, c.MailedAt = direct == 1, readOptional(digestedAt), readOptional(mailedAt)
		err = c.Account.UnmarshalText([]byte(id))
	}
	if err != nil {
		return data.NewsChoices{}, fmt.Errorf("cannot read what was chosen about news: %w", classify(err))
	}
	return c, nil
}

// optional is an instant as a column holds it: 0 for none.
func optional(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return instant(t)
}

func readOptional(microseconds int64) time.Time {
	if microseconds == 0 {
		return time.Time{}
	}
	return readInstant(microseconds)
}

// DigestsWaiting returns up to limit accounts that have chosen a digest whose last
// one went before an instant, and that have news since. The ones that have waited
// longest come first.
func (s *Store) DigestsWaiting(ctx context.Context, digest data.Digest, before time.Time, limit int) ([]data.NewsChoices, error) {
	const query = selectChoices + `AS c WHERE digest = $1 AND digested_at <= $2
		AND EXISTS (SELECT 1 FROM news n WHERE n.account = c.account AND n.sequence > c.digested) ORDER BY digested_at LIMIT $3`
	return s.choicesWhere(ctx, query, string(digest), instant(before), limit)
}

// DirectMailsWaiting returns up to limit accounts that are to be mailed what
// concerns them directly, and were not since an instant.
func (s *Store) DirectMailsWaiting(ctx context.Context, before time.Time, limit int) ([]data.NewsChoices, error) {
	const query = selectChoices + `AS c WHERE direct = 1 AND mailed_at <= $1
		AND EXISTS (SELECT 1 FROM notifications n WHERE n.account = c.account AND n.mailed = 0 AND n.seen = 0) ORDER BY mailed_at LIMIT $2`
	return s.choicesWhere(ctx, query, instant(before), limit)
}

func (s *Store) choicesWhere(ctx context.Context, query string, args ...any) ([]data.NewsChoices, error) {
	rows, err := s.readers.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot read what was chosen about news: %w", classify(err))
	}
	defer rows.Close()
	var all []data.NewsChoices
	for rows.Next() {
		c, err := scanChoices(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, classify(rows.Err())
}

// NewsChoices returns what an account chose about its news.
func (tx *Tx) NewsChoices(account data.ID) (data.NewsChoices, error) {
	return choicesOf(tx.tx.Tx.QueryRowContext(tx.ctx, selectChoices+"WHERE account = $1", account.String()), account)
}

// PutNewsChoices writes what an account chose about its news over what it had
// chosen.
func (tx *Tx) PutNewsChoices(c data.NewsChoices) error {
	direct := 0
	if c.Direct {
		direct = 1
	}
	const statement = `INSERT INTO news_choices (account, digest, direct, seen, digested, digested_at, mailed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (account) DO UPDATE SET digest = $2, direct = $3, seen = $4, digested = $5, digested_at = $6, mailed_at = $7`
	_, err := tx.exec(statement, c.Account.String(), string(c.Digest), direct, c.Seen, c.Digested, optional(c.DigestedAt), optional(c.MailedAt))
	if err != nil {
		return fmt.Errorf("cannot write what was chosen about news: %w", classify(err))
	}
	return nil
}

// NewsPosition returns the number of the entry of the log up to which there are
// news.
func (s *Store) NewsPosition(ctx context.Context) (int64, error) {
	return number[int64](ctx, s, "SELECT value FROM counters WHERE name = 'news'")
}

// MoveNews moves the position of the news from one entry of the log to another; it
// fails when it is not where it is said to be.
func (tx *Tx) MoveNews(from, to int64) error {
	result, err := tx.exec("UPDATE counters SET value = $2 WHERE name = 'news' AND value = $1", from, to)
	if err != nil {
		return fmt.Errorf("cannot write how far the news are: %w", classify(err))
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fmt.Errorf("the news are no longer at the entry %d of the log: %w", from, ErrConflict))
	}
	return nil
}

// LastNews returns the number of the entry of the log that the last news of an
// account tell of, 0 for none.
func (tx *Tx) LastNews(account data.ID) (sequence int64, err error) {
	const query = "SELECT coalesce(max(sequence), 0) FROM news WHERE account = $1"
	if err := tx.tx.Tx.QueryRowContext(tx.ctx, query, account.String()).Scan(&sequence); err != nil {
		return 0, fmt.Errorf("cannot read news: %w", classify(err))
	}
	return sequence, nil
}

// PutNews keeps news of an account. Of one revision it is told once; what tells of
// many is added to what was told of the same day.
func (tx *Tx) PutNews(account data.ID, n data.News) error {
	statement := `INSERT INTO news (account, num, revision, why, number, sequence, at, what) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
	if n.IsMany() {
		statement = `INSERT INTO news (account, num, revision, why, number, sequence, at, what) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (account, num, revision, why) DO UPDATE SET number = number + $5, sequence = $6, at = $7`
	}
	_, err := tx.exec(statement, account.String(), n.Num, n.Revision, n.Why.String(), n.Number, n.Sequence, instant(n.At), string(n.What))
	if err != nil {
		return fmt.Errorf("cannot write news: %w", classify(err))
	}
	return nil
}

// TrimNews forgets the oldest news of an account beyond so many.
func (tx *Tx) TrimNews(account data.ID, most int) error {
	const statement = `DELETE FROM news WHERE (account, num, revision, why) IN
		(SELECT account, num, revision, why FROM news WHERE account = $1 ORDER BY sequence DESC, num DESC LIMIT -1 OFFSET $2)`
	if _, err := tx.exec(statement, account.String(), most); err != nil {
		return fmt.Errorf("cannot forget news: %w", classify(err))
	}
	return nil
}

// DeleteNewsOfElement forgets all news of an element.
func (tx *Tx) DeleteNewsOfElement(num int64) error {
	if _, err := tx.exec("DELETE FROM news WHERE num = $1", num); err != nil {
		return fmt.Errorf("cannot forget news: %w", classify(err))
	}
	return nil
}

// DeleteOldNews forgets news and notifications of before two instants.
func (tx *Tx) DeleteOldNews(news, notifications time.Time) error {
	_, err := tx.exec("DELETE FROM news WHERE at < $1", instant(news))
	if err == nil {
		_, err = tx.exec("DELETE FROM notifications WHERE at < $1", instant(notifications))
	}
	if err != nil {
		return fmt.Errorf("cannot forget old news: %w", classify(err))
	}
	return nil
}

// MailNotifications notes that an account is mailed what it was not told by mail
// yet, and returns it, the first first. What it has seen is left out.
func (tx *Tx) MailNotifications(account data.ID) ([]data.Notification, error) {
	rows, err := tx.tx.Tx.QueryContext(tx.ctx, selectNotifications+"WHERE account = $1 AND mailed = 0 AND seen = 0 ORDER BY at, id", account.String())
	waiting, err := readNotifications(rows, err)
	if err != nil {
		return nil, err
	}
	if _, err := tx.exec("UPDATE notifications SET mailed = 1 WHERE account = $1 AND mailed = 0", account.String()); err != nil {
		return nil, fmt.Errorf("cannot write notifications: %w", classify(err))
	}
	return waiting, nil
}
