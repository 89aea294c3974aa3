package tiles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"maillage/geo"
	"maillage/index"
)

// MaxElementsZoom is the deepest zoom of a tile of elements; maps stretch it
// when people look closer.
const MaxElementsZoom = 18

// ErrTile marks a tile that does not exist.
var ErrTile = errors.New("no such tile")

// checkTile returns an error that wraps [ErrTile] unless t exists at most at
// zoom deepest.
func checkTile(t geo.Tile, deepest uint32) error {
	if t.Z > deepest || !t.Valid() {
		return fmt.Errorf("%w: %v: the zoom is 0 to %d, and x and y are below 2 to its power", ErrTile, t, deepest)
	}
	return nil
}

// Source is what tiles of elements are drawn from: the matches of a filter on
// one snapshot. [index.Selection] is one. It must be safe for several readers.
type Source interface {
	// Key tells selections with different meanings apart.
	Key() string
	// Version returns a number that another content of t, or of anything within
	// two tiles of it, does not have.
	Version(t geo.Tile) uint64
	// Prepare waits until drawing t may begin; done is to be called at its end.
	// The error is the context's.
	Prepare(ctx context.Context, t geo.Tile) (done func(), err error)
	// Cells yields the occupied cells of the grid of 2^depth by 2^depth squares
	// over the world in a range of them, bounds included, until yield returns
	// false. A cell may come in several pieces, to be added up.
	Cells(depth, minI, minJ, maxI, maxJ uint32, yield func(index.Cell) bool)
	// Mark returns the match at a position, any one of several, and whether there
	// is one.
	Mark(at geo.Position) (index.Mark, bool)
	// Places yields every match whose position lies in t.
	Places(t geo.Tile, yield func(index.Mark))
	// Shapes yields every match with an extent whose box touches b and is at least
	// as wide or as high as said, in degrees.
	Shapes(b geo.Bounds, least float64, yield func(index.Shape))
}

var _ Source = (*index.Selection)(nil)

// The layers of a tile of elements.
const (
	clustersLayer = "clusters"
	elementsLayer = "elements"
	shapesLayer   = "shapes"
)

// markBit sets the id of a mark of several elements apart from those of
// elements, which the store counts up from 1.
const markBit = 1 << 52

// Elements draws the tile t of the elements in s; nil when nothing is on it.
// The error wraps [ErrTile].
func Elements(s Source, t geo.Tile) ([]byte, error) {
	if err := checkTile(t, MaxElementsZoom); err != nil {
		return nil, err
	}
	return drawElements(s, t), nil
}

// drawElements draws a tile that exists.
func drawElements(s Source, t geo.Tile) []byte {
	if t.Z >= ClusterZoom {
		return appendShapes(singles(s, t), s, t)
	}
	return appendShapes(drawClusters(s, t, findClusters(s, t)), s, t)
}

// drawClusters draws the layers of points of a tile below [ClusterZoom].
func drawClusters(s Source, t geo.Tile, clusters []cluster) []byte {
	tile := newElementsTile(t)
	for _, c := range clusters {
		if c.count > 1 {
			tile.cluster(c.id, c.count, c.position)
		} else if m, found := s.Mark(c.position); found {
			tile.element(&m)
		}
	}
	return tile.bytes()
}

// elementsTile writes the two layers of points of a tile.
type elementsTile struct {
	drawing            drawing
	clusters, elements *layer
}

func newElementsTile(t geo.Tile) *elementsTile {
	return &elementsTile{
		drawing:  newDrawing(t, 0),
		clusters: newLayer(clustersLayer),
		elements: newLayer(elementsLayer),
	}
}

func (e *elementsTile) cluster(id, count uint64, at geo.Position) {
	e.clusters.point(e.drawing.at(at))
	e.clusters.number("count", count)
	e.clusters.uniqueNumber("id", id)
	e.clusters.feature(id)
}

func (e *elementsTile) element(m *index.Mark) {
	e.elements.point(e.drawing.at(m.Position))
	e.elements.id(m.ID)
	e.elements.text("kind", string(m.Kind))
	if m.Type != "" {
		e.elements.text("type", m.Type)
	}
	if m.Drawn != 0 {
		e.elements.number("mark", uint64(m.Drawn))
	}
	e.elements.uniqueText("name", m.Name)
	e.elements.feature(uint64(m.Num))
}

func (e *elementsTile) bytes() []byte { return e.elements.appendTo(e.clusters.appendTo(nil)) }

// singles draws the layers of points of a tile at [ClusterZoom] or deeper:
// every element stands alone, those at exactly one position are one mark.
func singles(s Source, t geo.Tile) []byte {
	var marks []index.Mark
	s.Places(t, func(m index.Mark) { marks = append(marks, m) })
	slices.SortFunc(marks, func(a, b index.Mark) int {
		return cmp.Or(cmp.Compare(a.Position.Y, b.Position.Y), cmp.Compare(a.Position.X, b.Position.X), cmp.Compare(a.Num, b.Num))
	})
	tile := newElementsTile(t)
	for len(marks) > 0 {
		together := 1
		for together < len(marks) && marks[together].Position == marks[0].Position {
			together++
		}
		if together == 1 {
			tile.element(&marks[0])
		} else {
			tile.cluster(markBit|uint64(marks[0].Num), uint64(together), marks[0].Position)
		}
		marks = marks[together:]
	}
	return tile.bytes()
}
