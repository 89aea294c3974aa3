package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// TestTheFirstAdministratorComesInByALink goes the whole way, beside a server.
func TestTheFirstAdministratorComesInByALink(t *testing.T) {
	dir := shortFolder(t)
	r := start(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	mustRun(t, "There is no account yet", "admin", "accounts", "--data", dir)
	var link strings.Builder
	if status := run(t.Context(), []string{"admin", "account", "--data", dir, "--public-url", r.url, "--administrator", "Camille@Example.org"}, &link, io.Discard); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	address, err := url.Parse(strings.TrimSpace(link.String()))
	if err != nil || address.Path != "/link" {
		t.Fatalf("%q, %v", link.String(), err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	form := url.Values{"token": {address.Query().Get("token")}, "name": {"Camille"}, "password": {"un vélo dans le jardin"}}
	answer, err := client.PostForm(r.url+"/link", form)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer, err = client.Get(r.url + "/settings"); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the settings: %d", answer.StatusCode)
	}
	mustRun(t, "administrator", "admin", "accounts", "--data", dir)
	mustRun(t, "choose another password", "admin", "account", "--data", dir, "camille@example.org")
	mustRun(t, "may change the settings from now on", "admin", "account", "--data", dir, "--administrator", "camille@example.org")
	var said lockedBuffer
	if status := run(t.Context(), []string{"admin", "account", "--data", dir, "--no-administrator", "camille@example.org"}, &said, &said); status != 0 ||
		!strings.Contains(said.String(), "may no longer change the settings") || strings.Contains(said.String(), "/link?token=") {
		t.Errorf("a right taken away: exit status %d: %s", status, said.String())
	}
	if status, said := command(t, "admin", "account", "--data", dir, "camille"); status != 1 || !strings.Contains(said, "Write it like camille@example.org") {
		t.Errorf("exit status %d: %s", status, said)
	}

	answer, err = client.PostForm(r.url+"/signup", url.Values{"email": {"sacha@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	mustRun(t, "sacha@example.org  http://127.0.0.1:8080/link?token=", "admin", "links", "--data", dir)
	mustRun(t, "Nobody waits for a link", "admin", "links", "--data", dir)
	r.end(t)
}

func TestKeptMailsNeedALoneMachine(t *testing.T) {
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"open to others": {"--listen", ":0"}, "behind a proxy": {"--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1"},
		"with a public address": {"--listen", "127.0.0.1:0", "--public-url", "https://carte.example.org"},
	} {
		status, said := command(t, append([]string{"serve", "--data", dir, "--dev-mails"}, args...)...)
		if status != 1 || !strings.Contains(said, "--dev-mails shows the mails of everybody") {
			t.Errorf("%s: exit status %d: %s", name, status, said)
		}
	}
}

// TestARestoredFolderForgetsWhoWasErased backs up, erases, backs up again elsewhere,
// and restores the first one.
func TestARestoredFolderForgetsWhoWasErased(t *testing.T) {
	dir, backups := filepath.Join(t.TempDir(), "var"), t.TempDir()
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	door := commons.New(kept)
	sent, err := door.Invite(t.Context(), "camille@example.org", nil)
	if err != nil {
		t.Fatal(err)
	}
	account, err := door.SignUp(t.Context(), sent.Token, "Camille", "fr", "un vélo dans le jardin", sent.ExpiresAt.Add(-data.HandedLife))
	if err != nil {
		t.Fatal(err)
	}
	first := filepath.Join(backups, "first.db")
	mustRun(t, "first.db", "backup", "--data", dir, first)
	if err := door.ReplayErasures(t.Context(), []data.Erasure{{Account: account.ID, Contributions: data.KeepContributions, At: account.CreatedAt}}); err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "second.db", "backup", "--data", dir, filepath.Join(backups, "second.db"))
	restored := filepath.Join(t.TempDir(), "restored")
	mustRun(t, "Restored", "restore", "--data", restored, first)
	mustRun(t, "There is no account yet", "admin", "accounts", "--data", restored)
	if erased, err := store.ReadErasures(filepath.Join(restored, store.ErasuresFile)); err != nil || len(erased) != 1 {
		t.Errorf("the new folder knows of %v, %v", erased, err)
	}
	if status, said := command(t, "restore", "--data", filepath.Join(t.TempDir(), "x"), "--erasures", filepath.Join(backups, "none"), first); status != 1 || !strings.Contains(said, "nothing was restored") {
		t.Errorf("a list that is missing: exit status %d: %s", status, said)
	}
}
