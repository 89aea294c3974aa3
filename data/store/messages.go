package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"maillage/data"
)

// PutMessage keeps a message until it is read, unless as many as are kept wait for
// its reader already, or one of both accounts is gone: then it reports false.
func (tx *Tx) PutMessage(m data.Message) (kept bool, err error) {
	n, err := tx.count("SELECT count(*) FROM messages WHERE account = ?", m.Account.String())
	if err != nil || n >= data.MaxMessages {
		return false, err
	}
	const statement = `INSERT INTO messages (id, num, account, sender, reply, text, at)
		SELECT $1, $2, reader.id, writer.id, $5, $6, $7 FROM accounts reader, accounts writer WHERE reader.id = $3 AND writer.id = $4`
	result, err := tx.exec(statement, m.ID.String(), m.Num, m.Account.String(), m.Sender.String(), m.Reply, m.Text, instant(m.At))
	if err == nil {
		var rows int64
		rows, err = result.RowsAffected()
		kept = rows == 1
	}
	if err != nil {
		return false, fmt.Errorf("cannot write a message: %w", classify(err))
	}
	return kept, nil
}

// DeleteMessage forgets a message to an account; of another's nothing happens.
func (tx *Tx) DeleteMessage(account, id data.ID) error {
	if _, err := tx.exec("DELETE FROM messages WHERE account = $1 AND id = $2", account.String(), id.String()); err != nil {
		return fmt.Errorf("cannot delete a message: %w", classify(err))
	}
	return nil
}

// MessagesTo returns the messages that wait for an account at now, the last first.
func (s *Store) MessagesTo(ctx context.Context, account data.ID, now time.Time) ([]data.Message, error) {
	return s.messagesWhere(ctx, "account = ? AND at > ?", account.String(), instant(now.Add(-data.MessageLife)))
}

// MessagesBy returns the messages of an account that wait for others, the last first.
func (s *Store) MessagesBy(ctx context.Context, account data.ID) ([]data.Message, error) {
	return s.messagesWhere(ctx, "sender = ?", account.String())
}

func (s *Store) messagesWhere(ctx context.Context, condition string, args ...any) ([]data.Message, error) {
	const query = "SELECT id, num, account, sender, reply, text, at FROM messages WHERE "
	rows, err := s.readers.QueryContext(ctx, query+condition+" ORDER BY at DESC, id", args...)
	return readRows(rows, err, "messages", func(scan func(...any) error) (m data.Message, err error) {
		var id, account, sender string
		var at int64
		if err := scan(&id, &m.Num, &account, &sender, &m.Reply, &m.Text, &at); err != nil {
			return m, err
		}
		m.At = readInstant(at)
		return m, errors.Join(m.ID.UnmarshalText([]byte(id)), m.Account.UnmarshalText([]byte(account)), m.Sender.UnmarshalText([]byte(sender)))
	})
}
