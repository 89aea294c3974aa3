package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"maillage"
	"maillage/api"
	"maillage/data/store"
	"maillage/tiles"
	"maillage/web"
)

// serving is the flags of the commands that serve.
type serving struct {
	Listen    string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (default: 127.0.0.1:8080); port 0 takes a free one."`
	PublicURL string `placeholder:"URL" help:"Address people know the site by, like https://carte.example.org."`
}

type serveCommand struct {
	serving
}

func (*serveCommand) Help() string {
	return `Prints its address on standard output once it listens. Stops on Ctrl-C or SIGTERM when the answers under way are
sent; a second one stops it at once.

Examples:
  maillage serve
  maillage serve --data /srv/maillage --listen :8080 --public-url https://carte.example.org`
}

// Run serves the data folder until the person asks to stop.
func (c *serveCommand) Run(p *program) error {
	return c.serve(p, func() (*store.Store, error) {
		kept, _, err := p.openWithWorld()
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
	publicURL, err := c.publicURL()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w: give another --listen HOST:PORT", err)
	}
	defer listener.Close()
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
	server, err := api.New(api.Options{
		Store: kept, Engine: engine.Engine, Tiles: tiles.NewServer(tiles.DefaultCacheBytes), Assets: web.Assets(), Source: maillage.Source,
		PublicURL: publicURL, Logger: p.logger(),
	})
	if err != nil {
		return err
	}
	go p.watch(ctx, cancel, engine)
	fmt.Fprintf(p.stdout, "Listening on %s\n", addressOf(listener))
	return server.Serve(ctx, listener)
}

func (c *serving) publicURL() (string, error) {
	address := strings.TrimRight(c.PublicURL, "/")
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(address, "\"<> ") || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery+u.Fragment != "") {
		return "", fmt.Errorf("--public-url %q is not a web address like https://carte.example.org", c.PublicURL)
	}
	return address, nil
}

// addressOf returns the address at which a browser on this machine finds the
// server.
func addressOf(listener net.Listener) string {
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// watch says how far the index is until it is ready, and stops the server with
// cancel when the engine fails.
func (p *program) watch(ctx context.Context, cancel context.CancelFunc, engine *following) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	quick := time.NewTicker(50 * time.Millisecond)
	defer quick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-engine.done:
			cancel()
			return
		case <-tick.C:
			if done, total := engine.Progress(); engine.Snapshot() == nil {
				p.say("Reading the data: %d of %d changes", done, total)
			}
		case <-quick.C:
			if snapshot := engine.Snapshot(); snapshot != nil {
				p.say("Ready: %d elements", snapshot.Total())
				if snapshot.Total() == 0 {
					p.say("Nothing to show yet: stop me, and fill the folder with `maillage import elements --data %s FILE...`", p.data)
				}
				quick.Stop()
				tick.Stop()
			}
		}
	}
}
