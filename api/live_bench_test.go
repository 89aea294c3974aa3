package api

import (
	"fmt"
	"net/netip"
	"testing"

	"maillage/data"
	"maillage/index"
)

// BenchmarkPublication measures what one publication costs the live stream: to
// find where its elements were and are, to ask each audience's filter for them,
// and to hand each client its message. The price of the sending itself is not in
// it. Read ns/op against audiences: clients of one filter share the work.
func BenchmarkPublication(b *testing.B) {
	const clients, elements = 1000, 10_000
	h := newBenchHouse(b, elements)
	tags := []string{"vélo", "compost", "réparation", "entraide"}
	for _, audiences := range []int{1, 10, 100} {
		for _, changed := range []int{1, 100} {
			b.Run(fmt.Sprintf("n=%d/clients=%d/audiences=%d/changed=%d", elements, clients, audiences, changed), func(b *testing.B) {
				hub := newHub(h.engine)
				defer hub.end()
				// Without the hub's own loop, which would tell the audiences first.
				hub.begun, hub.sequence = true, h.engine.Snapshot().Sequence()
				var listeners []*listener
				for i := range clients {
					raw := fmt.Sprintf("tag=%s&bbox=%d,40,%d,50", tags[i%audiences%len(tags)], -i%audiences, 1+i%audiences)
					q, err := index.ParseQuery(raw)
					if err != nil {
						b.Fatal(err)
					}
					l, _, err := hub.join(q.Filter(), netip.Prefix{}, nil)
					if err != nil {
						b.Fatal(err)
					}
					listeners = append(listeners, l)
				}
				shown := h.engine.Snapshot()
				change := index.Change{Before: shown, After: shown}
				for i := range changed {
					change.Nums = append(change.Nums, int64(i+1))
				}
				if len(hub.audiences) != audiences {
					b.Fatalf("%d audiences", len(hub.audiences))
				}
				for b.Loop() {
					hub.recent, hub.since = nil, 0
					hub.take(change)
					for _, a := range hub.audiences {
						a.told-- // as if the change were new to them
						hub.review(a)
					}
					for _, l := range listeners {
						hub.next(l)
					}
				}
			})
		}
	}
}

// newBenchHouse starts a house with many elements.
func newBenchHouse(b *testing.B, n int) *house {
	h := newHouse(b)
	var elements []data.Element
	for i := range n {
		elements = append(elements, garden(fmt.Sprint("Arbre ", i), float64(i%1000)/100-5, 41+float64(i%97)/10, []string{"vélo", "compost", "réparation", "entraide"}[i%4]))
	}
	h.add(elements...)
	h.wait()
	return h
}
