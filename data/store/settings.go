package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"maillage/data"
)

// SettingsVersion tells settings from those before them. Both numbers only
// grow; 0 is what nobody has changed.
type SettingsVersion struct {
	Settings int64
	Logo     int64
}

// SettingsVersion returns the present versions: a cheap read, for those who keep
// a copy.
func (s *Store) SettingsVersion(ctx context.Context) (SettingsVersion, error) {
	var v SettingsVersion
	err := s.readers.QueryRowContext(ctx, "SELECT version, logo_version FROM settings WHERE number = 1").Scan(&v.Settings, &v.Logo)
	if err != nil {
		return v, fmt.Errorf("cannot read the settings: %w", classify(err))
	}
	return v, nil
}

// Settings returns the settings, the password among them, and their versions.
func (s *Store) Settings(ctx context.Context) (data.Settings, SettingsVersion, error) {
	return readSettings(ctx, s.readers)
}

// Logo returns the logo, a PNG; the error wraps [ErrNotFound] when there is none.
func (s *Store) Logo(ctx context.Context) ([]byte, error) {
	var logo []byte
	if err := s.readers.QueryRowContext(ctx, "SELECT logo FROM settings WHERE number = 1").Scan(&logo); err != nil {
		return nil, fmt.Errorf("cannot read the logo: %w", classify(err))
	}
	if len(logo) == 0 {
		return nil, fmt.Errorf("logo: %w", ErrNotFound)
	}
	return logo, nil
}

func readSettings(ctx context.Context, db bun.IDB) (data.Settings, SettingsVersion, error) {
	var document string
	var v SettingsVersion
	const query = "SELECT document, version, logo_version FROM settings WHERE number = 1"
	if err := db.QueryRowContext(ctx, query).Scan(&document, &v.Settings, &v.Logo); err != nil {
		return nil, v, fmt.Errorf("cannot read the settings: %w", classify(err))
	}
	settings := data.Settings{}
	if err := json.Unmarshal([]byte(document), &settings); err != nil {
		return nil, v, fmt.Errorf("%w: the settings cannot be read: %v", ErrCorrupt, err)
	}
	return settings, v, nil
}

// Settings returns the settings and their versions.
func (tx *Tx) Settings() (data.Settings, SettingsVersion, error) { return readSettings(tx.ctx, tx.tx) }

// PutSettings writes settings in place of those before, as the next version,
// which it returns.
func (tx *Tx) PutSettings(settings data.Settings) (int64, error) {
	document, err := json.Marshal(settings)
	if err != nil {
		return 0, fmt.Errorf("%w: the settings cannot be written down: %v", data.ErrInvalid, err)
	}
	if _, err := tx.exec("UPDATE settings SET document = $1, version = version + 1 WHERE number = 1", string(document)); err != nil {
		return 0, fmt.Errorf("cannot write the settings: %w", classify(err))
	}
	_, version, err := tx.Settings()
	return version.Settings, err
}

// PutLogo writes a logo in place of the one before; nil takes it away.
func (tx *Tx) PutLogo(logo []byte) error {
	_, err := tx.exec("UPDATE settings SET logo = $1, logo_version = logo_version + 1 WHERE number = 1", logo)
	if err != nil {
		return fmt.Errorf("cannot write the logo: %w", classify(err))
	}
	return nil
}

// HasTerritory reports whether a territory has the code.
func (tx *Tx) HasTerritory(code string) (bool, error) {
	var found int
	err := tx.tx.QueryRowContext(tx.ctx, "SELECT 1 FROM territories WHERE code = ?", code).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot look for a territory: %w", classify(err))
	}
	return true, nil
}
