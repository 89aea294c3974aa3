package basemap

import (
	"slices"
	"sync"

	"github.com/protomaps/go-pmtiles/pmtiles"
)

// maxLeafEntries is how many entries of directories are kept: 24 bytes each.
const maxLeafEntries = 1 << 20

// leaves keeps the directories used last, by where they lie. It is safe for
// concurrent use.
type leaves struct {
	mu      sync.Mutex
	size    int // entries in all
	entries map[uint64][]pmtiles.EntryV3
	recent  []uint64 // the one used last at the end
}

func newLeaves() *leaves { return &leaves{entries: map[uint64][]pmtiles.EntryV3{}} }

func (l *leaves) get(offset uint64) (entries []pmtiles.EntryV3, kept bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if entries, kept = l.entries[offset]; kept {
		at := slices.Index(l.recent, offset)
		l.recent = append(slices.Delete(l.recent, at, at+1), offset)
	}
	return entries, kept
}

func (l *leaves) put(offset uint64, entries []pmtiles.EntryV3) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, kept := l.entries[offset]; kept {
		return
	}
	l.entries[offset], l.recent, l.size = entries, append(l.recent, offset), l.size+len(entries)
	for l.size > maxLeafEntries && len(l.recent) > 1 {
		oldest := l.recent[0]
		l.recent = slices.Delete(l.recent, 0, 1)
		l.size -= len(l.entries[oldest])
		delete(l.entries, oldest)
	}
}
