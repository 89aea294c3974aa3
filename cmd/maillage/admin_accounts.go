package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

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
	return c.withSite(p, func(door settingsDoor, site string) error {
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
		if c.tellRight(p, sent) {
			return nil
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

// tellRight says what became of the right of somebody who has an account, and
// reports whether that was all: who loses a right is handed no link.
func (c *adminAccountCommand) tellRight(p *program, sent commons.SentLink) bool {
	if c.Administrator == nil || sent.Purpose == data.LinkSignUp {
		return false
	}
	if !*c.Administrator {
		p.say("%s may no longer change the settings.", sent.Email)
		return true
	}
	p.say("%s may change the settings from now on. The link is needed only where the password is lost.", sent.Email)
	return false
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
	return p.withExisting(func(door settingsDoor) error {
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
