package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"maillage/api"
	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
	"maillage/web"
)

type adminCommand struct {
	Settings adminSettingsCommand `cmd:"" help:"Print the settings of the instance."`
	Set      adminSetCommand      `cmd:"" help:"Change a setting."`
	Unset    adminUnsetCommand    `cmd:"" help:"Forget settings."`
	Logo     adminLogoCommand     `cmd:"" help:"Set or remove the logo."`
	Link     adminLinkCommand     `cmd:"" help:"Make a link that opens the settings page, once."`
	Mail     adminMailCommand     `cmd:"" help:"Send a test mail with the settings."`
	Account  adminAccountCommand  `cmd:"" help:"Make a link for somebody to make an account, or to choose another password."`
	Accounts adminAccountsCommand `cmd:"" help:"List the accounts."`
	Links    adminLinksCommand    `cmd:"" help:"Make the links that people wait for, where no mail is sent."`
}

// settingsDoor is what these commands read and do of an instance.
type settingsDoor interface {
	Settings(ctx context.Context) (data.Settings, store.SettingsVersion, error)
	ChangeSettings(ctx context.Context, version int64, settings data.Settings) (int64, error)
	SetLogo(ctx context.Context, picture []byte) error
	NewAdminLink(ctx context.Context) (string, error)
	Invite(ctx context.Context, email string, administrator *bool) (commons.SentLink, error)
	HandOverLink(ctx context.Context, request data.ID) (commons.SentLink, error)
	LinkRequests(ctx context.Context) ([]data.LinkRequest, error)
	Accounts(ctx context.Context) ([]data.Account, error)
}

// withExisting is withSettings for what makes sense of a site alone that is there: a
// link into a folder that nobody serves would lead nowhere.
func (p *program) withExisting(act func(settingsDoor) error) error {
	if err := p.hasData(); err != nil {
		return err
	}
	return p.withSettings(act)
}

// withSettings opens the data folder, made when missing, or asks the server that
// holds it, for as long as act runs.
func (p *program) withSettings(act func(settingsDoor) error) error {
	f, err := p.openFolderWithWorld()
	if err != nil {
		return err
	}
	return errors.Join(act(f), f.Close())
}

// change changes the settings that are kept.
func (p *program) change(door settingsDoor, how func(data.Settings)) error {
	settings, version, err := door.Settings(p.ctx)
	if err != nil {
		return err
	}
	next := settings.Clone()
	how(next)
	_, err = door.ChangeSettings(p.ctx, version.Settings, next)
	if wrong := data.SettingErrors(err); len(wrong) > 0 {
		lines := make([]error, len(wrong))
		for i, w := range wrong {
			lines[i] = w
		}
		return errors.Join(lines...)
	}
	return err
}

type adminSettingsCommand struct{}

// Run prints every setting, but for the password of the mail server.
func (c *adminSettingsCommand) Run(p *program) error {
	return p.withSettings(func(door settingsDoor) error {
		settings, _, err := door.Settings(p.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for _, key := range data.SettingKeys() {
			fmt.Fprintf(table, "%s\t%s\n", key, shown(key, settings[key]))
		}
		if missing := settings.LegallyMissing(); len(missing) > 0 {
			p.say("French law asks the legal notice for: %s", joinKeys(missing))
		}
		return table.Flush()
	})
}

// shown returns a value as one short line, and of a secret only that it is set.
func shown(key data.SettingKey, value string) string {
	switch {
	case value == "":
		return "-"
	case key == data.SettingMailPassword:
		return "(set, not shown)"
	}
	const most = 70
	line := []rune(strings.Join(strings.Fields(value), " "))
	if len(line) > most {
		return plain(string(line[:most])) + "…"
	}
	return plain(string(line))
}

func joinKeys(keys []data.SettingKey) string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = string(key)
	}
	return strings.Join(texts, ", ")
}

type adminSetCommand struct {
	Key   string `arg:"" help:"Which setting; \"maillage admin settings\" lists them."`
	Value string `arg:"" optional:"" help:"Its value."`
	File  string `placeholder:"FILE" help:"Read the value from a file; - is standard input."`
}

func (*adminSetCommand) Help() string {
	return `A value that begins with a hyphen stands behind two of them.

Examples:
  maillage admin set name "Communs du Trégor"
  maillage admin set color.primary "#2f6b4f"
  maillage admin set start.territory FR-22
  maillage admin set start.view 9/48.7/-3.2
  maillage admin set start.view -- -3.2,48.7,9
  maillage admin set charter.fr --file charte.md
  maillage admin set mail.password --file -
  maillage admin set geocoder.kind photon
  maillage admin set geocoder.url https://photon.example.org/api`
}

// Run changes one setting.
func (c *adminSetCommand) Run(p *program) error {
	key, err := settingKey(c.Key)
	if err != nil {
		return err
	}
	value := c.Value
	switch {
	case (c.File == "") == (c.Value == ""):
		return fmt.Errorf("give %s a value, or a --file: one of both; `maillage admin unset %s` forgets it", key, key)
	case key == data.SettingMailPassword && c.File == "":
		return fmt.Errorf("a password on the command line shows in the list of processes and stays in the history of the shell: "+
			"`maillage admin set %s --file -` takes it from standard input, --file FILE from a file", key)
	case c.File != "":
		if value, err = readText(c.File, key); err != nil {
			return err
		}
	}
	return p.withSettings(func(door settingsDoor) error {
		return p.change(door, func(settings data.Settings) { settings[key] = value })
	})
}

// settingKey returns a key that exists.
func settingKey(text string) (data.SettingKey, error) {
	key := data.SettingKey(text)
	if key.Most() == 0 {
		return "", fmt.Errorf("there is no setting %q; these are: %s", text, joinKeys(data.SettingKeys()))
	}
	return key, nil
}

// readText reads a value from a file, without the ends of lines behind it.
func readText(name string, key data.SettingKey) (string, error) {
	content, err := readBounded(name, 4*key.Most()+2)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

// readBounded reads a file, or standard input for "-", of at most so many bytes.
func readBounded(name string, most int) ([]byte, error) {
	file := os.Stdin
	if name != "-" {
		var err error
		if file, err = os.Open(name); err != nil {
			return nil, err
		}
		defer file.Close()
	}
	content, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err == nil && len(content) > most {
		err = fmt.Errorf("%s has more than %d bytes, which is more than is taken", name, most)
	}
	return content, err
}

type adminUnsetCommand struct {
	Keys []string `arg:"" name:"KEY" help:"Which settings."`
}

// Run forgets settings.
func (c *adminUnsetCommand) Run(p *program) error {
	var keys []data.SettingKey
	for _, text := range c.Keys {
		key, err := settingKey(text)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	return p.withSettings(func(door settingsDoor) error {
		return p.change(door, func(settings data.Settings) {
			maps.DeleteFunc(settings, func(key data.SettingKey, _ string) bool { return slices.Contains(keys, key) })
		})
	})
}

type adminLogoCommand struct {
	File   string `arg:"" optional:"" help:"A picture in PNG, JPEG or WebP, at most 1 MiB."`
	Remove bool   `help:"Remove the logo."`
}

// Run sets the logo or removes it.
func (c *adminLogoCommand) Run(p *program) error {
	if c.Remove == (c.File != "") {
		return errors.New("give a picture, or --remove: one of both")
	}
	var picture []byte
	if c.File != "" {
		var err error
		if picture, err = readBounded(c.File, media.MaxLogoBytes); err != nil {
			return err
		}
	}
	return p.withSettings(func(door settingsDoor) error { return door.SetLogo(p.ctx, picture) })
}

type adminMailCommand struct {
	To string `required:"" placeholder:"ADDRESS" help:"Where to send it."`
}

// Run sends a test mail.
func (c *adminMailCommand) Run(p *program) error {
	return p.withExisting(func(door settingsDoor) error {
		settings, _, err := door.Settings(p.ctx)
		if err != nil {
			return err
		}
		if !settings.SendsMail() {
			return errors.New("no mail server is set: maillage admin set mail.host and mail.from first")
		}
		templates, err := web.New(web.Site{Name: settings[data.SettingName]})
		if err != nil {
			return err
		}
		subject, text, err := templates.MailText(web.Language(settings.Languages()[0]))
		if err != nil {
			return err
		}
		if err := mail.Send(p.ctx, api.MailServer(settings), mail.Message{To: c.To, Subject: subject, Text: text}); err != nil {
			return api.ExplainMail(err, settings, c.To)
		}
		p.say("Sent. See whether it arrives, in the junk folder too.")
		return nil
	})
}
