package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"maillage/data"
)

// ErrTaken marks an address that another account has.
var ErrTaken = errors.New("another account has this address")

// Account returns an account; the error wraps [ErrNotFound].
func (s *Store) Account(ctx context.Context, id data.ID) (data.Account, error) {
	account, _, err := readAccount(ctx, s.readers, "id", id.String())
	return account, err
}

// AccountByEmail returns the account of a tidy address and the hash of its
// password; the error wraps [ErrNotFound].
func (s *Store) AccountByEmail(ctx context.Context, email string) (data.Account, string, error) {
	return readAccount(ctx, s.readers, "email", email)
}

// Accounts returns every account, in the order in which they were made.
func (s *Store) Accounts(ctx context.Context) ([]data.Account, error) {
	return accountsWhere(ctx, s.readers, "SELECT document FROM accounts ORDER BY id")
}

// AccountsToErase returns the accounts whose time has come at an instant.
func (s *Store) AccountsToErase(ctx context.Context, now time.Time) ([]data.Account, error) {
	return accountsWhere(ctx, s.readers, "SELECT document FROM accounts WHERE erases_at <= ? ORDER BY id", instant(now))
}

func accountsWhere(ctx context.Context, db bun.IDB, query string, args ...any) ([]data.Account, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot read accounts: %w", classify(err))
	}
	defer rows.Close()
	var accounts []data.Account
	for rows.Next() {
		var document string
		if err := rows.Scan(&document); err != nil {
			return nil, fmt.Errorf("cannot read accounts: %w", classify(err))
		}
		account, err := parseAccount(document)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, account)
	}
	return accounts, classify(rows.Err())
}

// readAccount reads the account whose column has a value, with the hash of its
// password.
func readAccount(ctx context.Context, db bun.IDB, column, value string) (account data.Account, password string, err error) {
	var document string
	query := "SELECT document, password FROM accounts WHERE " + column + " = ?"
	err = db.QueryRowContext(ctx, query, value).Scan(&document, &password)
	if errors.Is(err, sql.ErrNoRows) {
		return account, "", fmt.Errorf("account: %w", ErrNotFound)
	}
	if err != nil {
		return account, "", fmt.Errorf("cannot read an account: %w", classify(err))
	}
	account, err = parseAccount(document)
	return account, password, err
}

func parseAccount(document string) (account data.Account, err error) {
	if err := json.Unmarshal([]byte(document), &account); err != nil {
		return account, fmt.Errorf("%w: an account cannot be read: %v", ErrCorrupt, err)
	}
	return account, nil
}

// Account returns an account and the hash of its password; the error wraps
// [ErrNotFound].
func (tx *Tx) Account(id data.ID) (data.Account, string, error) {
	return readAccount(tx.ctx, tx.tx, "id", id.String())
}

// AccountByEmail does so for the account of a tidy address.
func (tx *Tx) AccountByEmail(email string) (data.Account, string, error) {
	return readAccount(tx.ctx, tx.tx, "email", email)
}

// PutAccount writes an account and the hash of its password, over what they were.
// The error wraps [ErrTaken] when another one has its address.
func (tx *Tx) PutAccount(account data.Account, password string) error {
	other, _, err := tx.AccountByEmail(account.Email)
	switch {
	case err == nil && other.ID != account.ID:
		return ErrTaken
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	document, err := json.Marshal(account)
	if err != nil {
		return fmt.Errorf("%w: an account cannot be written down: %v", data.ErrInvalid, err)
	}
	var erases sql.NullInt64
	if !account.ErasesAt.IsZero() {
		erases = sql.NullInt64{Int64: instant(account.ErasesAt), Valid: true}
	}
	const statement = `INSERT INTO accounts (id, email, password, document, erases_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET email = $2, password = $3, document = $4, erases_at = $5`
	if _, err := tx.exec(statement, account.ID.String(), account.Email, password, string(document), erases); err != nil {
		return fmt.Errorf("cannot write an account: %w", classify(err))
	}
	return nil
}
