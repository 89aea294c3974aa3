package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// The benchmarks of segments run on the elements of a data folder, which the
// environment variable names: `maillage generate` makes one.
const benchFolder = "MAILLAGE_BENCH_DATA"

// benchBatch is how many elements a fresh segment is built of while an engine
// catches up.
const benchBatch = 10_000

// eachBenchBatch reads the first most elements of the folder, batch by batch.
func eachBenchBatch(b *testing.B, most int, visit func(elements []data.Element, territories *geo.Gazetteer)) {
	b.Helper()
	dir := os.Getenv(benchFolder)
	if dir == "" {
		b.Skipf("%s is not set: it names a data folder with generated elements", benchFolder)
	}
	elements, err := store.OpenForReading(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	defer elements.Close()
	territories, _, err := elements.Gazetteer(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var batch []data.Element
	enough := errors.New("enough")
	err = elements.EachElement(b.Context(), func(e data.Element) error {
		if batch = append(batch, e); len(batch) == benchBatch {
			visit(batch, territories)
			batch = batch[:0]
			if most -= benchBatch; most <= 0 {
				return enough
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		b.Fatal(err)
	}
}

// benchParts holds the elements as segments of a batch each.
var benchParts []part

func partsForBench(b *testing.B, n int) []part {
	if len(benchParts)*benchBatch < n {
		benchParts = nil
		eachBenchBatch(b, n, func(elements []data.Element, territories *geo.Gazetteer) {
			benchParts = append(benchParts, newPart(newSegment(recordsOf(elements, territories))))
		})
	}
	if len(benchParts)*benchBatch < n {
		b.Skipf("the folder has fewer than %d elements", n)
	}
	return benchParts[:n/benchBatch]
}

func recordsOf(elements []data.Element, territories *geo.Gazetteer) []record {
	records := make([]record, len(elements))
	for i := range elements {
		records[i] = newRecord(&elements[i], territories)
	}
	return records
}

// foldParts merges parts as an engine does, each with about as much as itself.
func foldParts(parts []part) part {
	for len(parts) > 1 {
		var next []part
		for group := range slices.Chunk(parts, 4) {
			next = append(next, newPart(mergeParts(group)))
		}
		parts = next
	}
	return parts[0]
}

// BenchmarkRecords measures reading elements: texts, territories, hash.
func BenchmarkRecords(b *testing.B) {
	eachBenchBatch(b, 1, func(elements []data.Element, territories *geo.Gazetteer) {
		b.Run(fmt.Sprintf("n=%d", len(elements)), func(b *testing.B) {
			measureEach(b, len(elements), func() { recordsOf(elements, territories) })
		})
	})
}

// BenchmarkNewSegment measures building a segment of records, by its size.
func BenchmarkNewSegment(b *testing.B) {
	eachBenchBatch(b, 1, func(elements []data.Element, territories *geo.Gazetteer) {
		for _, n := range []int{1, 100, 1000, benchBatch} {
			records := recordsOf(elements[:n], territories)
			b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
				measureEach(b, n, func() { newSegment(records) })
			})
		}
	})
}

// measureEach runs work on n elements over and over, and reports what an element
// takes: of the clock, and of processors, which other load does not stretch.
func measureEach(b *testing.B, n int, work func()) {
	b.ReportAllocs()
	begin := processorTime(b)
	for b.Loop() {
		work()
	}
	used := processorTime(b) - begin
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/element")
	b.ReportMetric(float64(used.Nanoseconds())/float64(b.N*n), "cpu-ns/element")
}

// processorTime returns how long processors have worked for the process.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

var benchSizes = []int{10_000, 100_000, 1_000_000}

// BenchmarkMerge measures merging four parts of a quarter each.
func BenchmarkMerge(b *testing.B) {
	for _, n := range benchSizes[1:] {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			parts := partsForBench(b, n)
			var quarters []part
			for quarter := range slices.Chunk(parts, max(1, (len(parts)+3)/4)) {
				quarters = append(quarters, foldParts(quarter))
			}
			measureEach(b, n, func() { mergeParts(quarters) })
		})
	}
}

// BenchmarkSegmentFile measures writing, with the disk's confirmation, and
// reading, from the page cache; and tells what an element takes.
func BenchmarkSegmentFile(b *testing.B) {
	for _, n := range benchSizes {
		var s *segment
		path := filepath.Join(b.TempDir(), "segment")
		b.Run(fmt.Sprintf("write/n=%d", n), func(b *testing.B) {
			s = foldParts(partsForBench(b, n)).segment
			measureEach(b, n, func() {
				if err := writeSegment(path, s); err != nil {
					b.Fatal(err)
				}
			})
		})
		if s == nil {
			return
		}
		b.Run(fmt.Sprintf("read/n=%d", n), func(b *testing.B) {
			measureEach(b, n, func() {
				if _, err := readSegment(path); err != nil {
					b.Fatal(err)
				}
			})
		})
		b.Run(fmt.Sprintf("memory/n=%d", n), func(b *testing.B) {
			total := 0
			for part, size := range s.sizes() {
				total += size
				b.ReportMetric(float64(size)/float64(n), "B/"+strings.NewReplacer(" ", "-", ":", "").Replace(part))
			}
			b.ReportMetric(float64(total)/float64(n), "B/element")
			b.ReportMetric(0, "ns/op")
		})
	}
}
