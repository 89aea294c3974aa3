package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"maillage/data/commons"
	"maillage/data/demo"
	"maillage/data/generate"
	"maillage/data/store"
	"maillage/geo"
)

// realData names the folder with real files, the same as for tests.
const realData = "MAILLAGE_TEST_DATA"

// prepare makes sure that the data folder holds what the parts are measured with:
// cost against size needs the territories alone.
func (b *bench) prepare(ctx context.Context) error {
	if _, err := os.Stat(b.Program); err != nil {
		return fmt.Errorf("the program to measure is missing: `make build` makes it: %w", err)
	}
	if err := os.MkdirAll(b.Work, 0o755); err != nil {
		return err
	}
	held, err := b.held(ctx)
	if err != nil {
		return err
	}
	if b.communes == 0 {
		say("Importing territories into %s", b.Data)
		if err := b.importTerritories(ctx); err != nil {
			return err
		}
		if held, err = b.held(ctx); err != nil {
			return err
		}
	}
	if !b.wantsElements() {
		return nil
	}
	if held < b.Count {
		say("Generating %s elements in %s", grouped(b.Count), b.Data)
		if err := b.command(ctx, "generate", "--data", b.Data, "--count", strconv.Itoa(b.Count), "--seed", strconv.FormatUint(b.Seed, 10)); err != nil {
			return err
		}
	} else {
		say("%s holds the %s elements", b.Data, grouped(held))
	}
	return b.buildIndex(ctx)
}

// wantsElements reports whether a part is measured with elements of the data folder.
func (b *bench) wantsElements() bool {
	return slices.ContainsFunc(b.Parts, func(name string) bool { return name != "sizes" })
}

// buildIndex opens an engine once, so that every later one opens quickly, as after
// a restart.
func (b *bench) buildIndex(ctx context.Context) error {
	kept, err := b.read(ctx)
	if err != nil {
		return err
	}
	defer kept.Close()
	e, err := openEngine(ctx, kept, filepath.Join(b.Data, "index"))
	if err != nil {
		return err
	}
	say("The index is there, after %v", e.took.Round(time.Millisecond))
	return e.close()
}

// held returns how many elements the data folder holds, 0 when there is no such
// folder, and notes how many communes. The error says when they are not those to
// measure with.
func (b *bench) held(ctx context.Context) (int, error) {
	kept, err := store.OpenForReading(ctx, b.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if errors.Is(err, store.ErrOlder) { // whoever owns it brings it to the present schema
		kept, err = store.Open(ctx, b.Data)
	}
	if err != nil {
		return 0, err
	}
	defer kept.Close()
	b.communes = 0
	err = kept.EachTerritory(ctx, func(t geo.Territory) error {
		if t.Level == geo.LevelCommune {
			b.communes++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	first, err := kept.ElementsByNum(ctx, []int64{1})
	if err != nil {
		return 0, err
	}
	if len(first) > 0 && (first[0].Source.Name != generate.SourceName || first[0].Source.ID != strconv.FormatUint(b.Seed, 10)+"-1") {
		return 0, fmt.Errorf("%s holds other elements than those of seed %d: name another folder with --data", b.Data, b.Seed)
	}
	held, err := kept.ElementCount(ctx)
	if err == nil && held > b.Count {
		err = fmt.Errorf("%s holds %d elements, not %d: name another folder with --data", b.Data, held, b.Count)
	}
	return held, err
}

// importTerritories fills a new data folder with the communes of the real data
// where these are at hand, else with those of the demo.
func (b *bench) importTerritories(ctx context.Context) error {
	real := os.Getenv(realData)
	if real == "" {
		say("Those of the demo: the elements stand in heaps on a few dozen communes. %s may name a folder with the real ones.", realData)
		return b.importDemoTerritories(ctx)
	}
	folder := filepath.Join(real, "territories")
	for _, level := range []struct {
		name string
		args []string
	}{
		{"region", []string{filepath.Join(folder, "regions.geojson.gz")}},
		{"departement", []string{filepath.Join(folder, "departements.geojson.gz")}},
		{"commune", []string{"--table", filepath.Join(folder, "communes-2018-hierarchy.csv.gz"), filepath.Join(folder, "communes-2018.geojson.gz")}},
	} {
		args := append([]string{"import", "territories", "--data", b.Data, "--country", "FR", "--level", level.name}, level.args...)
		if err := b.command(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) importDemoTerritories(ctx context.Context) (err error) {
	kept, err := store.Open(ctx, b.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	door := commons.New(kept)
	if err := door.EnsureWorld(ctx); err != nil {
		return err
	}
	existing, _, err := kept.Gazetteer(ctx)
	if err != nil {
		return err
	}
	territories, err := demo.Territories(existing)
	if err != nil {
		return err
	}
	return door.ImportTerritories(ctx, territories)
}

// command runs the program to its end.
func (b *bench) command(ctx context.Context, args ...string) error {
	c := stoppable(exec.CommandContext(ctx, b.Program, args...))
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("maillage %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// read opens the data folder for reading.
func (b *bench) read(ctx context.Context) (*store.Store, error) {
	return store.OpenForReading(ctx, b.Data)
}

// copyData returns a folder of its own with the same elements, without an index.
func (b *bench) copyData(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp(b.Work, "copy-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "backup")
	if _, _, err := store.Backup(ctx, b.Data, file, false); err != nil {
		return dir, err
	}
	return dir, os.Rename(file, filepath.Join(dir, store.FileName))
}

// emptyData returns a folder with the territories alone.
func (b *bench) emptyData(ctx context.Context) (dir string, err error) {
	full, err := b.read(ctx)
	if err != nil {
		return "", err
	}
	defer full.Close()
	if dir, err = os.MkdirTemp(b.Work, "empty-"); err != nil {
		return "", err
	}
	kept, err := store.Open(ctx, dir)
	if err != nil {
		return dir, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	var all []geo.Territory
	if err := full.EachTerritory(ctx, func(t geo.Territory) error { all = append(all, t); return nil }); err != nil {
		return dir, err
	}
	return dir, commons.New(kept).ImportTerritories(ctx, all)
}

// writeAll writes lines to a file that is made anew.
func writeAll(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
