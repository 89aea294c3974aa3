package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"weak"

	"github.com/RoaringBitmap/roaring/v2"
)

// The folder of an engine holds one file a segment, written once, and a
// manifest that names those which make up a snapshot. The manifest is the last to
// be written, beside the old one, and renamed over it: a crash at any instant
// leaves the old state or the new one, and perhaps files that nobody names, which
// the next saving removes. Names of segments are random and never given twice,
// so a file is what the manifest means or it is damaged.
type files struct {
	dir   string
	mutex sync.Mutex // one saving at a time; guards the rest
	names map[weak.Pointer[segment]]string
	saved weak.Pointer[Snapshot] // the last
}

const (
	segmentPrefix = "segment-"
	manifestName  = "manifest"
	newSuffix     = ".new"
)

func newFiles(dir string) *files { return &files{dir: dir, names: map[weak.Pointer[segment]]string{}} }

func makePrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the index folder: %w", err)
	}
	return nil
}

// has reports whether s is on disk.
func (f *files) has(s *Snapshot) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return weak.Make(s) == f.saved
}

// save writes what of s is not on disk yet; tail is that of the log at s.
func (f *files) save(s *Snapshot, tail string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	m := manifest{Identity: s.identity, Sequence: s.sequence, Tail: tail, TerritoriesVersion: s.territoriesVersion, Segments: []savedPart{}}
	names := make(map[weak.Pointer[segment]]string, len(s.parts))
	for _, p := range s.parts {
		name, err := f.write(p.segment)
		if err != nil {
			return err
		}
		names[weak.Make(p.segment)] = name
		m.Segments = append(m.Segments, newSavedPart(name, p))
	}
	if err := syncDir(f.dir); err != nil {
		return err
	}
	if err := writeManifest(f.dir, m); err != nil {
		return err
	}
	f.names, f.saved = names, weak.Make(s)
	f.sweep()
	return nil
}

// write gives s a file unless it has one, and returns its name.
func (f *files) write(s *segment) (string, error) {
	if name, written := f.names[weak.Make(s)]; written {
		return name, nil
	}
	name := segmentPrefix + randomName()
	if err := writeSegment(filepath.Join(f.dir, name), s); err != nil {
		return "", err
	}
	f.names[weak.Make(s)] = name // also if the saving fails later: then it need not be written again
	return name, nil
}

// sweep removes the files of segments that are in use no more. What cannot be
// removed now is removed another time.
func (f *files) sweep() {
	used := map[string]bool{manifestName: true}
	for _, name := range f.names {
		used[name] = true
	}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		ours := strings.HasPrefix(name, segmentPrefix) || name == manifestName+newSuffix
		if ours && !used[name] || slices.Contains(formerNames, name) {
			_ = os.RemoveAll(filepath.Join(f.dir, name))
		}
	}
}

// formerNames are those of files and folders that formats before this one had.
var formerNames = []string{"snapshot", "snapshot.new", "words-4"}

// read returns the parts that m names, nil for those that cannot be read, and
// why.
func (f *files) read(ctx context.Context, m manifest) ([]part, error) {
	parts := make([]part, len(m.Segments))
	failures := make([]error, len(m.Segments))
	slots := make(chan struct{}, 4) // large ones are read side by side, many are not in memory twice
	var readers sync.WaitGroup
	for i, saved := range m.Segments {
		readers.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if failures[i] = ctx.Err(); failures[i] == nil {
				parts[i], failures[i] = saved.part(f.dir)
			}
		})
	}
	readers.Wait()
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var whole []part
	for i, p := range parts {
		if failures[i] == nil {
			f.names[weak.Make(p.segment)] = m.Segments[i].File
			whole = append(whole, p)
		}
	}
	return whole, errors.Join(failures...)
}

// savedPart is a part in the manifest.
type savedPart struct {
	File string `json:"file"`
	Size int    `json:"size"`           // entries, dead or alive
	Dead []byte `json:"dead,omitempty"` // a roaring bitmap in its portable form
}

func newSavedPart(name string, p part) savedPart {
	saved := savedPart{File: name, Size: p.size()}
	if p.dead != nil {
		dead, err := p.dead.ToBytes()
		if err != nil {
			panic(err) // memory does not fail to be written to
		}
		saved.Dead = dead
	}
	return saved
}

// part reads the segment and buries its dead.
func (s savedPart) part(dir string) (part, error) {
	dead := roaring.New()
	if len(s.Dead) > 0 {
		if n, err := dead.ReadFrom(strings.NewReader(string(s.Dead))); err != nil || int(n) != len(s.Dead) {
			return part{}, fmt.Errorf("%w: the dead of %s cannot be read", errDamagedSegment, s.File)
		}
		if err := dead.Validate(); err != nil {
			return part{}, fmt.Errorf("%w: the dead of %s: %v", errDamagedSegment, s.File, err)
		}
	}
	segment, err := readSegment(filepath.Join(dir, s.File))
	if err != nil {
		return part{}, fmt.Errorf("%s: %w", s.File, err)
	}
	if segment.size() != s.Size || !dead.IsEmpty() && int64(dead.Maximum()) >= int64(s.Size) {
		return part{}, fmt.Errorf("%w: %s has %d entries", errDamagedSegment, s.File, segment.size())
	}
	return newPart(segment).without(dead.ToArray()), nil
}

// saveEvery is how often the index is saved, at most, while changes come in.
const saveEvery = time.Minute

// savePatience bounds the wait for the source when the index is saved.
const savePatience = 5 * time.Second

// saveRegularly saves what the follower has derived until ctx ends.
func (e *Engine) saveRegularly(ctx context.Context) {
	ticker := time.NewTicker(saveEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			e.save()
		}
	}
}

// save brings the files up to date, and logs when that begins to fail and when
// it works again.
func (e *Engine) save() {
	s := e.savable.Load()
	if s == nil || e.files.has(s) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), savePatience)
	defer cancel()
	last, err := e.lastChanges(ctx, s.sequence)
	if err == nil {
		err = e.files.save(s, tailOf(last))
	}
	failed := err != nil
	if before := e.unsaved.Swap(failed); failed && !before {
		e.logger.Warn("the index could not be saved: a restart will take longer", "error", err)
	} else if before && !failed {
		e.logger.Info("the index is saved again")
	}
}
