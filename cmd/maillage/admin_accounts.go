package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"text/tabwriter"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// linking is the flags of the commands that print links.
type linking struct {
	PublicURL string `placeholder:"URL" help:"Address people know the site by (default: http://127.0.0.1:8080)."`
}

// site returns the address that links begin with.
func (c *linking) site() (string, error) {
	site, err := (&serving{PublicURL: c.PublicURL}).publicURL()
	return cmp.Or(site, usualSite), err
}

// remind says what to do when the site may have another address.
func (c *linking) remind(p *program) {
	if c.PublicURL == "" {
		p.say("If your site has another address than %s, put that in its place, or give --public-url.", usualSite)
	}
}

type adminAccountCommand struct {
	Email         string `arg:"" name:"EMAIL" help:"Their e-mail address."`
	Administrator *bool  `negatable:"" help:"Have the account change the settings of the site, or, with --no-administrator, no more."`
	linking
}

func (*adminAccountCommand) Help() string {
	return `Prints a link to hand to somebody whose address you know to be theirs. By it they make an account or, when they have
one, choose another password. It is good once, for three days.

Examples:
  maillage admin account --administrator camille@example.org
  maillage admin account --data /srv/maillage --public-url https://carte.example.org sacha@example.org`
}

// Run prints a link.
func (c *adminAccountCommand) Run(p *program) error {
	site, err := c.site()
	if err != nil {
		return err
	}
	return p.withSettings(func(door settingsDoor) error {
		settings, _, err := door.Settings(p.ctx)
		if err != nil {
			return err
		}
		sent, err := door.Invite(p.ctx, c.Email, c.Administrator)
		if wrong := data.AccountErrors(err); len(wrong) > 0 {
			return wrong[0]
		}
		if err != nil {
			return err
		}
		language := web.Language(settings.Languages()[0])
		if sent.Language != "" {
			language = web.Language(sent.Language)
		}
		fmt.Fprintln(p.stdout, linkAddress(site, language, sent.Token))
		p.say("Hand it to %s: by it they %s, once, until %s.", sent.Email, whatItDoes(sent), moment(sent.ExpiresAt))
		c.remind(p)
		return nil
	})
}

func linkAddress(site string, language web.Language, token string) string {
	return site + language.Path(web.LinkPath) + "?token=" + url.QueryEscape(token)
}

// whatItDoes says what somebody does by a link.
func whatItDoes(sent commons.SentLink) string {
	switch sent.Purpose {
	case data.LinkSignUp:
		return "make their account"
	case data.LinkEmail:
		return "give their account this address"
	}
	return "choose another password"
}

func moment(t time.Time) string { return t.Local().Format("2 January 15:04") }

type adminAccountsCommand struct{}

// Run lists the accounts.
func (c *adminAccountsCommand) Run(p *program) error {
	return p.withSettings(func(door settingsDoor) error {
		accounts, err := door.Accounts(p.ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			p.say("There is no account yet: `maillage admin account EMAIL` makes a link for one.")
			return nil
		}
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tNAME\tSINCE\tIS")
		for _, account := range accounts {
			is := "member"
			if account.Administrator {
				is = "administrator"
			}
			if !account.ErasesAt.IsZero() {
				is += ", erased on " + account.ErasesAt.Format(time.DateOnly)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", account.Email, plain(account.Name), account.CreatedAt.Format(time.DateOnly), is)
		}
		return table.Flush()
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
	site, err := c.site()
	if err != nil {
		return err
	}
	return p.withSettings(func(door settingsDoor) error {
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
