package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"

	"maillage"
	"maillage/api"
	"maillage/api/control"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/tiles"
	"maillage/web"
)

// serving is the flags of the commands that serve.
type serving struct {
	Listen    string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (default: 127.0.0.1:8080); port 0 takes a free one."`
	PublicURL string `placeholder:"URL" help:"Address people know the site by, like https://carte.example.org."`
	Basemap   string `placeholder:"FILE|URL" help:"Streets and landscape below the map: a PMTiles archive, a file or a web address."`

	TLSCert      string   `name:"tls-cert" placeholder:"FILE" help:"TLS certificate (PEM), read again when it changes; not needed behind a proxy that brings TLS."`
	TLSKey       string   `name:"tls-key" placeholder:"FILE" help:"Key of the TLS certificate (PEM)."`
	TrustedProxy []string `placeholder:"CIDR" help:"Address or network of a proxy whose X-Forwarded-Proto and X-Forwarded-For count; may be repeated."`

	DevMails bool `help:"Send no mail: keep them in memory, for a browser on this machine to read at /mails. For trying things out, never for a site that others use."`

	PrivateListen string `placeholder:"HOST:PORT" help:"Where those who run the server find /metrics, /debug/pprof and /debug/logs; nowhere when not given."`
	logging
}

type serveCommand struct {
	serving
}

func (*serveCommand) Help() string {
	return `Prints its address on standard output once it listens. Stops on Ctrl-C or SIGTERM when the answers under way are
sent; a second one stops it at once. Meanwhile other commands work on its folder through it. docs/hosting.md tells how
to host it: TLS, proxies, backups, monitoring.

Examples:
  maillage serve
  maillage serve --data /srv/maillage --listen :8080 --public-url https://carte.example.org
  maillage serve --basemap FR-35.pmtiles`
}

// Run serves the data folder until the person asks to stop.
func (c *serveCommand) Run(p *program) error {
	return c.serve(p, func() (*store.Store, error) {
		kept, _, err := p.openToServe()
		return kept, err
	})
}

// serve listens, opens the data folder with prepare, and serves it. Being asked
// to stop, at whatever moment, is no failure.
func (c *serving) serve(p *program, prepare func() (*store.Store, error)) error {
	err := c.serveUntilAsked(p, prepare)
	if p.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (c *serving) serveUntilAsked(p *program, prepare func() (*store.Store, error)) (err error) {
	spareMemory()
	spareProcessor()
	options, err := c.options(p)
	if err != nil {
		return err
	}
	ground, err := c.openBasemap(p)
	if err != nil {
		return err
	}
	if ground != nil {
		defer ground.Close()
	}
	public, private, err := c.listen(p)
	if err != nil {
		return err
	}
	defer closeAll(public, private)
	kept, err := prepare()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	engine, err := p.follow(ctx, kept)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.stop()) }()
	door := commons.New(kept)
	options.Store, options.Commons, options.Disk, options.Engine, options.Basemap = kept, door, kept, engine.Engine, ground
	options.LocalURL = addressOf(c.scheme(), public)
	server, err := api.New(options)
	if err != nil {
		return err
	}
	go p.watchIndex(ctx, cancel, engine)
	go p.watchDisk(ctx, kept)
	var beside sync.WaitGroup
	beside.Go(func() { p.eraseAccounts(ctx, kept, door) })
	beside.Go(func() { server.KeepNews(ctx) })
	beside.Go(func() { p.sweepPhotos(ctx, kept, door) })
	defer func() {
		cancel()
		beside.Wait() // before the folder is given back
	}()
	runs := []func() error{func() error { return server.Serve(ctx, public) }}
	if private != nil {
		runs = append(runs, func() error { return server.ServePrivate(ctx, private) })
	}
	if socket, err := control.Listen(p.data); err != nil {
		p.say("Other commands cannot work on this folder while I run: %v", err)
	} else {
		runs = append(runs, func() error { return control.Serve(ctx, socket, door, server) })
	}
	c.announce(p, public, private)
	notify("READY=1")
	defer notify("STOPPING=1")
	return together(cancel, runs)
}

// together runs functions side by side until all have ended; when one ends, it
// has the others stop.
func together(stop context.CancelFunc, runs []func() error) (all error) {
	ended := make(chan error, len(runs))
	for _, run := range runs {
		go func() {
			defer stop()
			ended <- run()
		}()
	}
	for range runs {
		all = errors.Join(all, <-ended)
	}
	return all
}

// options returns what the flags and the program itself say of the server.
func (c *serving) options(p *program) (api.Options, error) {
	var recent *api.RecentLogs
	if c.PrivateListen != "" {
		recent = &api.RecentLogs{}
	}
	if err := c.logging.apply(p, recent); err != nil {
		return api.Options{}, err
	}
	publicURL, err := c.publicURL()
	if err != nil {
		return api.Options{}, err
	}
	proxies, err := c.proxies()
	if err == nil {
		err = c.checkDevMails(publicURL)
	}
	return api.Options{
		Tiles: tiles.NewServer(tiles.DefaultCacheBytes), Assets: web.Assets(), Source: maillage.Source,
		PublicURL: publicURL, TLS: c.TLSCert != "", Logger: p.log, TrustedProxies: proxies, Version: versionText(), RecentLogs: recent,
		KeepMails: c.DevMails,
	}, err
}

// checkDevMails refuses to show mails where others could read them: each holds a
// link that opens an account.
func (c *serving) checkDevMails(publicURL string) error {
	if !c.DevMails {
		return nil
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil // listening says what is wrong
	}
	if ip := net.ParseIP(host); (ip == nil || !ip.IsLoopback()) && host != "localhost" || publicURL != "" || len(c.TrustedProxy) > 0 {
		return errors.New("--dev-mails shows the mails of everybody: it goes with --listen 127.0.0.1:PORT alone, without --public-url and --trusted-proxy")
	}
	return nil
}

func (c *serving) publicURL() (string, error) {
	address := strings.TrimRight(c.PublicURL, "/")
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(address, "\"<> ") || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery+u.Fragment != "") {
		return "", fmt.Errorf("--public-url %q is not a web address like https://carte.example.org", c.PublicURL)
	}
	return address, nil
}
