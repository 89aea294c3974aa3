package index

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// FuzzLife lets a script of bytes write, hide, query, merge, save, stop, crash,
// damage files and put the data back, in any order, and compares the engine with
// the oracle whenever the script asks, and at its end.
func FuzzLife(f *testing.F) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 12 {
		script := make([]byte, 60+r.IntN(200))
		for i := range script {
			script[i] = byte(r.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 600 {
			t.Skip("long scripts find what short ones do")
		}
		l := newLife(t)
		for l.script = script; len(l.script) > 0; {
			l.act()
		}
		l.check()
	})
}

// life is an engine that follows a script instead of a clock.
type life struct {
	t      *testing.T
	script []byte
	dir    string
	ledger *ledger
	past   *ledger // what the data may be put back to
	engine *Engine
	begun  func() // the merge that waits to be run; nil: none
	worlds []*geo.Gazetteer
}

func newLife(t *testing.T) *life {
	l := &life{t: t, dir: t.TempDir(), worlds: lifeWorlds()}
	l.ledger = newLedger(l.worlds[0])
	l.past = l.ledger.copied()
	l.open()
	return l
}

// lifeWorlds returns two gazetteers to change between.
func lifeWorlds() []*geo.Gazetteer {
	world := squareWorld()
	return []*geo.Gazetteer{geo.NewGazetteer(world), geo.NewGazetteer(world[:2])}
}

func (l *life) open() {
	l.t.Helper()
	e, err := Open(l.t.Context(), Options{Dir: l.dir, Source: l.ledger})
	if err != nil {
		l.t.Fatal(err)
	}
	e.shape = shape{ratio: 2, fold: 12, most: 6}
	e.spawn = func(run func()) {
		if l.begun = run; len(e.working.parts) >= e.shape.most {
			l.finishMerge() // the follower waits for it
		}
	}
	l.engine, l.begun = e, nil
}

func (l *life) byte() byte {
	if len(l.script) == 0 {
		return 0
	}
	b := l.script[0]
	l.script = l.script[1:]
	return b
}

// act does what the next bytes say.
func (l *life) act() {
	switch op := l.byte() % 24; op {
	case 0, 1, 2, 3, 4:
		l.write(1)
	case 5, 6:
		l.write(1 + int(l.byte()%40))
	case 7, 8:
		l.hide(int64(l.byte()) % 64)
	case 9, 10, 11, 12, 13:
		l.step()
	case 14, 15:
		l.finishMerge()
	case 16, 17:
		l.engine.save()
	case 18:
		l.stop()
	case 19:
		l.open() // a crash: what was not saved is gone
	case 20:
		l.tearSave()
	case 21:
		l.damage()
	case 22:
		l.putBackOrImport()
	case 23:
		l.check()
	}
}

// write puts count elements that the script's next bytes seed.
func (l *life) write(count int) {
	seed := uint64(l.byte())<<8 | uint64(l.byte())
	r := rand.New(rand.NewPCG(seed, 4))
	for range count {
		num := 1 + r.Int64N(64)
		e := randomElement(r, int(num))
		e.Num = num
		binary.BigEndian.PutUint64(e.ID[:], uint64(num))
		l.ledger.put(e)
	}
}

func (l *life) hide(num int64) {
	if e, known := l.ledger.elements[num]; known {
		e.Status = data.StatusArchived
		l.ledger.put(e)
	}
}

func (l *life) step() bool {
	l.t.Helper()
	if len(l.engine.working.parts) >= l.engine.shape.most {
		l.finishMerge() // else the follower would wait for it
	}
	caughtUp, err := l.engine.step(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return caughtUp
}

func (l *life) finishMerge() {
	if run := l.begun; run != nil {
		l.begun = nil
		run()
	}
}

func (l *life) stop() {
	if err := l.engine.Close(); err != nil {
		l.t.Fatal(err)
	}
	l.open()
}

// tearSave crashes after the segments are written and before the manifest is.
func (l *life) tearSave() {
	for _, p := range l.engine.working.parts {
		if _, err := l.engine.files.write(p.segment); err != nil {
			l.t.Fatal(err)
		}
	}
	content := make([]byte, l.byte())
	if err := os.WriteFile(filepath.Join(l.dir, manifestName+newSuffix), content, 0o600); err != nil {
		l.t.Fatal(err)
	}
	l.open()
}

// damage flips a bit of a file, cuts it or removes it, and starts again.
func (l *life) damage() {
	names, err := filepath.Glob(filepath.Join(l.dir, "*"))
	if err != nil {
		l.t.Fatal(err)
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	name := names[int(l.byte())%len(names)]
	content, err := os.ReadFile(name)
	if err != nil {
		l.t.Fatal(err)
	}
	at := 0
	if len(content) > 0 {
		at = (int(l.byte())<<8 | int(l.byte())) % len(content)
	}
	switch how := l.byte() % 3; {
	case how == 0:
		err = os.Remove(name)
	case how == 1 || len(content) == 0:
		err = os.Truncate(name, int64(at))
	default:
		content[at] ^= 1 << (l.byte() % 8)
		err = os.WriteFile(name, content, 0o600)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	l.open()
}

// putBackOrImport replaces the data by an older copy, as a person does while
// nothing runs, or imports territories.
func (l *life) putBackOrImport() {
	switch l.byte() % 3 {
	case 0:
		l.past = l.ledger.copied()
	case 1:
		l.ledger = l.past.copied()
		for range l.byte() % 8 {
			l.write(3)
		}
		l.open()
	default:
		l.ledger.setTerritories(l.worlds[l.byte()%2])
	}
}
