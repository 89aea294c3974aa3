package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// clearedLedger is a ledger of which a network has not approved the last change of some
// elements.
type clearedLedger struct {
	*ledger
	approved map[int64]data.Element
}

func (l *clearedLedger) Cleared(_ context.Context, _, _ int64, nums []int64) ([]data.Element, error) {
	var found []data.Element
	for _, num := range nums {
		if e, held := l.approved[num]; held {
			found = append(found, e)
		} else if e, known := l.elements[num]; known {
			found = append(found, e)
		}
	}
	return found, nil
}

func (l *clearedLedger) Uncleared(context.Context, int64, int64) ([]int64, error) {
	var nums []int64
	for num := range l.approved {
		nums = append(nums, num)
	}
	slices.Sort(nums)
	return nums, nil
}

// BenchmarkCleared compares a network of 100,000 elements, of which 1,000 changes wait,
// with the same one that shows changes at once: how its tiles' cells are counted, and
// what a publication costs.
func BenchmarkCleared(b *testing.B) {
	const elements, held = 100_000, 1000
	territories := geo.NewGazetteer(squareWorld())
	l := &clearedLedger{newLedger(territories), map[int64]data.Element{}}
	r := rand.New(rand.NewPCG(1, 2))
	at := func() geo.Geometry {
		return geo.PointGeometry(geo.Point{Lon: r.Float64() * 12, Lat: 40 + r.Float64()*6})
	}
	for num := int64(1); num <= elements; num++ {
		e := data.Element{ID: data.NewID(), Num: num, Kind: data.KindPlace, Name: fmt.Sprint("Lieu ", num), Tags: []string{"velo"}, Geometry: at(),
			Status: data.StatusPublished, Visibility: data.VisibilityPublic, CreatedAt: networkTime}
		if num%2 == 0 {
			e.Tags = append(e.Tags, "jardin")
		}
		l.put(e)
	}
	change := func(num int64, holds bool) {
		e := l.elements[num]
		if holds {
			l.approved[num] = e
		}
		e.Name, e.Geometry = e.Name+" bis", at()
		e.Name = e.Name[:min(len(e.Name), 40)]
		l.put(e)
	}
	for num := range int64(held) {
		change(1+num*97, true)
	}
	for i, clears := range []bool{false, true} {
		l.setNetwork(int64(i+1), &data.NetworkScope{Num: int64(i + 1), Slug: fmt.Sprint("n", clears), Query: "tag=velo", Clears: clears})
	}
	engine, err := Open(b.Context(), Options{Dir: b.TempDir(), Source: l})
	if err != nil {
		b.Fatal(err)
	}
	for {
		if done, err := engine.step(b.Context()); err != nil {
			b.Fatal(err)
		} else if done {
			break
		}
	}
	// follow has the follower read what was approved, or forget it.
	follow := func(clears bool) {
		engine.asked.mutex.Lock()
		engine.asked.last = nil
		if clears {
			engine.asked.last = map[int64]time.Time{2: time.Now()}
		}
		engine.asked.mutex.Unlock()
		for len(engine.working.clearings) > 0 != clears {
			if _, err := engine.step(b.Context()); err != nil {
				b.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
	}
	for _, clears := range []bool{false, true} {
		follow(clears)
		q := Query{Network: fmt.Sprint("n", clears)}
		known, err := engine.Snapshot().Select(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		for _, tag := range []string{"", "jardin"} {
			if tag != "" {
				q.Tags = []string{tag}
			}
			for _, depth := range []uint32{9, 14} {
				b.Run(fmt.Sprintf("tile/clears=%v/tag=%s/depth=%d", clears, tag, depth), func(b *testing.B) {
					cells := 0
					for b.Loop() {
						view := known.Snapshot().with(known.Snapshot().parts) // no selection is made yet
						s, err := view.Select(b.Context(), q)
						if err != nil {
							b.Fatal(err)
						}
						first := uint32(1) << (depth - 1)
						s.Cells(depth, first, 0, first+first/8, 1<<depth-1, func(Cell) bool { cells++; return true })
					}
				})
			}
		}
		if clears {
			b.Run("view", func(b *testing.B) {
				s := engine.Snapshot()
				for b.Loop() {
					s.throughClearing(s.clearings[2])
				}
			})
		}
		b.Run(fmt.Sprintf("publication/clears=%v", clears), func(b *testing.B) {
			for b.Loop() {
				for range 10 { // 1,000 changes a second in publications of 10 milliseconds
					change(int64(1+r.IntN(held))*97%elements+1, false)
				}
				if _, err := engine.step(b.Context()); err != nil {
					b.Fatal(err)
				}
				if clears {
					if _, err := engine.Snapshot().Select(b.Context(), Query{Network: "ntrue"}); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
