package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"maillage/data/exchange"
	"maillage/geo"
)

// maxDownload bounds a file that is fetched.
const maxDownload = 1 << 30

type importTerritoriesCommand struct {
	Country string   `required:"" placeholder:"FR" help:"Country of the territories, two letters."`
	Level   string   `required:"" placeholder:"LEVEL" enum:"region,departement,commune" help:"region, departement or commune."`
	Table   string   `placeholder:"CSV" help:"Table of communes: intercommunalités, postcodes, population."`
	Files   []string `arg:"" name:"FILE|URL" help:"GeoJSON files or web addresses, gzip or not."`
}

func (*importTerritoriesCommand) Help() string {
	return `Features have the properties code (INSEE or ISO 3166-2) and nom. Import régions first, then départements, then
communes. Every element finds its territories again by itself.

Examples:
  maillage import territories --country FR --level region regions.geojson
  maillage import territories --country FR --level commune --table communes.csv communes.geojson.gz`
}

// Run imports the files together: an intercommunalité is outlined around all its
// communes. It fails when no territory could be read.
func (c *importTerritoriesCommand) Run(p *program) error {
	level, _ := geo.ParseLevel(c.Level) // kong checked it
	folder, err := p.openFolderWithWorld()
	if err != nil {
		return err
	}
	defer folder.Close()
	table, err := c.readTable(p)
	if err != nil {
		return err
	}
	read, report := c.read(p, level)
	for _, line := range report {
		p.say("rejected: %s", line)
	}
	if len(read) == 0 {
		return errors.New("no territory could be read: give GeoJSON files whose features have the properties code and nom")
	}
	return c.keep(p, folder, read, table, len(report))
}

// mostMisplaced is which part of the territories, as one in so many, may lie
// elsewhere than their codes say before the files are taken for others.
const mostMisplaced = 5

func (c *importTerritoriesCommand) keep(p *program, folder *folder, read []geo.Territory, table *exchange.Hierarchy, rejected int) error {
	existing, _, err := folder.Gazetteer(p.ctx)
	if err != nil {
		return err
	}
	misplaced := exchange.Misplaced(read, existing)
	if len(misplaced) > len(read)/mostMisplaced {
		return fmt.Errorf("%d of %d territories lie elsewhere than their codes say (%s): give the --country and the --level of these files; nothing was written",
			len(misplaced), len(read), someOf(misplaced))
	}
	p.sayMissing("lie elsewhere than their codes say", misplaced)
	prepared, missing := exchange.PrepareTerritories(read, table, existing)
	if err := folder.ImportTerritories(p.ctx, prepared); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%d territories imported, %d intercommunalités among them; %d rejected\n",
		len(prepared), countLevel(prepared, geo.LevelEPCI), rejected)
	p.sayMissing("lie in a territory that is not known yet, import it too", missing.Orphans)
	p.sayMissing("are not in the table", missing.Unlisted)
	if missing.WithoutEPCI > 0 {
		p.say("%d communes are in no intercommunalité", missing.WithoutEPCI)
	}
	return nil
}

func countLevel(territories []geo.Territory, level geo.Level) int {
	n := 0
	for i := range territories {
		if territories[i].Level == level {
			n++
		}
	}
	return n
}

func (p *program) sayMissing(what string, codes []string) {
	if len(codes) == 0 {
		return
	}
	p.say("%d %s: %s", len(codes), what, someOf(codes))
}

// someOf lists the first codes, and says how many follow.
func someOf(codes []string) string {
	shown := strings.Join(codes[:min(len(codes), listed)], ", ")
	if more := len(codes) - listed; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	return shown
}

func (c *importTerritoriesCommand) readTable(p *program) (*exchange.Hierarchy, error) {
	if c.Table == "" {
		return nil, nil
	}
	content, err := open(p.ctx, c.Table)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	table, err := exchange.ReadHierarchy(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Table, err)
	}
	for _, refused := range table.Refused {
		p.say("rejected: %s: %v", c.Table, refused)
	}
	return table, nil
}

// read returns the territories of every file, and a line for each feature and
// each file that could not be read.
func (c *importTerritoriesCommand) read(p *program, level geo.Level) (read []geo.Territory, report []string) {
	for _, name := range c.Files {
		content, err := open(p.ctx, name)
		if err != nil {
			report = append(report, err.Error())
			continue
		}
		for t, err := range exchange.ReadTerritories(content, strings.ToUpper(c.Country), level) {
			if err != nil {
				report = append(report, fmt.Sprintf("%s: %v", name, err))
				continue
			}
			read = append(read, t)
		}
		content.Close()
	}
	return read, report
}

// open opens a file, or what a web address answers.
func open(ctx context.Context, name string) (io.ReadCloser, error) {
	address, err := url.Parse(name)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" {
		return os.Open(name)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: 10 * time.Minute}
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("cannot fetch: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("cannot fetch %s: the server answers %s", name, answer.Status)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, maxDownload), answer.Body}, nil
}
