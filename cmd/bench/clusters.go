package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"maillage/data/store"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
)

const (
	clusterTiles   = 200 // drawn at each zoom in a round
	clusterFilters = 8   // built in a round
)

// clusterZooms are the zooms at which both sides draw clusters.
var clusterZooms = []uint32{0, 3, 5, 6, 8, 10, 12, 14}

// clustering is what was measured of clusters, one figure or list a round.
type clustering struct {
	points   built // as supercluster holds them
	opened   []time.Duration
	loads    []built
	tiles    map[uint32][2][][]time.Duration // by zoom: ours, theirs, by round
	rebuilds [2][][]time.Duration            // ours, theirs, by round
	bytes    uint64                          // of our heap, above what was there
	segments int                             // bytes of them
}

// clusters draws clusters beside supercluster: both in process, one client, nothing
// kept.
func (b *bench) clusters(ctx context.Context) (err error) {
	if !b.Peers {
		return nil
	}
	kept, err := b.read(ctx)
	if err != nil {
		return err
	}
	defer kept.Close()
	path := filepath.Join(b.Work, "points.ndjson")
	survey, err := b.writePoints(ctx, path)
	if err != nil {
		return err
	}
	peer, err := startSupercluster(ctx, filepath.Join(b.Work, "supercluster"))
	if errors.Is(err, errMissing) {
		say("%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, peer.stop()) }()
	found := &clustering{tiles: map[uint32][2][][]time.Duration{}}
	if found.points, err = peer.read(path); err != nil {
		return err
	}
	for n := range b.Rounds {
		say("Round %d of %d", n+1, b.Rounds)
		if err := b.clusterRound(ctx, kept, peer, newMix(survey, b.Seed, 4), found); err != nil {
			return err
		}
	}
	b.reportClusters(peer, found)
	return nil
}

// writePoints writes what supercluster reads: a line [lon, lat, tag...] an element.
func (b *bench) writePoints(ctx context.Context, path string) (s *survey, err error) {
	err = writeAll(path, func(file io.Writer) error {
		lines := bufio.NewWriter(file)
		s, err = b.surveyed(ctx, func(e *surveyed) error {
			if !e.placed {
				return nil
			}
			line := []any{e.point.Lon, e.point.Lat}
			for _, tag := range e.tags {
				line = append(line, tag)
			}
			text, err := json.Marshal(line)
			lines.Write(append(text, '\n'))
			return err
		})
		return errors.Join(err, lines.Flush())
	})
	return s, err
}

// clusterRound opens and loads anew, draws the same tiles on both sides, and then
// what some filters find.
func (b *bench) clusterRound(ctx context.Context, kept *store.Store, peer *supercluster, m *mix, found *clustering) error {
	before := heap()
	e, err := openEngine(ctx, kept, filepath.Join(b.Data, "index"))
	if err != nil {
		return err
	}
	defer e.close()
	found.bytes, found.segments = max(heap(), before)-before, 0
	for _, size := range e.snapshot.Sizes() {
		found.segments += size
	}
	found.opened = append(found.opened, e.took)
	loaded, err := peer.load("")
	if err != nil {
		return err
	}
	found.loads = append(found.loads, loaded)
	everything, err := e.snapshot.Select(ctx, index.Query{})
	if err != nil {
		return err
	}
	for _, zoom := range clusterZooms {
		drawn := make([]geo.Tile, clusterTiles)
		for i := range drawn {
			drawn[i] = tileOf(m.element(placed), zoom)
		}
		ours, err := drawAll(everything, drawn)
		if err != nil {
			return err
		}
		theirs, err := peer.draw(drawn)
		if err != nil {
			return err
		}
		sides := found.tiles[zoom]
		sides[0], sides[1] = append(sides[0], ours), append(sides[1], theirs)
		found.tiles[zoom] = sides
	}
	return filterRound(ctx, e.snapshot, peer, m, found)
}

// filterRound draws one tile of each of some filters: supercluster builds all
// clusters of each first.
func filterRound(ctx context.Context, snapshot *index.Snapshot, peer *supercluster, m *mix, found *clustering) error {
	var ours, theirs []time.Duration
	for i := range clusterFilters {
		tag := m.commonTags[i%len(m.commonTags)]
		t := tileOf(m.element(placed), 6)
		begin := time.Now()
		selection, err := snapshot.Select(ctx, index.Query{Tags: []string{tag}})
		if err != nil {
			return err
		}
		if _, err := tiles.Elements(selection, t); err != nil {
			return err
		}
		ours = append(ours, time.Since(begin))
		loaded, err := peer.load(tag)
		if err != nil {
			return err
		}
		drawn, err := peer.draw([]geo.Tile{t})
		if err != nil {
			return err
		}
		theirs = append(theirs, loaded.took()+drawn[0])
	}
	found.rebuilds[0], found.rebuilds[1] = append(found.rebuilds[0], ours), append(found.rebuilds[1], theirs)
	return nil
}

func drawAll(s tiles.Source, drawn []geo.Tile) ([]time.Duration, error) {
	took := make([]time.Duration, len(drawn))
	for i, t := range drawn {
		begin := time.Now()
		if _, err := tiles.Elements(s, t); err != nil {
			return nil, err
		}
		took[i] = max(time.Since(begin), 1)
	}
	return took, nil
}

// heap returns how many bytes the process holds, after it has let go of what it
// does not need.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // pools are let go of at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (b *bench) reportClusters(peer *supercluster, found *clustering) {
	b.report.say("%s, radius and last zoom as ours, %s points; vt-pbf writes its tiles. Both in process, one at a time, nothing kept from "+
		"tile to tile. Times are p50 / p99 / max; ratios are supercluster's p50 divided by ours.", peer.version, grouped(found.points.Points))
	var rows [][]string
	for _, zoom := range clusterZooms {
		rows = append(rows, compared(zoomName("tile", zoom), found.tiles[zoom]))
	}
	rows = append(rows, compared("first tile of a common tag, z6 (supercluster builds its clusters anew)", found.rebuilds))
	b.report.table([]string{"drawn", "ours", "supercluster", "ratio"}, rows)
	var loads []time.Duration
	var ratios []float64
	for i, load := range found.loads {
		loads = append(loads, load.took())
		ratios = append(ratios, float64(load.took())/float64(found.opened[i]))
	}
	last := found.loads[len(found.loads)-1]
	b.report.table([]string{"everything", "ours", "supercluster", "ratio"}, [][]string{
		{"to open (words, facets and lists too), to load; budget 3×", summarise(found.opened).String(), summarise(loads).String(), spreadOf(ratios).times()},
		{"memory", bytesText(int64(found.bytes)) + ", " + bytesText(int64(found.segments)) + " of it the elements; most of the rest is territories", bytesText(last.Bytes) + ", and " + bytesText(found.points.Bytes) + " for its points",
			spread{float64(last.Bytes+found.points.Bytes) / float64(max(found.bytes, 1)), 0, 0, 1}.times()},
	})
}

// compared returns the row of what both sides took, by round.
func compared(name string, sides [2][][]time.Duration) []string {
	var all [2][]time.Duration
	var ratios []float64
	for n := range sides[0] {
		all[0], all[1] = append(all[0], sides[0][n]...), append(all[1], sides[1][n]...)
		if times, ok := ratio(sides[0][n], sides[1][n]); ok {
			ratios = append(ratios, times)
		}
	}
	return []string{name, summarise(all[0]).String(), summarise(all[1]).String(), spreadOf(ratios).times()}
}
