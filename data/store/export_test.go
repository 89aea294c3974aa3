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

// PlanOfUncleared returns the steps in which SQLite answers [Store.Uncleared].
func (s *Store) PlanOfUncleared(ctx context.Context) ([]string, error) {
	rows, err := s.readers.QueryContext(ctx, "EXPLAIN QUERY PLAN "+uncleared, 1, 1)
	return readRows(rows, err, "a plan", func(scan func(...any) error) (step string, err error) {
		var id, parent, unused int
		err = scan(&id, &parent, &unused, &step)
		return step, err
	})
}
