package index

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A manifest says which files make up a snapshot.
//
//	file = magic, CRC-32 (Castagnoli) of the rest, JSON
type manifest struct {
	Identity           string      `json:"identity"` // of the source
	Sequence           int64       `json:"sequence"`
	Tail               string      `json:"tail"` // of the log at that change, see [tailOf]
	TerritoriesVersion int64       `json:"territoriesVersion"`
	Segments           []savedPart `json:"segments"`
}

// manifestMagic ends in the number of the format: bump it when what segments
// mean, or the analysis of texts, changes.
const manifestMagic = "maillage-index-7"

// maxManifest bounds what is read: the dead of some ten million entries.
const maxManifest = 64 << 20

var (
	errNoManifest = errors.New("there is no index yet")
	errDamaged    = errors.New("a file of the index is of another version or damaged")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeManifest replaces the manifest in dir.
func writeManifest(dir string, m manifest) (err error) {
	content, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	path := filepath.Join(dir, manifestName)
	file, err := os.OpenFile(path+newSuffix, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	head := binary.BigEndian.AppendUint32([]byte(manifestMagic), crc32.Checksum(content, castagnoli))
	_, err = file.Write(append(head, content...))
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(path+newSuffix, path)
	}
	if err != nil {
		return fmt.Errorf("manifest: %w", errors.Join(err, os.Remove(path+newSuffix)))
	}
	return syncDir(dir)
}

// readManifest returns the manifest in dir. The error is errNoManifest, wraps
// errDamaged, or is the file system's.
func readManifest(dir string) (manifest, error) {
	file, err := os.Open(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, errNoManifest
	}
	if err != nil {
		return manifest{}, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxManifest))
	if err != nil {
		return manifest{}, err
	}
	return parseManifest(content)
}

func parseManifest(content []byte) (m manifest, err error) {
	rest, ours := bytes.CutPrefix(content, []byte(manifestMagic))
	if !ours || len(rest) < 4 {
		return manifest{}, fmt.Errorf("%w: %s", errDamaged, manifestName)
	}
	sum, text := binary.BigEndian.Uint32(rest), rest[4:]
	if crc32.Checksum(text, castagnoli) != sum {
		return manifest{}, fmt.Errorf("%w: %s", errDamaged, manifestName)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return manifest{}, fmt.Errorf("%w: %s: %v", errDamaged, manifestName, err)
	}
	for _, s := range m.Segments {
		if !strings.HasPrefix(s.File, segmentPrefix) || s.File != filepath.Base(s.File) {
			return manifest{}, fmt.Errorf("%w: %s names %q", errDamaged, manifestName, s.File)
		}
	}
	return m, nil
}

// syncDir returns once the names in dir are on disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func randomName() string { return strings.ToLower(rand.Text()) }
