package geo

import (
	"container/heap"
	"math"
)

// never is the zoom of corners that matter at none.
const never = MaxZoom + 1

// firstZoom returns the first zoom at which a weight is more than that of a
// pixel, [never] where there is none. Weights are squares of lengths: a pixel is
// half as long at every zoom.
func firstZoom(weight float64) uint8 {
	zoom := uint8(0)
	for pixel := math.Ldexp(1, 2*(32-9)); zoom < never && weight <= pixel; pixel /= 4 {
		zoom++
	}
	return zoom
}

// zoomsOf returns for each corner of a line or a ring, which is not closed, the
// first zoom at which it matters: the corner that weighs least is taken away
// again and again, and its neighbours are weighed anew, until a line has only its
// ends and a ring three corners. What is taken away later never matters later
// than what went before, which makes the zooms hold whatever is drawn.
//
// M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination
// of points, The Cartographic Journal 30 (1), 1993.
func zoomsOf(path []Position, ring bool) []uint8 {
	zooms := make([]uint8, len(path))
	w := newWeighing(path, ring)
	least := 0
	if ring {
		least = 3
	}
	for reached := 0.0; len(w.heap) > least; {
		corner := heap.Pop(w).(int)
		reached = max(reached, w.weights[corner])
		zooms[corner] = firstZoom(reached)
		before, after := w.before[corner], w.after[corner]
		w.after[before], w.before[after] = after, before
		w.weighAgain(before)
		w.weighAgain(after)
	}
	return zooms
}

// weighing is the corners of a path that are not yet taken away. It is a heap of
// those that may be, the lightest first.
type weighing struct {
	path          []Position
	before, after []int // the neighbours of each
	weights       []float64
	heap          []int
	places        []int // of each corner in heap; -1: not in it
}

func newWeighing(path []Position, ring bool) *weighing {
	n := len(path)
	w := &weighing{
		path: path, before: make([]int, n), after: make([]int, n),
		weights: make([]float64, n), places: make([]int, n), heap: make([]int, 0, n),
	}
	for i := range path {
		w.before[i], w.after[i], w.places[i] = (i+n-1)%n, (i+1)%n, -1
		if ring || i > 0 && i < n-1 {
			w.weights[i] = w.weigh(i)
			w.places[i] = len(w.heap)
			w.heap = append(w.heap, i)
		}
	}
	heap.Init(w)
	return w
}

func (w *weighing) weigh(corner int) float64 {
	return weightOf(w.path[w.before[corner]], w.path[corner], w.path[w.after[corner]])
}

func (w *weighing) weighAgain(corner int) {
	if place := w.places[corner]; place >= 0 {
		w.weights[corner] = w.weigh(corner)
		heap.Fix(w, place)
	}
}

// weightOf returns how much b matters between a and c: twice the area of their
// triangle, or the square of twice how far b is from the straight way between
// them where that is more. The second keeps what goes out and comes back nearly
// the same way, whose area says nothing of its length.
func weightOf(a, b, c Position) float64 {
	toX, toY := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	wayX, wayY := float64(c.X)-float64(a.X), float64(c.Y)-float64(a.Y)
	area := math.Abs(toX*wayY - toY*wayX)
	length, along := wayX*wayX+wayY*wayY, toX*wayX+toY*wayY
	var off float64
	switch {
	case along <= 0:
		off = toX*toX + toY*toY
	case along >= length:
		off = (toX-wayX)*(toX-wayX) + (toY-wayY)*(toY-wayY)
	default:
		off = area * area / length
	}
	return max(area, 4*off)
}

// Len, Less, Swap, Push and Pop are those of [heap.Interface].
func (w *weighing) Len() int { return len(w.heap) }

func (w *weighing) Less(i, j int) bool {
	a, b := w.heap[i], w.heap[j]
	return w.weights[a] < w.weights[b] || w.weights[a] == w.weights[b] && a < b
}

func (w *weighing) Swap(i, j int) {
	w.heap[i], w.heap[j] = w.heap[j], w.heap[i]
	w.places[w.heap[i]], w.places[w.heap[j]] = i, j
}

func (w *weighing) Push(any) { panic("geo: a corner that was taken away does not come back") }

func (w *weighing) Pop() any {
	last := len(w.heap) - 1
	corner := w.heap[last]
	w.heap, w.places[corner] = w.heap[:last], -1
	return corner
}
