package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"maillage/data/exchange"
	"maillage/geo"
)

// maxDownload bounds a file that is fetched.
const maxDownload = 1 << 30

// answerPatience is how long a server may take to begin its answer: it may have to
// put a country together first.
const answerPatience = time.Minute

type importTerritoriesCommand struct {
	Country string   `required:"" placeholder:"FR" help:"Country of the territories, two letters."`
	Level   string   `required:"" placeholder:"LEVEL" enum:"region,departement,commune" help:"region, departement or commune."`
	Table   string   `placeholder:"CSV" help:"Table of communes: intercommunalités, postcodes, population."`
	Files   []string `arg:"" name:"FILE|URL" help:"GeoJSON files or web addresses, gzip or not."`
}

func (*importTerritoriesCommand) Help() string {
	return `Features have the properties code (INSEE or ISO 3166-2) and nom; those of communes may tell codesPostaux,
codeEpci and population, as geo.api.gouv.fr does. Import régions first, then départements, then communes.
Every element finds its territories again by itself.

Examples:
  maillage import territories --country FR --level region regions.geojson
  maillage import territories --country FR --level commune --table communes.csv communes.geojson.gz
  maillage import territories --country FR --level commune "https://geo.api.gouv.fr/communes?codeDepartement=35&format=geojson&geometry=contour&fields=nom,code,codesPostaux,codeEpci,epci,population"`
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
	if table == nil {
		table = exchange.NewHierarchy()
	}
	read, report := c.read(p, level, table)
	for _, line := range report[:min(len(report), listed)] {
		p.say("rejected: %s", line)
	}
	if more := len(report) - listed; more > 0 {
		p.say("and %d more rejected", more)
	}
	if table.Len() == 0 {
		table = nil
	}
	if len(read) == 0 {
		return errors.New("no territory could be read, see above why: give GeoJSON files or addresses whose features have the properties code and nom, " +
			"and say what they are with --level and --country")
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
// each file that could not be read. What features tell of communes that table does
// not list is noted in it.
func (c *importTerritoriesCommand) read(p *program, level geo.Level, table *exchange.Hierarchy) (read []geo.Territory, report []string) {
	for _, name := range c.Files {
		content, err := open(p.ctx, name)
		if err != nil {
			report = append(report, err.Error())
			continue
		}
		for t, err := range table.ReadTerritories(content, strings.ToUpper(c.Country), level) {
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

// refused says what to do when a server gives no file.
func refused(name string, answer *http.Response) error {
	advice := "check the address in a browser"
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		advice = "it was asked too often, try again in some minutes"
		if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
			advice = fmt.Sprintf("it was asked too often, try again in %d seconds", seconds)
		}
	case answer.StatusCode >= 500:
		advice = "it is in trouble, try again later"
	}
	return fmt.Errorf("cannot fetch %s: the server answers %s: %s", name, answer.Status, advice)
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
	patient := http.DefaultTransport.(*http.Transport).Clone()
	patient.ResponseHeaderTimeout = answerPatience
	client := &http.Client{Timeout: 10 * time.Minute, Transport: patient}
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("cannot fetch: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, refused(name, answer)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, maxDownload), answer.Body}, nil
}
