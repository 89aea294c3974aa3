package index

import (
	"fmt"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// clearingLedger returns an engine that has followed a ledger with networks that approve
// changes, and what runs the work that it has put off.
func clearingLedger(t *testing.T, networks int) (engine *Engine, runBeside func() int) {
	t.Helper()
	l := &clearedLedger{newLedger(geo.NewGazetteer(squareWorld())), map[int64]data.Element{}}
	for num := int64(1); num <= 3*clearedAtOnce; num++ {
		e := data.Element{ID: data.NewID(), Num: num, Kind: data.KindPlace, Name: fmt.Sprint("Lieu ", num), Tags: []string{"velo"},
			Status: data.StatusPublished, Visibility: data.VisibilityPublic, CreatedAt: networkTime}
		l.approved[num] = e
		e.Name += " bis"
		l.put(e)
	}
	for num := range int64(networks) {
		l.setNetwork(num+1, &data.NetworkScope{Num: num + 1, Slug: fmt.Sprint("n", num+1), Query: "tag=velo", Clears: true})
	}
	engine, err := Open(t.Context(), Options{Dir: t.TempDir(), Source: l})
	if err != nil {
		t.Fatal(err)
	}
	step(t, engine)
	var put []func()
	engine.spawn = func(run func()) { put = append(put, run) }
	return engine, func() int {
		runs := put
		put = nil
		for _, run := range runs {
			run()
		}
		return len(runs)
	}
}

// step has an engine follow its ledger to the end.
func step(t *testing.T, engine *Engine) {
	t.Helper()
	for done := false; !done; {
		var err error
		if done, err = engine.step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFewNetworksAreReadAtOnce(t *testing.T) {
	const networks = 2*clearingsAtOnce + 1
	engine, runBeside := clearingLedger(t, networks)
	for num := range int64(networks) {
		engine.asked.note(num + 1)
	}
	for _, want := range []int{clearingsAtOnce, clearingsAtOnce, 1, 0} {
		step(t, engine)
		step(t, engine) // what waits is not begun twice
		if got := runBeside(); got != want {
			t.Errorf("%d are read at once, want %d", got, want)
		}
	}
	if len(engine.working.clearings) != networks || len(engine.loads) != 0 {
		t.Errorf("%d networks are followed, %d are being read", len(engine.working.clearings), len(engine.loads))
	}
	for num, c := range engine.working.clearings {
		living := 0
		for _, p := range c.parts {
			living += p.livingCount()
		}
		if len(c.withheld) != 3*clearedAtOnce || living != 3*clearedAtOnce {
			t.Errorf("network %d withholds %d and shows %d instead, want %d", num, len(c.withheld), living, 3*clearedAtOnce)
		}
	}
}

func TestWhatNobodyAsksAnyMoreIsReadNoLonger(t *testing.T) {
	engine, runBeside := clearingLedger(t, 1)
	engine.asked.note(1)
	step(t, engine)
	load := engine.loads[1]
	if load == nil {
		t.Fatal("what was asked is not read")
	}
	engine.asked.last = nil
	step(t, engine)
	if len(engine.loads) != 0 {
		t.Error("it is still being read")
	}
	runBeside()
	if c := <-load.loaded; c != nil {
		t.Error("it was read to the end")
	}
}
