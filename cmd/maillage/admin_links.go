package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"

	"maillage/data"
	"maillage/web"
)

// usualSite is where a browser on this machine finds a server that was given no
// address.
const usualSite = "http://127.0.0.1:8080"

// linking is the flags of the commands that print links.
type linking struct {
	PublicURL string `placeholder:"URL" help:"Address people know the site by (default: http://127.0.0.1:8080)."`
}

// site returns the address that links begin with.
func (c *linking) site() (string, error) {
	site, err := (&serving{PublicURL: c.PublicURL}).publicURL()
	return cmp.Or(site, usualSite), err
}

// withSite is withSettings for what prints links, which begin with site.
func (c *linking) withSite(p *program, act func(door settingsDoor, site string) error) error {
	site, err := c.site()
	if err != nil {
		return err
	}
	return p.withExisting(func(door settingsDoor) error { return act(door, site) })
}

// remind says what to do when the site may have another address.
func (c *linking) remind(p *program) {
	if c.PublicURL == "" {
		p.say("If your site has another address than %s, put that in its place, or give --public-url.", usualSite)
	}
}

// linkAddress returns the address of a link that begins with site.
func linkAddress(site string, language web.Language, token string) string {
	return site + language.Path(web.LinkPath) + "?token=" + url.QueryEscape(token)
}

type adminLinkCommand struct {
	linking
}

func (*adminLinkCommand) Help() string {
	return `Whoever opens the link may change the settings for eight hours. It is good once, for fifteen minutes.

Examples:
  maillage admin link
  maillage admin link --data /srv/maillage --public-url https://carte.example.org`
}

// Run prints a link.
func (c *adminLinkCommand) Run(p *program) error {
	return c.withSite(p, func(door settingsDoor, site string) error {
		settings, _, err := door.Settings(p.ctx)
		if err != nil {
			return err
		}
		token, err := door.NewAdminLink(p.ctx)
		if err != nil {
			return err
		}
		language := web.Language(settings.Languages()[0])
		fmt.Fprintf(p.stdout, "%s%s?link=%s\n", site, language.Path(web.SettingsPath), url.QueryEscape(token))
		p.say("Open it within %d minutes; it works once.", int(data.LinkSettings.Life().Minutes()))
		c.remind(p)
		return nil
	})
}

type adminLinksCommand struct {
	linking
}

func (*adminLinksCommand) Help() string {
	return `Where the site sends no mail, those who asked for an account, another password or another address wait for you. Each
line is one of them: when they asked, their address, and their link, which is made now and shown once. Hand it over
in your own way, and make sure that the address is theirs: who has a link can use it. It is good for three days.

Examples:
  maillage admin links
  maillage admin links --data /srv/maillage --public-url https://carte.example.org`
}

// Run makes the links and prints them.
func (c *adminLinksCommand) Run(p *program) error {
	return c.withSite(p, func(door settingsDoor, site string) error {
		requests, err := door.LinkRequests(p.ctx)
		if err != nil {
			return err
		}
		if len(requests) == 0 {
			p.say("Nobody waits for a link.")
			return nil
		}
		for _, request := range requests {
			sent, failure := door.HandOverLink(p.ctx, request.ID)
			if failure != nil { // the others are made all the same
				err = errors.Join(err, failure)
				continue
			}
			fmt.Fprintf(p.stdout, "%s  %s  %s\n", request.AskedAt.Local().Format("2006-01-02 15:04"), sent.Email,
				linkAddress(site, web.Language(sent.Language), sent.Token))
		}
		c.remind(p)
		return err
	})
}
