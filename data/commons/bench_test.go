package commons_test

import (
	"fmt"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
)

// BenchmarkImportElements measures durable imports in batches of 1,000: of new
// elements, and of the same again. Read elements/s.
func BenchmarkImportElements(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		c := commons.New(openStore(b, b.TempDir()))
		start := time.Now()
		n := 0
		for b.Loop() {
			importAll(b, c, elements(n, 1000))
			n += 1000
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "elements/s")
	})
	b.Run("unchanged", func(b *testing.B) {
		c := commons.New(openStore(b, b.TempDir()))
		batch := elements(0, 1000)
		importAll(b, c, batch)
		start := time.Now()
		n := 0
		for b.Loop() {
			importAll(b, c, batch)
			n += 1000
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "elements/s")
	})
	b.Run("changed", func(b *testing.B) {
		c := commons.New(openStore(b, b.TempDir()))
		start := time.Now()
		n := 0
		for b.Loop() {
			batch := elements(0, 1000)
			for i := range batch {
				batch[i].Summary = fmt.Sprintf("version %d", n)
			}
			importAll(b, c, batch)
			n += 1000
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "elements/s")
	})
}

// BenchmarkFollow measures what a follower of the log reads: the entries, and the
// elements they tell of. Read elements/s.
func BenchmarkFollow(b *testing.B) {
	s := openStore(b, b.TempDir())
	c := commons.New(s)
	const n = 20_000
	for i := 0; i < n; i += 1000 {
		importAll(b, c, elements(i, 1000))
	}
	start, read, since := time.Now(), 0, int64(0)
	for b.Loop() {
		changes, err := s.Changes(b.Context(), since%n, 1000)
		if err != nil {
			b.Fatal(err)
		}
		nums := make([]int64, len(changes))
		for i, change := range changes {
			nums[i], since = change.Num, change.Sequence
		}
		found, err := s.ElementsByNum(b.Context(), nums)
		if err != nil || len(found) != len(nums) {
			b.Fatalf("%d of %d elements, %v", len(found), len(nums), err)
		}
		read += len(found)
	}
	b.ReportMetric(float64(read)/time.Since(start).Seconds(), "elements/s")
}

// BenchmarkEachElement measures a walk over everything kept.
func BenchmarkEachElement(b *testing.B) {
	s := openStore(b, b.TempDir())
	c := commons.New(s)
	const n = 20_000
	for i := 0; i < n; i += 1000 {
		importAll(b, c, elements(i, 1000))
	}
	start, read := time.Now(), 0
	for b.Loop() {
		err := s.EachElement(b.Context(), func(data.Element) error { read++; return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(read)/time.Since(start).Seconds(), "elements/s")
}
