package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed schema/*.sql
var schema embed.FS

// applicationID marks the header of our files: "MLG1" in ASCII.
const applicationID = 0x4D4C4731

// readerConnections bounds the reads that run at once; more wait their turn.
const readerConnections = 8

// Settings of each connection. A commit is on the disk when it returns
// (synchronous FULL); transactions take the write lock when they begin, so
// that none fails half-way for want of it. SQLite's log is folded into the file
// every 8,000 pages (32 MB): a page that an import writes again and again is
// written there once. What is deleted is overwritten (secure_delete): an account
// that was erased is in no unused part of the file.
var (
	writerSettings = url.Values{
		"_pragma": {"busy_timeout(10000)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-32768)", "wal_autocheckpoint(8000)", "secure_delete(1)"},
		"_txlock": {"immediate"},
	}
	readerSettings = url.Values{
		"_pragma": {"busy_timeout(10000)", "query_only(1)", "cache_size(-4096)"},
	}
	// Of a process that does not own the folder: it never makes a file, nor folds
	// SQLite's log into one.
	guestSettings = url.Values{
		"_pragma": {"busy_timeout(10000)", "cache_size(-4096)"},
		"mode":    {"ro"},
	}
)

// connect returns a pool of connections to the database at path; none is made
// before the first use.
func connect(path string, settings url.Values, connections int) (*bun.DB, error) {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
	pool, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return bun.NewDB(pool, sqlitedialect.New()), nil
}

// newMigrations returns what brings a database to the present schema, and the
// number of that schema.
func newMigrations(db *bun.DB) (*goose.Provider, int64, error) {
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, 0, err
	}
	migrations, err := goose.NewProvider(goose.DialectSQLite3, db.DB, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, 0, err
	}
	sources := migrations.ListSources()
	return migrations, sources[len(sources)-1].Version, nil
}

// prepare checks that the database is ours and not newer, before anything is
// written to it, brings it to the present schema and gives it an identity.
func prepare(ctx context.Context, db *bun.DB) error {
	migrations, newest, err := newMigrations(db)
	if err != nil {
		return err
	}
	if _, err := check(ctx, db, newest); err != nil {
		return err
	}
	if err := mark(ctx, db); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	if _, err := migrations.Up(ctx); err != nil {
		return err
	}
	return giveIdentity(ctx, db)
}

// mark writes whose the file is in its header, unless it says so already: a
// start on a full disk writes nothing.
func mark(ctx context.Context, db *bun.DB) error {
	var application int64
	err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application)
	if err == nil && application != applicationID {
		_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	}
	return err
}

// check reads whose the database is and which schema it has, 0 for an empty one,
// which is ours to fill. newest is the schema that this version knows.
func check(ctx context.Context, db *bun.DB, newest int64) (version int64, err error) {
	var tables, application int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return 0, err
	}
	if application != applicationID && (application != 0 || tables > 0) {
		return 0, fmt.Errorf("%w: another program made it: give another data folder", ErrForeign)
	}
	if tables == 0 {
		return 0, nil
	}
	if err := db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return 0, err
	}
	if version > newest {
		return 0, fmt.Errorf("%w: its schema is number %d, this version knows %d: run the newer version", ErrNewer, version, newest)
	}
	return version, nil
}

// classify puts our sentinel on the engine's word for a damaged file, a full
// disk, and a folder that cannot be written.
func classify(err error) error {
	failure, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch failure.Code() { // with its details
	case sqlite3.SQLITE_IOERR_SHMSIZE:
		return fullError(err)
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMOPEN:
		return fmt.Errorf("%w: the disk does not take what is written: %v", ErrFolder, err)
	}
	switch failure.Code() & 0xFF { // the low byte is the class
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %v: restore a backup, or give another data folder", ErrCorrupt, err)
	case sqlite3.SQLITE_FULL:
		return fullError(err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("%w: %v", ErrFolder, err)
	}
	return err
}

func fullError(err error) error {
	return fmt.Errorf("%w: nothing of this was written: free some space, then do it again (%v)", ErrFull, err)
}
