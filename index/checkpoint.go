package index

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"
)

// A checkpoint is the whole snapshot at one change, so that a restart replays
// only what came after. It is written beside the old one and renamed over it: a
// crash leaves one or the other. A damaged one is noticed by its checksum and
// left aside.
//
//	file = magic, CRC-32 (Castagnoli) of the rest, gob of checkpoint
type checkpoint struct {
	Identity           string // of the source
	Sequence           int64
	TerritoriesVersion int64
	Segments           []*segment
	Dead               []*roaring.Bitmap // beside Segments; empty: all live
	RegionsSince       int64
	Regions            [][]int64 // rows of regionVersions; empty: never touched
}

// checkpointMagic ends in the number of the format: bump it when segment,
// column or the analysis change.
const (
	checkpointMagic = "maillage-index-6"
	checkpointName  = "snapshot"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var (
	errNoCheckpoint      = errors.New("there is no checkpoint")
	errForeignCheckpoint = errors.New("the checkpoint is of another version or damaged")
)

func makePrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the index folder: %w", err)
	}
	return nil
}

func writeCheckpoint(dir string, s *Snapshot) (err error) {
	path := filepath.Join(dir, checkpointName)
	file, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("checkpoint: %w", errors.Join(err, file.Close(), os.Remove(path+".new")))
		}
	}()
	sum := crc32.New(castagnoli)
	buffered := bufio.NewWriterSize(file, 1<<20)
	if _, err := buffered.WriteString(checkpointMagic + "\x00\x00\x00\x00"); err != nil {
		return err
	}
	if err := gob.NewEncoder(io.MultiWriter(buffered, sum)).Encode(newCheckpoint(s)); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if _, err := file.WriteAt(binary.BigEndian.AppendUint32(nil, sum.Sum32()), int64(len(checkpointMagic))); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func readCheckpoint(dir string) (*checkpoint, error) {
	file, err := os.Open(filepath.Join(dir, checkpointName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoCheckpoint
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	header := make([]byte, len(checkpointMagic)+4)
	if _, err := io.ReadFull(file, header); err != nil || string(header[:len(checkpointMagic)]) != checkpointMagic {
		return nil, errForeignCheckpoint
	}
	// The whole is checked before any of it is decoded.
	sum := crc32.New(castagnoli)
	if _, err := io.Copy(sum, file); err != nil {
		return nil, err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(header[len(checkpointMagic):]) {
		return nil, errForeignCheckpoint
	}
	if _, err := file.Seek(int64(len(header)), io.SeekStart); err != nil {
		return nil, err
	}
	saved := &checkpoint{}
	if err := gob.NewDecoder(bufio.NewReaderSize(file, 1<<20)).Decode(saved); err != nil {
		return nil, fmt.Errorf("%w: %v", errForeignCheckpoint, err)
	}
	return saved, nil
}

func newCheckpoint(s *Snapshot) *checkpoint {
	saved := &checkpoint{Identity: s.identity, Sequence: s.sequence, TerritoriesVersion: s.territoriesVersion, RegionsSince: s.regions.since, Regions: make([][]int64, regionsAcross)}
	for _, p := range s.parts {
		saved.Segments = append(saved.Segments, p.segment)
		dead := p.dead
		if dead == nil {
			dead = roaring.New()
		}
		saved.Dead = append(saved.Dead, dead)
	}
	for i, row := range s.regions.rows {
		if row != nil {
			saved.Regions[i] = row[:]
		}
	}
	return saved
}

// parts brings the segments back to life.
func (c *checkpoint) parts() []part {
	parts := make([]part, len(c.Segments))
	for i, s := range c.Segments {
		parts[i] = newPart(s).without(c.Dead[i].ToArray())
	}
	return parts
}

// GobEncode writes what a file of the segment holds.
func (s *segment) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := encodeSegment(&b, s)
	return b.Bytes(), err
}

// GobDecode is the inverse of GobEncode.
func (s *segment) GobDecode(b []byte) error {
	decoded, err := decodeSegment(bytes.NewReader(b), int64(len(b)))
	if err == nil {
		*s = *decoded
		s.runs.of = s
	}
	return err
}

func (c *checkpoint) regions() regionVersions {
	v := regionVersions{since: c.RegionsSince}
	for i, row := range c.Regions {
		if len(row) == regionsAcross {
			v.rows[i] = (*[regionsAcross]int64)(row)
		}
	}
	return v
}
