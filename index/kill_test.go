package index

import (
	"bufio"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// killedDir is the environment variable that makes a process of this test
// binary live in a folder until it is killed.
const killedDir = "MAILLAGE_TEST_KILLED"

// quickShape makes merges frequent.
var quickShape = shape{ratio: 2, fold: 20, most: 8}

// TestAKilledEngineComesBackWhole kills a process that writes, merges and saves
// without a pause, at random instants, and compares what comes back with the
// store. MAILLAGE_TEST_KILLS says how often; a few times unless set.
func TestAKilledEngineComesBackWhole(t *testing.T) {
	kills := 4
	if text := os.Getenv("MAILLAGE_TEST_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 9))
	dir := t.TempDir()
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := commons.New(kept).ImportTerritories(t.Context(), squareWorld()); err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	for range kills {
		liveAndDie(t, dir, time.Duration(r.IntN(400))*time.Millisecond)
		comesBack(t, dir)
	}
}

// liveAndDie lets a process live in dir for some time after it has begun to
// write, and kills it.
func liveAndDie(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestLifeToBeKilled$", "-test.v")
	child.Env = append(os.Environ(), killedDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, said := bufio.NewScanner(out), ""
	for !strings.Contains(said, "begun") {
		if !lines.Scan() {
			t.Fatalf("the process ended by itself: %v, %s", child.Wait(), said)
		}
		said += lines.Text() + "\n"
	}
	time.Sleep(after)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
}

// TestLifeToBeKilled is what the killed process does.
func TestLifeToBeKilled(t *testing.T) {
	dir := os.Getenv(killedDir)
	if dir == "" {
		t.Skip("only a process that is to be killed runs this")
	}
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Open(t.Context(), Options{Dir: filepath.Join(dir, "index"), Source: kept})
	if err != nil {
		t.Fatal(err)
	}
	e.shape = quickShape
	go func() { _ = e.Run(context.Background()) }()
	go func() {
		for {
			e.save()
		}
	}()
	os.Stdout.WriteString("begun\n")
	door := commons.New(kept)
	for {
		batch := make([]data.Element, 1+rand.IntN(60))
		r := rand.New(rand.NewPCG(rand.Uint64(), 1))
		for i := range batch {
			batch[i] = randomElement(r, r.IntN(500))
		}
		if _, err := door.ImportElements(t.Context(), batch, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

// comesBack opens what a killed process left and compares it with the store.
func comesBack(t *testing.T, dir string) {
	t.Helper()
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	source := &countingSource{Source: kept}
	e, err := Open(t.Context(), Options{Dir: filepath.Join(dir, "index"), Source: source})
	if err != nil {
		t.Fatal(err)
	}
	e.shape = quickShape
	resumed := e.working.sequence
	for caughtUp := false; !caughtUp; {
		if caughtUp, err = e.step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	elements, err := currentElements(t.Context(), kept)
	if err != nil {
		t.Fatal(err)
	}
	s := e.Snapshot()
	l := &life{t: t}
	oracle := newOracle(elements, s.Gazetteer())
	r := rand.New(rand.NewPCG(1, 3))
	for range 10 {
		l.compare(s, oracle, lifeQuery(r))
	}
	l.compare(s, oracle, Query{Limit: 200})
	checkParts(t, s, e.shape)
	if e.trusted != 0 {
		t.Error("a killed process left a segment that cannot be read")
	}
	t.Logf("resumed at change %d of %d, in %d parts", resumed, s.Sequence(), s.Segments())
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}
