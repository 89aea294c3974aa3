package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/data/store"
)

// archived returns the files of an archive by their names.
func archived(t *testing.T, got answer) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		t.Fatalf("status %d, %v\n%s", got.status, err, got.body)
	}
	files := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = string(content)
	}
	return files
}

func TestEverythingAboutMeIsMine(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	h.join("sacha@example.org", "Sacha")
	files := archived(t, v.look("/account/export"))
	for _, part := range []string{`"email": "camille@example.org"`, `"name": "Camille"`, `"sessions": [`} {
		if !strings.Contains(files["account.json"], part) {
			t.Errorf("account.json lacks %s:\n%s", part, files["account.json"])
		}
	}
	for name, content := range files {
		if strings.Contains(content, "sacha@example.org") || strings.Contains(content, "argon2") {
			t.Errorf("%s tells too much:\n%s", name, content)
		}
	}
	if _, ok := files["contributions.ndjson"]; !ok {
		t.Errorf("files %v", files)
	}
	wantStatus(t, "anybody", h.visitor().look("/account/export"), http.StatusSeeOther)
}

func TestWhatEditorsNoteIsInTheArchiveOfEditorsAlone(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.network("camille@example.org", "Réseau", "", func(n *data.Network) {
		n.Contributors, n.Fields = data.ContributorsEveryone, []data.NetworkField{{Key: "contact", Label: "Contact", Type: data.FieldText}}
	})
	element, note := h.some(1)[0], "à ne pas dire"
	if _, err := h.commons.Annotate(t.Context(), h.accountOf("camille@example.org").ID, n.Slug, element, &note, map[string]string{"contact": "en secret"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	said := func(v *visitor) string { return archived(t, v.look("/account/export"))["networks.json"] }
	if got := said(camille); !strings.Contains(got, note) || !strings.Contains(got, "en secret") {
		t.Errorf("the editor's own lacks it:\n%s", got)
	}
	if got, done := sacha.curate(n.Slug, "picked", element); done.Changed != 1 {
		t.Fatalf("adding: %d\n%s", got.status, got.body)
	}
	if got := said(sacha); !strings.Contains(got, `"standing": "picked"`) || strings.Contains(got, note) || strings.Contains(got, "en secret") {
		t.Errorf("of who added the element:\n%s", got)
	}
}

func TestWhatSomebodyDecidedOfChangesIsInTheirArchiveUntilTheyAreErased(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) { n.Query, n.Clears = "tag=jardinpartage", true })
	h.add(garden("Premier", 2.5, 45, "jardin partagé"), garden("Second", 2.6, 45, "jardin partagé"))
	h.settle()
	page := "/n/" + n.Slug + "/review"
	camille.post(page, url.Values{"approve": {h.ids["Premier"].String() + ":1"}})
	camille.post(page, url.Values{"dismiss": {h.ids["Second"].String() + ":1"}})
	decided := func(v *visitor) map[data.ID]bool {
		var file struct{ Decided []store.Decided }
		if err := json.Unmarshal([]byte(archived(t, v.look("/account/export"))["networks.json"]), &file); err != nil {
			t.Fatal(err)
		}
		approved := map[data.ID]bool{}
		for _, one := range file.Decided {
			approved[one.Element] = one.Approved
		}
		return approved
	}
	if diff := cmp.Diff(map[data.ID]bool{h.ids["Premier"]: true, h.ids["Second"]: false}, decided(camille)); diff != "" {
		t.Errorf("who decided (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[data.ID]bool{}, decided(sacha)); diff != "" {
		t.Errorf("another (-want +got):\n%s", diff)
	}
	account := h.accountOf("camille@example.org").ID
	if err := h.commons.ReplayErasures(t.Context(), []data.Erasure{{Account: account, Contributions: data.KeepContributions, At: time.Now()}}); err != nil {
		t.Fatal(err)
	}
	if left, err := h.store.DecidedBy(t.Context(), account); len(left) > 0 || err != nil {
		t.Errorf("once erased it is still said to have decided %v, %v", left, err)
	}
}

func TestAnAccountIsErasedAfterDaysOfGrace(t *testing.T) {
	h := mailedHouse(t)
	v := h.join("camille@example.org", "Camille")
	erase := url.Values{"present": {goodPassword}, "contributions": {"keep"}}
	wantStatus(t, "without the password", v.post("/account/erase", url.Values{"present": {"x"}, "contributions": {"keep"}}), http.StatusUnprocessableEntity)
	wrong := v.post("/account/erase", url.Values{"present": {goodPassword}})
	wantStatus(t, "without a choice", wrong, http.StatusUnprocessableEntity)
	wrong.holds(t, "Choisissez ce que deviennent vos contributions.")
	got := v.post("/account/erase", erase)
	wantStatus(t, "asking for it", got, http.StatusSeeOther)
	v.look(got.header.Get("Location")).holds(t, "votre compte sera effacé dans sept jours")
	wantStatus(t, "who asked", v.look("/account"), http.StatusSeeOther)
	if subject, _ := h.lastMail("camille@example.org"); subject != "Votre compte sur Maillage va être effacé" {
		t.Errorf("mail %q", subject)
	}

	v, got = h.logIn("camille@example.org", goodPassword)
	v.look(got.header.Get("Location")).holds(t, "l’effacement de votre compte est annulé")
	eraseDue := func(after time.Duration) int {
		n, err := h.commons.EraseDue(t.Context(), time.Now().Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := eraseDue(8 * 24 * time.Hour); n != 0 {
		t.Errorf("%d accounts are erased whose owner came back", n)
	}
	v.post("/account/erase", erase)
	if n := eraseDue(data.ErasureGrace - time.Minute); n != 0 {
		t.Errorf("%d accounts are erased within the days of grace", n)
	}
	if n := eraseDue(data.ErasureGrace + time.Minute); n != 1 {
		t.Errorf("%d accounts are erased, want one", n)
	}
	_, got = h.logIn("camille@example.org", goodPassword)
	wantStatus(t, "logging in then", got, http.StatusUnprocessableEntity)
	if accounts, err := h.store.Accounts(t.Context()); err != nil || len(accounts) != 0 {
		t.Errorf("accounts %v, %v", accounts, err)
	}
	h.join("camille@example.org", "Camille").look("/account").holds(t, `value="Camille"`)
}
