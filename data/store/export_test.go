package store

import "context"

// TakeBack brings a database file that nobody has open back to an older schema.
func TakeBack(ctx context.Context, path string, version int64) error {
	db, err := connect(path, writerSettings, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	migrations, _, err := newMigrations(db)
	if err != nil {
		return err
	}
	_, err = migrations.DownTo(ctx, version)
	return err
}
