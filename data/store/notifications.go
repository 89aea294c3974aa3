package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"maillage/data"
)

const selectNotifications = "SELECT id, account, sort, num, other, at, seen FROM notifications "

// Notifications returns those of an account, the last first.
func (s *Store) Notifications(ctx context.Context, account data.ID) ([]data.Notification, error) {
	rows, err := s.readers.DB.QueryContext(ctx, selectNotifications+"WHERE account = $1 ORDER BY at DESC, id DESC", account.String())
	return readNotifications(rows, err)
}

// UnseenNotifications returns how many of them an account has not seen.
func (s *Store) UnseenNotifications(ctx context.Context, account data.ID) (n int, err error) {
	const query = "SELECT count(*) FROM notifications WHERE account = $1 AND seen = 0"
	if err := s.readers.DB.QueryRowContext(ctx, query, account.String()).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot read notifications: %w", classify(err))
	}
	return n, nil
}

func readNotifications(rows *sql.Rows, err error) ([]data.Notification, error) {
	return readRows(rows, err, "notifications", func(scan func(...any) error) (n data.Notification, err error) {
		var id, account string
		var other sql.NullString
		var at, seen int64
		if err := scan(&id, &account, &n.Sort, &n.Num, &other, &at, &seen); err != nil {
			return n, err
		}
		n.At, n.Seen = readInstant(at), seen == 1
		return n, errors.Join(n.ID.UnmarshalText([]byte(id)), n.Account.UnmarshalText([]byte(account)), n.Other.UnmarshalText([]byte(other.String)))
	})
}

// PutNotification keeps a notification, and forgets the oldest ones of its account
// beyond [data.MaxNotifications]. One alike that was not seen yet is told again
// instead, which is mailed once. One to an account that is gone is not kept.
func (tx *Tx) PutNotification(n data.Notification) error {
	account, other := n.Account.String(), nullID(n.Other)
	const again = "UPDATE notifications SET at = $1 WHERE account = $2 AND sort = $3 AND num = $4 AND other IS NOT DISTINCT FROM $5 AND seen = 0"
	result, err := tx.exec(again, instant(n.At), account, string(n.Sort), n.Num, other)
	if err == nil {
		var told int64
		if told, err = result.RowsAffected(); err == nil && told > 0 {
			return nil
		}
	}
	if err == nil {
		const insert = `INSERT INTO notifications (id, account, sort, num, other, at, seen, mailed)
			SELECT $1, id, $3, $4, $5, $6, 0, 0 FROM accounts WHERE id = $2`
		_, err = tx.exec(insert, n.ID.String(), account, string(n.Sort), n.Num, other, instant(n.At))
	}
	if err == nil {
		const trim = "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE account = $1 ORDER BY at DESC, id DESC LIMIT -1 OFFSET $2)"
		_, err = tx.exec(trim, account, data.MaxNotifications)
	}
	if err != nil {
		return fmt.Errorf("cannot write a notification: %w", classify(err))
	}
	return nil
}

// SeeNotifications notes that an account has seen its notifications up to an
// instant.
func (tx *Tx) SeeNotifications(account data.ID, until time.Time) error {
	if _, err := tx.exec("UPDATE notifications SET seen = 1 WHERE account = $1 AND at <= $2 AND seen = 0", account.String(), instant(until)); err != nil {
		return fmt.Errorf("cannot write notifications: %w", classify(err))
	}
	return nil
}

// SeeNotificationsOf notes that an account has seen what it was told of a sort, about
// an element and somebody.
func (tx *Tx) SeeNotificationsOf(account data.ID, sort data.NotificationSort, num int64, other data.ID) error {
	const see = "UPDATE notifications SET seen = 1 WHERE account = $1 AND sort = $2 AND num = $3 AND other IS NOT DISTINCT FROM $4 AND seen = 0"
	if _, err := tx.exec(see, account.String(), string(sort), num, nullID(other)); err != nil {
		return fmt.Errorf("cannot write notifications: %w", classify(err))
	}
	return nil
}

// SeeNotification notes that an account has seen one of its notifications.
func (tx *Tx) SeeNotification(account, id data.ID) error {
	if _, err := tx.exec("UPDATE notifications SET seen = 1 WHERE account = $1 AND id = $2", account.String(), id.String()); err != nil {
		return fmt.Errorf("cannot write notifications: %w", classify(err))
	}
	return nil
}
