package api

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maillage/api/mail"
	"maillage/data"
)

// mailsTo returns the mails to an address, the last first.
func (h *house) mailsTo(address string) (all []mail.Message) {
	for _, kept := range h.server.outbox.all() {
		if kept.To == address {
			all = append(all, kept.Message)
		}
	}
	return all
}

// looked is a project that somebody looks after.
func (v *visitor) looked(t *testing.T, name string) string {
	t.Helper()
	id := v.project(name)
	v.act(t, id, "claim", nil, "claimed")
	return id
}

func TestAMessageIsRelayed(t *testing.T) {
	h := mailedHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha {link}")
	id := camille.looked(t, "Piste {text} du Pré")
	page := sacha.look("/contact/" + id)
	page.holds(t, "Votre message part par courriel").lacks(t, "camille@example.org")
	sent := sacha.post("/contact/"+id, url.Values{"text": {"Bonjour,\r\n{name}\r\n.\r\nBcc: x@example.org"}, "copy": {"yes"}})
	if to := sent.header.Get("Location"); sent.status != http.StatusSeeOther || to != "/contact/"+id+"?done=sent" {
		t.Fatalf("%d to %q\n%s", sent.status, to, sent.body)
	}
	got := h.mailsTo("camille@example.org")[0]
	if got.ReplyTo != "" || strings.Contains(got.Text, "sacha@example.org") || strings.ContainsAny(got.Subject, "\r\n") ||
		got.Subject != "Un message pour « Piste {text} du Pré »" || !strings.Contains(got.Text, "Bonjour,\n{name}\n.\nBcc: x@example.org\n") || !strings.Contains(got.Text, "Sacha {link} écrit") {
		t.Errorf("the mail is %+v", got)
	}
	if own := h.mailsTo("sacha@example.org"); len(own) == 0 || strings.Contains(own[0].Text, "camille@example.org") || !strings.Contains(own[0].Text, "Voici votre message") {
		t.Errorf("the copy is %+v", own)
	}
	sacha.post("/contact/"+id, url.Values{"text": {"Répondez-moi"}, "show": {"yes"}})
	if got := h.mailsTo("camille@example.org")[0]; got.ReplyTo != "sacha@example.org" {
		t.Errorf("the answer goes to %q", got.ReplyTo)
	}
	if kept, err := h.store.MessagesBy(t.Context(), h.account("sacha@example.org")); err != nil || len(kept) != 0 {
		t.Errorf("a message that went is kept: %v, %v", kept, err)
	}
	for name, text := range map[string]string{"empty": " \r\n", "long": strings.Repeat("a", data.MaxMessage+1), "turned": "a\u202eb", "damaged": "\xff"} {
		wrong := sacha.post("/contact/"+id, url.Values{"text": {text}})
		wantStatus(t, "a message that is "+name, wrong, http.StatusUnprocessableEntity)
		wrong.holds(t, `class="field-mistake"`)
	}
	wantStatus(t, "a visitor writes", h.visitor().post("/contact/"+id, url.Values{"text": {"bonjour"}}), http.StatusSeeOther)
	sacha.post("/contact/"+id, url.Values{"text": {"trois"}})
	flood := sacha.post("/contact/"+id, url.Values{"text": {"quatre"}})
	wantStatus(t, "a fourth message", flood, http.StatusTooManyRequests)
	flood.holds(t, "quatre", "Réessayez demain")
	if flood.header.Get("Retry-After") == "" || len(h.mailsTo("camille@example.org")) != 3 {
		t.Errorf("%v, %d mails", flood.header, len(h.mailsTo("camille@example.org")))
	}
	for range 3 {
		sacha.post("/contact/"+camille.looked(t, "Autre"), url.Values{"text": {"bonjour"}})
	}
	if n := len(h.mailsTo("camille@example.org")); n != 5 {
		t.Errorf("a person has written %d messages in a day", n)
	}
	if strings.Contains(h.log.String(), "Bonjour") || strings.Contains(h.log.String(), "@example.org") {
		t.Error("the log holds what was written")
	}
}

func TestAMessageWaitsWhereNoMailIsSent(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	id := camille.looked(t, "Piste du Pré")
	sacha.look("/contact/"+id).holds(t, "lisent votre message, avec votre nom, sur ce site").lacks(t, "M’envoyer une copie")
	sent := sacha.post("/contact/"+id, url.Values{"text": {"Bonjour <i>vous</i>"}, "show": {"yes"}})
	sacha.look(sent.header.Get("Location")).holds(t, "Votre message attend")
	camille.look("/home").holds(t, "1 message vous attend")
	inbox := camille.look("/messages")
	inbox.holds(t, "Bonjour &lt;i&gt;vous&lt;/i&gt;", "Sacha", "Piste du Pré", "mailto:sacha@example.org")
	sacha.look("/messages").lacks(t, "Bonjour")
	_, after, _ := strings.Cut(string(inbox.body), `name="message" value="`)
	message, _, _ := strings.Cut(after, `"`)
	sacha.post("/messages", url.Values{"message": {message}})
	camille.look("/messages").holds(t, "Bonjour")
	camille.post("/messages", url.Values{"message": {message}})
	camille.look("/messages").lacks(t, "Bonjour").holds(t, "Aucun message ne vous attend")

	nobody := h.ids["Jardin des Ormes"].String()
	sacha.look("/contact/"+nobody).holds(t, "Personne ne peut encore recevoir")
	wantStatus(t, "a message to nobody", sacha.post("/contact/"+nobody, url.Values{"text": {"bonjour"}}), http.StatusConflict)
}

func TestWhoLooksAfterAnElementIsNotToldToThoseWhoWrite(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	id := camille.looked(t, "Piste du Pré")
	sacha.post("/contact/"+id, url.Values{"text": {"Bonjour"}})
	mine := archived(t, sacha.look("/account/export"))["belonging.json"]
	if !strings.Contains(mine, "Bonjour") || strings.Contains(mine, h.account("camille@example.org").String()) {
		t.Errorf("the archive of who wrote holds\n%s", mine)
	}
}

func TestNobodyIsOfferedToWriteToThemselvesAlone(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	id := camille.looked(t, "Piste du Pré")
	page, contact := "/e/"+id+"/piste-du-pre", "/contact/"+id
	camille.look(page).holds(t, "Piste du Pré").lacks(t, contact)
	sacha.look(page).holds(t, contact)
	h.visitor().look(page).holds(t, contact)
	camille.look(contact).holds(t, "la seule personne à recevoir").lacks(t, "<textarea")
	nobody := h.ids["Jardin des Ormes"].String()
	sacha.look("/contact/"+nobody).holds(t, "Personne ne peut encore recevoir").lacks(t, "la seule personne")
}

func TestAnAddressThatAnybodyWroteIsNotFlooded(t *testing.T) {
	h := mailedHouse(t)
	h.server.limits.messagesOf.burst = 2
	for i, name := range []string{"Une", "Deux", "Trois"} {
		v := h.join(name+"@example.org", name)
		e := written(t, v.send("POST", elementsPath, "application/json", strings.NewReader(`{"kind":"place","name":"`+name+`","email":"victim@example.org"}`)))
		got := v.post("/contact/"+e.ID.String(), url.Values{"text": {"bonjour"}})
		if want := []int{303, 303, 429}[i]; got.status != want {
			t.Errorf("a message by way of the element %s = %d, want %d", name, got.status, want)
		}
	}
}

func TestProjectsTellHowTheyGoOn(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	id := camille.looked(t, "Piste du Pré")
	wantStatus(t, "anybody tells", sacha.post("/notes/"+id, url.Values{"text": {"rien"}}), http.StatusForbidden)
	wantStatus(t, "nothing is told", camille.post("/notes/"+id, url.Values{"text": {" "}}), http.StatusUnprocessableEntity)
	wantStatus(t, "too much is told", camille.post("/notes/"+id, url.Values{"text": {strings.Repeat("é", data.MaxNote+1)}}), http.StatusUnprocessableEntity)
	got := camille.post("/notes/"+id, url.Values{"text": {"Premier **coup de pelle** <script>alert(1)</script> [ici](javascript:alert(1))"}})
	wantStatus(t, "telling", got, http.StatusSeeOther)
	for _, path := range []string{"/e/" + id + "/piste-du-pre", "/notes/" + id, "/en/notes/" + id} {
		h.visitor().look(path).holds(t, "<strong>coup de pelle</strong>", "Camille").lacks(t, "alert(1)</script>", "javascript:", "notes_delete", "/delete")
	}
	page := camille.look("/notes/" + id)
	_, after, _ := strings.Cut(string(page.body), `name="note" value="`)
	note, _, _ := strings.Cut(after, `"`)
	wantStatus(t, "anybody deletes it", sacha.post("/notes/"+id+"/delete", url.Values{"note": {note}}), http.StatusForbidden)
	other := sacha.looked(t, "Autre projet")
	wantStatus(t, "through another project", sacha.post("/notes/"+other+"/delete", url.Values{"note": {note}}), http.StatusNotFound)

	archive := camille.look("/account/export")
	files, err := zip.NewReader(bytes.NewReader(archive.body), int64(len(archive.body)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := files.Open("belonging.json")
	if err != nil {
		t.Fatal(err)
	}
	exported, _ := io.ReadAll(file)
	for _, part := range []string{"coup de pelle", `"level": "administrator"`, id} {
		if !strings.Contains(string(exported), part) {
			t.Errorf("the export lacks %q:\n%s", part, exported)
		}
	}

	hide := camille.send("DELETE", elementsPath+"/"+id, "", nil, "If-Match", `"1"`)
	wantStatus(t, "hiding it", hide, http.StatusOK)
	wantStatus(t, "its notes then", h.visitor().look("/notes/"+id), http.StatusNotFound)
	wantStatus(t, "its notes then, to another member of the site", sacha.look("/notes/"+id), http.StatusNotFound)
	camille.look("/notes/"+id).holds(t, "coup de pelle")
	wantStatus(t, "deleting it", camille.post("/notes/"+id+"/delete", url.Values{"note": {note}}), http.StatusSeeOther)
	camille.look("/notes/"+id).lacks(t, "coup de pelle")
}

// TestWhatIsTiedToAnElementIsOnItsPage ties an event to a project.
func TestWhatIsTiedToAnElementIsOnItsPage(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	id := camille.looked(t, "Piste du Pré")
	event := `{"kind":"event","name":"Fête de la piste","links":[{"rel":"partOf","target":"` + id + `"}]}`
	wantStatus(t, "tying", camille.send("POST", elementsPath, "application/json", strings.NewReader(event)), http.StatusCreated)
	h.visitor().look("/e/"+id+"/piste-du-pre").holds(t, "Fête de la piste", "/?kind=event&amp;of="+id)
}

// account returns the id of the account of an address.
func (h *house) account(email string) data.ID {
	h.t.Helper()
	account, _, err := h.store.AccountByEmail(h.t.Context(), email)
	if err != nil {
		h.t.Fatal(err)
	}
	return account.ID
}
