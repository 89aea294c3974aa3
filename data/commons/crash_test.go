package commons_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// TestAnAcknowledgedImportSurvivesKills kills a process at a random instant of
// one of its first imports, again and again on the same folder. After each kill,
// the log tells of every acknowledged batch, of the one under way whole or not at
// all, and of nothing else.
func TestAnAcknowledgedImportSurvivesKills(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	batches, sequence := 0, int64(0)  // whole ones, and where the log stands after them
	unheard := 0                      // batches written but not acknowledged
	oneBatch := 10 * time.Millisecond // what one takes, about
	kills := enoughKills(t)
	for killed := range kills {
		process := startImporter(t, dir, batches)
		process.waitFor(t, opened)
		start, first := time.Now(), killed%4
		for range first {
			process.acknowledged(t)
		}
		if first > 0 {
			oneBatch = time.Since(start) / time.Duration(first)
		}
		last := process.kill(t, time.Duration(random.Int64N(int64(2*oneBatch))))
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("after a kill Open answers: %v", err)
		}
		found, end := wholeBatches(t, s, batches, sequence)
		if acknowledged := last + 1; found != acknowledged && found != acknowledged+1 {
			t.Errorf("%d batches were acknowledged, %d are there", acknowledged, found)
		}
		if found > last+1 {
			unheard++
		}
		batches, sequence = found, end
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills, %d batches of which %d unacknowledged, %d log entries", kills, batches, unheard, sequence)
	checkAllBatches(t, dir, batches, sequence)
}

// wholeBatches reads the log after since, where the batches from first on
// stand, and returns how many batches there are now and where the log ends. It
// fails the test if the log has a gap, or anything but whole batches in order.
func wholeBatches(t *testing.T, s *store.Store, first int, since int64) (batches int, end int64) {
	t.Helper()
	var names []string
	for end = since; ; {
		changes, err := s.Changes(t.Context(), end, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			break
		}
		nums := make([]int64, len(changes))
		for i, change := range changes {
			if end++; change.Sequence != end || change.Subject != data.SubjectElement {
				t.Fatalf("the log goes from %d to %+v", end-1, change)
			}
			nums[i] = change.Num
		}
		found, err := s.ElementsByNum(t.Context(), nums)
		if err != nil || len(found) != len(nums) {
			t.Fatalf("of %d elements in the log %d are kept: %v", len(nums), len(found), err)
		}
		for _, e := range found {
			names = append(names, e.Source.ID)
		}
	}
	for batches = first; len(names) > 0; batches++ {
		for _, want := range crashBatch(batches) {
			if len(names) == 0 || names[0] != want.Source.ID {
				t.Fatalf("batch %d is torn: the log goes on with %.3q, want %q", batches, names, want.Source.ID)
			}
			names = names[1:]
		}
	}
	if sequence, err := s.Sequence(t.Context()); err != nil || sequence != end {
		t.Errorf("Sequence = %d, %v, but the log ends at %d", sequence, err, end)
	}
	return batches, end
}

// checkAllBatches checks every element and every revision in dir, and that
// importing all of it again changes nothing.
func checkAllBatches(t *testing.T, dir string, batches int, sequence int64) {
	t.Helper()
	s := openStore(t, dir)
	want := 0
	for number := range batches {
		given := crashElements(number, "")
		if number < batches-1 {
			given = crashElements(number, "confirmed")
		}
		want += len(given)
		for i, outcome := range importAll(t, commons.New(s), given) {
			if outcome.Result != commons.Unchanged {
				t.Fatalf("element %d of batch %d is %v when it comes again, want unchanged", i, number, outcome.Result)
			}
		}
	}
	if after, err := s.Sequence(t.Context()); err != nil || after != sequence {
		t.Errorf("Sequence = %d, %v after importing all again, want %d still", after, err, sequence)
	}
	if count, err := s.ElementCount(t.Context()); err != nil || count != want {
		t.Errorf("ElementCount = %d, %v, want %d", count, err, want)
	}
	checkRows(t, dir)
}

// checkRows looks behind the store's back at what must hold between the tables.
func checkRows(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "maillage.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, tt := range []struct{ name, query, want string }{
		{"the file is sound", "PRAGMA integrity_check", "ok"},
		{"revisions and log entries are as many", "SELECT (SELECT count(*) FROM revisions) + (SELECT count(*) FROM elements) - (SELECT count(*) FROM changes)", "0"},
		{"each element has all its revisions before the present one", `SELECT count(*) FROM elements e WHERE
			(SELECT count(*) FROM revisions r WHERE r.num = e.num) <> e.revision - 1 OR
			(SELECT coalesce(max(revision), 0) FROM revisions r WHERE r.num = e.num) <> e.revision - 1`, "0"},
		{"log entries are of elements, one for each revision", `SELECT count(*) FROM
			(SELECT num, count(*) AS entries FROM changes GROUP BY num) c
			LEFT JOIN elements e ON e.num = c.num WHERE e.revision IS NOT c.entries`, "0"},
		{"documents tell their revision", `SELECT count(*) FROM (SELECT revision, document FROM elements
			UNION ALL SELECT revision, document FROM revisions) WHERE json_extract(document, '$.revision') <> revision`, "0"},
		{"nums have no gap", "SELECT max(num) - count(*) FROM elements", "0"},
		{"counters stand at the last", `SELECT
			(SELECT value FROM counters WHERE name = 'element') - (SELECT max(num) FROM elements) +
			(SELECT value FROM counters WHERE name = 'change') - (SELECT max(sequence) FROM changes)`, "0"},
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), tt.query).Scan(&got); err != nil || got != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

// TestAFolderSurvivesKillsWhileItIsMade kills a process while it makes its data
// folder: whatever is left, the next one can open and use it.
func TestAFolderSurvivesKillsWhileItIsMade(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range (enoughKills(t) + 1) / 2 {
		dir := t.TempDir()
		startImporter(t, dir, 0).kill(t, time.Duration(random.IntN(200_000))*time.Microsecond)
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("after a kill Open answers: %v", err)
		}
		batches, sequence := wholeBatches(t, s, 0, 0)
		importAll(t, commons.New(s), crashBatch(batches))
		if after, err := s.Sequence(t.Context()); err != nil || after-sequence != int64(len(crashBatch(batches))) {
			t.Errorf("the next import moved the log from %d to %d, %v", sequence, after, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheOwnerOfAFolderIsNamed opens a folder that another process has.
func TestTheOwnerOfAFolderIsNamed(t *testing.T) {
	dir := t.TempDir()
	owner := startImporter(t, dir, 0, "serve", "--data", "var")
	owner.waitFor(t, opened)
	_, err := store.Open(t.Context(), dir)
	want := fmt.Sprintf("serve` (process %d): stop it first", owner.command.Process.Pid)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Open: %v, want the end %q", err, want)
	}
	owner.kill(t, 0)
}
