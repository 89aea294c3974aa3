package commons_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/geo"
)

// newsDirVariable turns this test binary into the process that makes news until it
// is killed.
const newsDirVariable = "MAILLAGE_NEWS_DIR"

// writeNewsUntilKilled has the first account of a folder make elements known, and
// makes the news of them, without end.
func writeNewsUntilKilled(dir string) error {
	ctx := context.Background()
	kept, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	accounts, err := kept.Accounts(ctx)
	if err != nil {
		return err
	}
	door, sight := commons.New(kept), &eyes{kept, geo.NewGazetteer(nil)}
	fmt.Println(opened)
	for n := 0; ; n++ {
		if _, err := door.Reference(ctx, accounts[0].ID, orchard(fmt.Sprint("Jardin ", n), "compost"), time.Now()); err != nil {
			return err
		}
		if n%3 == 0 {
			continue // so that there are several at once
		}
		if _, err := door.MakeNews(ctx, sight, time.Now()); err != nil {
			return err
		}
	}
}

// TestNewsSurviveKills kills a process at random instants while it makes news. After
// each kill, and once the rest is made, each element is told of exactly once.
func TestNewsSurviveKills(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	door := commons.New(s)
	join(t, door, "sacha@example.org")
	camille := join(t, door, "camille@example.org")
	if err := door.Follow(t.Context(), camille.ID, data.Follow{Sort: data.FollowTag, Key: "compost"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	late, told := 0, 0
	for kills := 0; kills < 12 && told < data.MaxNews*2/3; kills++ {
		killNewsMaker(t, dir, time.Duration(random.Int64N(int64(300*time.Millisecond))))
		if s, err = store.Open(t.Context(), dir); err != nil {
			t.Fatalf("after a kill Open answers: %v", err)
		}
		before, err := s.NewsOf(t.Context(), camille.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			if more, err = commons.New(s).MakeNews(t.Context(), &eyes{s, geo.NewGazetteer(nil)}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		after, err := s.NewsOf(t.Context(), camille.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		count, err := s.ElementCount(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if count > data.MaxNews { // the first ones are forgotten: what is left is told by another test
			s.Close()
			break
		}
		slices.Reverse(after)
		for i, n := range after {
			if n.Num != int64(i+1) || n.Revision != 1 {
				t.Fatalf("news %d tells of element %d, revision %d", i+1, n.Num, n.Revision)
			}
		}
		if len(after) != count {
			t.Fatalf("%d elements, %d of them told", count, len(after))
		}
		late, told = late+len(after)-len(before), len(after)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d elements told, %d of them after a kill", told, late)
	if told == 0 {
		t.Error("nothing was written: the kills came too early to prove anything")
	}
}

// killNewsMaker starts a process that makes news and kills it a while after it has
// opened the folder.
func killNewsMaker(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), newsDirVariable+"="+dir)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := output.Read(make([]byte, len(opened))); err != nil {
		t.Errorf("the process says nothing: %v", err)
	}
	time.Sleep(after)
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	command.Wait() // says that it was killed
}
