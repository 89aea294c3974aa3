package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestALinkNeedsASite asks for what makes sense of a site alone where none is: in
// another folder than that of the server, as happens to who forgets --data.
func TestALinkNeedsASite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{{"link"}, {"links"}, {"accounts"}, {"mail", "--to", "camille@example.org"}} {
		status, said := command(t, append(append([]string{"admin"}, args...), "--data", dir)...)
		if status != 1 || !strings.Contains(said, "there is no data in "+dir) {
			t.Errorf("admin %v: exit status %d: %s", args, status, said)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
}

// TestARunningSiteIsSetUp goes the whole way: settings changed beside the server
// are shown, and a link made beside it opens the settings page.
func TestARunningSiteIsSetUp(t *testing.T) {
	dir := t.TempDir()
	r := start(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	for _, args := range [][]string{{"admin", "set", "name", "Ma carte"}, {"admin", "set", "start.territory", "FR-35"}} {
		var stderr lockedBuffer
		if status := run(t.Context(), append(args, "--data", dir), io.Discard, &stderr); status != 0 {
			t.Fatalf("%v: exit status %d:\n%s", args, status, stderr.String())
		}
	}
	var link strings.Builder
	if status := run(t.Context(), []string{"admin", "link", "--data", dir, "--public-url", r.url}, &link, io.Discard); status != 0 {
		t.Fatalf("admin link: exit status %d", status)
	}
	address, err := url.Parse(strings.TrimSpace(link.String()))
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	answer, err := client.PostForm(r.url+"/settings/enter", url.Values{"link": {address.Query().Get("link")}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), `value="Ma carte"`) || !strings.Contains(string(page), `value="FR-35"`) {
		t.Errorf("status %d, %v\n%s", answer.StatusCode, err, page)
	}
	if _, body := get(t, r.url+"/"); !strings.Contains(body, "<title>Ma carte") || !strings.Contains(body, "data-box=") {
		t.Errorf("the explore page does not show the settings:\n%s", body)
	}
	if status := r.end(t); status != 0 {
		t.Errorf("exit status %d:\n%s", status, r.stderr)
	}
}
