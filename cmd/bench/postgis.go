package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// What a careful user writes down.
var (
	//go:embed postgis.conf
	postgisSettings string
	//go:embed postgis_staging.sql
	postgisStaging string
	//go:embed postgis_tables.sql
	postgisTables string
	//go:embed postgis_queries.sql
	postgisQueries string
)

// errMissing says that a peer is not installed.
var errMissing = errors.New("not installed")

// postgis is a PostgreSQL server with PostGIS, in a temporary folder that goes with
// it. It answers requests, each client through a connection of its own.
type postgis struct {
	dir        string
	server     *exec.Cmd
	clients    []*pgx.Conn
	statements map[string]string
	version    string
	took       time.Duration // to fill
	bytes      int64         // of the table and its indexes
}

// startPostgis starts a server with an empty database; stop ends it. The error wraps
// errMissing where Debian's packages are missing.
func startPostgis(ctx context.Context) (p *postgis, err error) {
	programs := newestPostgres()
	if programs == "" {
		return nil, fmt.Errorf("PostgreSQL with PostGIS is %w: on Debian, apt-get install postgresql postgresql-postgis", errMissing)
	}
	dir, err := os.MkdirTemp("", "maillage-bench-")
	if err != nil {
		return nil, err
	}
	p = &postgis{dir: dir, statements: namedStatements(postgisQueries)}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	credential, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	attributes := &syscall.SysProcAttr{Credential: credential, Setpgid: true} // a Ctrl-C is ours to handle
	cluster := filepath.Join(dir, "data")
	initialise := exec.CommandContext(ctx, filepath.Join(programs, "initdb"),
		"--pgdata", cluster, "--username=bench", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	initialise.SysProcAttr, initialise.Dir = attributes, dir
	if out, err := initialise.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	settings := filepath.Join(dir, "bench.conf")
	if err := os.WriteFile(settings, []byte(postgisSettings), 0o644); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.server = exec.Command(filepath.Join(programs, "postgres"), "-D", cluster, "-k", dir, "-c", "config_file="+settings, "-c", "hba_file="+filepath.Join(cluster, "pg_hba.conf"))
	p.server.SysProcAttr, p.server.Dir, p.server.Stderr = attributes, dir, log
	if err := p.server.Start(); err != nil {
		return nil, err
	}
	return p, p.connect(ctx)
}

// newestPostgres returns the folder with the programs of Debian's newest PostgreSQL
// that has PostGIS, empty when there is none.
func newestPostgres() string {
	found, _ := filepath.Glob("/usr/share/postgresql/*/extension/postgis.control") // the pattern is good
	newest, folder := 0.0, ""
	for _, path := range found {
		name := strings.Split(path, "/")[4]
		programs := filepath.Join("/usr/lib/postgresql", name, "bin")
		number, err := strconv.ParseFloat(name, 64)
		if _, missing := os.Stat(filepath.Join(programs, "initdb")); err == nil && missing == nil && number > newest {
			newest, folder = number, programs
		}
	}
	return folder
}

// unprivileged gives a folder to somebody else when root runs us, as PostgreSQL
// refuses root; nil otherwise.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	somebody, err := user.Lookup("postgres")
	if err != nil {
		somebody, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses root, and there is neither a user postgres nor nobody: %w", err)
	}
	uid, err := strconv.Atoi(somebody.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(somebody.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

// connect waits until the server takes connections, and opens one for each client.
func (p *postgis) connect(ctx context.Context) error {
	address := fmt.Sprintf("host=%s port=5432 user=bench database=postgres", p.dir)
	deadline := time.Now().Add(30 * time.Second)
	for len(p.clients) < mostClients {
		client, err := pgx.Connect(ctx, address)
		switch {
		case err == nil:
			p.clients = append(p.clients, client)
		case ctx.Err() != nil || time.Now().After(deadline):
			log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
			return fmt.Errorf("PostgreSQL does not answer: %w: %.2000s", err, log)
		default:
			time.Sleep(100 * time.Millisecond)
		}
	}
	return nil
}

// stop ends the server and removes all that it kept.
func (p *postgis) stop() error {
	for _, client := range p.clients {
		client.Close(context.Background())
	}
	var err error
	if p.server != nil && p.server.Process != nil {
		p.server.Process.Signal(os.Interrupt) // PostgreSQL's fast shutdown
		err = p.server.Wait()
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}

// fill copies the elements that source yields into the database and makes the
// indexes.
func (p *postgis) fill(ctx context.Context, source func(take func(*surveyed) error) error) error {
	if _, err := p.clients[0].Exec(ctx, postgisStaging); err != nil {
		return err
	}
	rows := make(chan []any, 1000)
	var failure error
	go func() {
		defer close(rows)
		failure = source(func(e *surveyed) error {
			select {
			case rows <- e.row():
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	columns := []string{"id", "kind", "type", "name", "summary", "description", "town", "tags", "created", "lon", "lat", "commune", "departement", "region"}
	_, err := p.clients[0].CopyFrom(ctx, pgx.Identifier{"staged"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, more := <-rows
		if !more {
			return nil, failure
		}
		return row, nil
	}))
	if err != nil {
		for range rows { // until the source has ended
		}
		return errors.Join(failure, err)
	}
	begin := time.Now()
	for _, statement := range slices.Collect(strings.SplitSeq(postgisTables, ";\n")) { // vacuum wants to be alone
		if _, err := p.clients[0].Exec(ctx, statement); err != nil {
			return err
		}
	}
	p.took = time.Since(begin)
	return p.clients[0].QueryRow(ctx, `select pg_total_relation_size('elements'),
		'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || PostGIS_Lib_Version()`).Scan(&p.bytes, &p.version)
}

// row returns the columns of the staging table.
func (e *surveyed) row() []any {
	var lon, lat any
	if e.placed {
		lon, lat = e.point.Lon, e.point.Lat
	}
	return []any{e.num, e.kind, e.kindOf, e.name, e.summary, e.text, e.town, e.tags, e.created, lon, lat, optional(e.commune), optional(e.departement), optional(e.region)}
}

var statementName = regexp.MustCompile(`(?m)^-- name: (.+)$`)

// namedStatements reads statements, each after a line that names it.
func namedStatements(text string) map[string]string {
	statements := map[string]string{}
	names := statementName.FindAllStringSubmatchIndex(text, -1)
	for i, at := range names {
		end := len(text)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		statements[text[at[2]:at[3]]] = strings.TrimSpace(text[at[1]:end])
	}
	return statements
}

func (*postgis) prepare(context.Context, int, *request) error { return nil }

// answer runs the statement of a request, prepared once a connection, and reads
// its answer whole.
func (p *postgis) answer(ctx context.Context, client int, r *request) error {
	rows, err := p.clients[client].Query(ctx, p.statements[r.statement], r.arguments...)
	if err != nil {
		return err
	}
	for rows.Next() {
		rows.RawValues()
	}
	return rows.Err()
}
