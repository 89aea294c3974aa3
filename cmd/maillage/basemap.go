package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"maillage/data/store"
	"maillage/geo"
	"maillage/tiles/basemap"
)

type basemapCommand struct {
	In      []string `required:"" placeholder:"CODE,..." help:"Territories to take, like FR-35 or FR-35,FR-22."`
	From    string   `required:"" placeholder:"FILE|URL" help:"The archive to take them from: PMTiles, like a planet of Protomaps."`
	MaxZoom uint32   `default:"15" placeholder:"N" help:"The deepest zoom to take (default: 15, streets and houses); one less is about half the size."`
	Output  string   `short:"o" placeholder:"FILE" help:"Where to write (default: CODE.pmtiles)."`
	Yes     bool     `short:"y" help:"Do not ask before writing."`
}

func (*basemapCommand) Help() string {
	return `Takes what touches the territories out of a larger archive, and downloads no more than that. Territories are those of the
data folder; without one, the world's countries and their first-level divisions.

Examples:
  maillage basemap --in FR-35 --from https://build.protomaps.com/20260101.pmtiles
  maillage basemap --in FR-35238,FR-35051 --from planet.pmtiles --max-zoom 14 -o rennes.pmtiles`
}

// Run extracts the territories, whole or not at all.
func (c *basemapCommand) Run(p *program) error {
	g, err := p.gazetteer()
	if err != nil {
		return err
	}
	outline, err := basemap.OutlineOf(g, c.In)
	if err != nil {
		return fmt.Errorf("--in: %w", err)
	}
	archive, err := basemap.Open(p.ctx, c.From)
	if err != nil {
		return fmt.Errorf("--from %s: %w", withoutPassword(c.From), err)
	}
	defer archive.Close()
	wanted := basemap.Extraction{Outline: outline, MaxZoom: c.MaxZoom}
	p.say("Measuring what to take...")
	size, err := archive.ExtractSize(p.ctx, wanted)
	if err != nil {
		return stopped(p.ctx, err)
	}
	to := c.Output
	if to == "" {
		to = strings.Join(c.In, "+") + ".pmtiles"
	}
	question := fmt.Sprintf("%s will take about %s. Go on?", to, size)
	if yes, err := c.agreed(p, question); err != nil || !yes {
		return err
	}
	progress, done := p.transfer(filepath.Base(to))
	err = archive.Extract(p.ctx, wanted, to, progress)
	done()
	if err != nil {
		return stopped(p.ctx, err)
	}
	info, err := os.Stat(to)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s written, %s\nServe with it: maillage serve --data %s --basemap %s\n", to, bytesInWords(info.Size()), p.data, to)
	return nil
}

// stopped returns err, or that the person asked to stop.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("stopped: nothing was written")
	}
	return err
}

// gazetteer returns the territories of the data folder or, when there is none,
// those that are built in.
func (p *program) gazetteer() (*geo.Gazetteer, error) {
	if _, err := os.Stat(filepath.Join(p.data, store.FileName)); errors.Is(err, fs.ErrNotExist) {
		world, err := geo.World()
		if err != nil {
			return nil, err
		}
		return geo.NewGazetteer(world), nil
	}
	folder, err := p.openFolderWithWorld()
	if err != nil {
		return nil, err
	}
	g, _, err := folder.Gazetteer(p.ctx)
	return g, errors.Join(err, folder.Close())
}

// agreed tells the person what is to come and, when one is there, asks.
func (c *basemapCommand) agreed(p *program, question string) (bool, error) {
	if c.Yes || !p.onTerminal() || !term.IsTerminal(int(os.Stdin.Fd())) {
		p.say("%s", strings.TrimSuffix(question, " Go on?"))
		return true, nil
	}
	fmt.Fprint(p.stderr, plain(question), " [y/N] ")
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-p.ctx.Done():
		return false, stopped(p.ctx, p.ctx.Err())
	case line := <-answer:
		return line == "y" || line == "yes" || line == "o" || line == "oui", nil
	}
}

// betweenLines is how often progress is told where nobody sees a bar.
const betweenLines = 5 * time.Second

// transfer shows how far a transfer is: a bar on a terminal, a line now and then
// elsewhere. tell may be called by several goroutines, until done is called.
func (p *program) transfer(name string) (tell func(got, total int64), done func()) {
	var mu sync.Mutex
	if !p.onTerminal() {
		last := time.Now()
		return func(got, total int64) {
			mu.Lock()
			defer mu.Unlock()
			if time.Since(last) >= betweenLines {
				last = time.Now()
				p.say("%s of %s", bytesInWords(got), bytesInWords(total))
			}
		}, func() {}
	}
	bar := progressbar.NewOptions64(1,
		progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(plain(name)),
		progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond))
	return func(got, total int64) {
		mu.Lock()
		defer mu.Unlock()
		bar.ChangeMax64(total + 1) // so that it does not end before done
		bar.Set64(got)
	}, func() { bar.Finish() }
}

// bytesInWords returns a size as people say it.
func bytesInWords(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1000, 0
	for ; value >= 1000 && unit < 3; unit++ {
		value /= 1000
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGT"[unit])
}
