package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	smtpmock "github.com/mocktools/go-smtp-mock/v2"

	"maillage/data"
)

// followForm is what the button sends.
func followForm(what string, more ...string) url.Values {
	form := url.Values{"what": {what}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// makeNews makes the news of all that is written.
func (h *house) makeNews() {
	h.t.Helper()
	waiting, stop := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer stop()
	if err := h.engine.Wait(waiting, h.sequence()); err != nil {
		h.t.Fatal(err)
	}
	if err := h.server.newsUpTo(h.t.Context(), h.engine.Snapshot()); err != nil {
		h.t.Fatal(err)
	}
}

// accountOf returns the account of an address.
func (h *house) accountOf(email string) data.Account {
	h.t.Helper()
	account, _, err := h.store.AccountByEmail(h.t.Context(), email)
	if err != nil {
		h.t.Fatal(err)
	}
	return account
}

func TestSomebodyFollowsATownAndReadsWhatIsNew(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")

	h.visitor().look("/t/FR-87085").holds(t, `href="/follow?what=in%3AFR-87085"`)
	if got := h.visitor().look("/follow?what=in%3AFR-87085"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/login?next=%2Ffollow%3Fwhat%3Din%253AFR-87085" {
		t.Errorf("who has not logged in is led to %q", got.header.Get("Location"))
	}
	camille.look("/home").holds(t, "Commencez par votre commune", `name="town"`)
	camille.look("/home?town=bourg").holds(t, "Bourg-l&#39;Ouest", `value="in:FR-87086"`)
	got := camille.post("/follow", followForm("in:FR-87085", "back", "/t/FR-87085?x=1"))
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/t/FR-87085?x=1" {
		t.Errorf("POST /follow = %d to %q", got.status, got.header.Get("Location"))
	}
	camille.look("/t/FR-87085").holds(t, "Se désabonner")
	sacha.look("/t/FR-87085").lacks(t, "Se désabonner")

	e := written(t, sacha.send("POST", elementsPath, "application/json", strings.NewReader(compost)))
	edit := strings.Replace(compost, `"tags"`, `"openingHours":"Sa 10:00-12:00","tags"`, 1)
	wantStatus(t, "an edit", sacha.send("PUT", elementsPath+"/"+e.ID.String(), "application/json", strings.NewReader(edit), "If-Match", `"1"`), http.StatusOK)
	h.makeNews()
	home := camille.look("/home")
	home.holds(t, "Compost du Pré", "Référencé par Sacha", "Modifié par Sacha : Horaires", "Nouveau", "Parce que vous êtes abonné·e à : Bourg-l&#39;Ouest")
	if home.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", home.header.Get("Cache-Control"))
	}
	camille.look("/home").lacks(t, "Nouveau") // seen by then
	camille.look("/en/home").holds(t, "Added by Sacha", "Changed by Sacha: Opening hours")
	sacha.look("/home").lacks(t, "Compost du Pré")

	wantStatus(t, "hiding", sacha.send("DELETE", elementsPath+"/"+e.ID.String(), "", nil, "If-Match", `"2"`), http.StatusOK)
	camille.look("/home").lacks(t, "Compost du Pré")
	camille.post("/follow", followForm("in:FR-87085", "end", "yes"))
	camille.look("/follows").lacks(t, "Se désabonner")
}

func TestASearchIsFollowedAsTheIndexReadsIt(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	for given, want := range map[string]string{
		"search:tag=Jardin+Partagé":                                 "tag:jardinpartage",
		"search:in=FR-87&sort=newest&limit=5":                       "in:FR-87",
		"search:tag=compost&in=FR-87&cursor=":                       "search:tag=compost&in=FR-87",
		"search:q=établi":                                           "search:q=%C3%A9tabli",
		"tag:#C++":                                                  "tag:c++",
		"element:" + h.ids["L'Établi"].String():                     "element:" + h.ids["L'Établi"].String(),
		"search:kind=place,event&tag=réparation&x=y":                "search:kind=event,place&tag=reparation",
		"account:" + h.accountOf("camille@example.org").ID.String(): "account:" + h.accountOf("camille@example.org").ID.String(),
	} {
		given = strings.NewReplacer("é", "%C3%A9").Replace(given)
		if strings.HasPrefix(given, "element") || strings.HasPrefix(given, "tag") {
			given = strings.ReplaceAll(given, "%C3%A9", "é")
		}
		wantStatus(t, given, camille.post("/follow", followForm(given)), http.StatusSeeOther)
		follows, err := h.store.Follows(t.Context(), h.accountOf("camille@example.org").ID)
		if err != nil || !slices.ContainsFunc(follows, func(f data.Followed) bool { return f.String() == want }) {
			t.Errorf("%s is followed as %v, want %s, %v", given, follows, want, err)
		}
	}
	sacha := h.join("sacha@example.org", "Sacha")
	sacha.post("/follow", followForm("search:q=pr%C3%A9&kind=place"))
	camille.send("POST", elementsPath, "application/json", strings.NewReader(compost))
	h.makeNews()
	sacha.look("/home").holds(t, "Compost du Pré", "pré")
}

func TestWhatCannotBeFollowedIsRefused(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	for what, want := range map[string]int{
		"": 400, "in": 400, "in:": 400, "in:../..": 400, "in:world": 400, "all:x": 400, "tag:": 400, "tag:🙂": 400, "tag:" + strings.Repeat("a", 2000): 400,
		"search:": 400, "search:sort=newest": 400, "search:bbox=1,45,2,46": 400, "search:near=1,45&radius=500": 400, "search:q=%3Cscript%3E&limit=5000": 400,
		"search:q=" + strings.Repeat("a", 300): 400, "search:kind=spaceship": 400, "search:\u202e": 400, "search:" + strings.Repeat("tag=a&", 5000): 400, "element:1": 400,
		"element:" + data.NewID().String(): 404, "account:" + data.NewID().String(): 404, "in:FR-99": 404,
		"element:" + h.ids["Brouillon secret"].String(): 404, "element:" + h.ids["Réservé secret"].String(): 404,
	} {
		got := camille.post("/follow", followForm(what))
		if got.status != want {
			t.Errorf("POST /follow %.60q = %d, want %d", what, got.status, want)
		}
		got = camille.look("/follow?" + followForm(what).Encode())
		if got.status != want {
			t.Errorf("GET /follow %.60q = %d, want %d", what, got.status, want)
		}
		got.lacks(t, "secret", "<script>")
	}
	wantStatus(t, "a foreign origin", camille.post("/follow", followForm("tag:compost"), "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	wantStatus(t, "without a session", h.visitor().post("/follow", followForm("tag:compost")), http.StatusSeeOther)
	got := camille.post("/follow", followForm("tag:compost", "back", "https://evil.example/"))
	if location := got.header.Get("Location"); location != "/follow?what=tag%3Acompost" {
		t.Errorf("a page elsewhere is led back to: %q", location)
	}
	follows, err := h.store.Follows(t.Context(), h.accountOf("camille@example.org").ID)
	if err != nil || len(follows) != 1 {
		t.Errorf("followed: %v, %v", follows, err)
	}
}

func TestNobodyFollowsWithoutEnd(t *testing.T) {
	h := newHouse(t)
	camille := h.join("camille@example.org", "Camille")
	id := h.accountOf("camille@example.org").ID
	for i := range data.MaxFollows {
		if err := h.commons.Follow(t.Context(), id, data.Follow{Sort: data.FollowTag, Key: fmt.Sprint("tag", i)}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	got := camille.post("/follow", followForm("tag:encore"))
	wantStatus(t, "one more", got, http.StatusConflict)
	got.holds(t, "désabonnez-vous d’abord de quelques-uns")
	for range 300 {
		if got := camille.post("/follow", followForm("tag:tag1")); got.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("300 in a row are all taken")
}

func TestNotificationsAreOnesOwn(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	e := written(t, sacha.send("POST", elementsPath, "application/json", strings.NewReader(compost)))
	edit := strings.Replace(compost, "Compost du Pré", "Compost <b>du</b> Pré", 1)
	wantStatus(t, "an edit", camille.send("PUT", elementsPath+"/"+e.ID.String(), "application/json", strings.NewReader(edit), "If-Match", `"1"`), http.StatusOK)
	h.makeNews()
	sacha.look("/t/FR").holds(t, `class="unseen" href="/notifications">1<`)
	page := sacha.look("/notifications")
	page.holds(t, "Camille a modifié « Compost &lt;b&gt;du&lt;/b&gt; Pré », dont vous vous occupez", "Nouveau")
	camille.look("/notifications").lacks(t, "Compost")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(string(page.body))
	if id == nil {
		t.Fatalf("no form to mark one as read:\n%s", page.body)
	}
	wantStatus(t, "another's", camille.post("/notifications", url.Values{"id": {id[1]}}), http.StatusSeeOther)
	sacha.look("/notifications").holds(t, "Nouveau")
	wantStatus(t, "no id", sacha.post("/notifications", url.Values{"id": {"x"}}), http.StatusBadRequest)
	wantStatus(t, "one's own", sacha.post("/notifications", url.Values{"id": {id[1]}}), http.StatusSeeOther)
	after := sacha.look("/notifications")
	after.holds(t, "Camille a modifié")
	after.lacks(t, "Nouveau", `class="unseen"`)
	h.get("/t/FR").lacks(t, `class="unseen"`, "/home")
}

// digest has somebody follow a tag and choose a daily digest, and something happen.
func (h *house) digest(email string) *visitor {
	h.t.Helper()
	v := h.join(email, "Camille")
	v.post("/follow", followForm("tag:compost"))
	if got := v.post("/follows/mail", url.Values{"digest": {"daily"}, "whole": {"yes"}, "direct": {"yes"}}); got.status != http.StatusSeeOther {
		h.t.Fatalf("choosing a digest: %d\n%s", got.status, got.body)
	}
	author := h.join("auteur."+email, "Sacha")
	author.send("POST", elementsPath, "application/json", strings.NewReader(compost))
	h.makeNews()
	return v
}

var unsubscribeInMail = regexp.MustCompile(`(/(?:en/)?unsubscribe\?token=[\w%-]+)`)

func TestADigestIsMailedAndEndedWithOneClick(t *testing.T) {
	h := mailedHouse(t)
	h.server.localURL = h.url
	v := h.digest("camille@example.org")
	for range 2 { // the second time there is nothing new
		if err := h.server.mailDue(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	var mails []keptMail
	for _, kept := range h.server.outbox.all() {
		if kept.To == "camille@example.org" {
			mails = append(mails, kept)
		}
	}
	if len(mails) != 1 || mails[0].Subject != "Quoi de neuf sur Maillage" || !strings.Contains(mails[0].Text, "• Compost du Pré\n  Référencé par Sacha\n"+h.url+"/e/") {
		t.Fatalf("mails %+v", mails)
	}
	link := unsubscribeInMail.FindString(mails[0].Text)
	if link == "" || mails[0].Unsubscribe != h.url+link {
		t.Fatalf("the mail ends by %q, its header by %q", link, mails[0].Unsubscribe)
	}
	h.get(link).holds(t, "Vous ne recevrez plus le résumé", "Ne plus les recevoir")
	choices := func() data.Digest {
		got, err := h.store.NewsChoices(t.Context(), h.accountOf("camille@example.org").ID)
		if err != nil {
			t.Fatal(err)
		}
		return got.Digest
	}
	if choices() != data.DigestDaily {
		t.Error("looking has ended it")
	}
	// As a mail program does it: from elsewhere, without a cookie.
	got := h.visitor().post(link, url.Values{"List-Unsubscribe": {"One-Click"}}, "Origin", "https://mail.example", "Sec-Fetch-Site", "cross-site")
	wantStatus(t, "one click", got, http.StatusOK)
	got.holds(t, "vous ne recevrez plus de résumé")
	if got.header.Get("Set-Cookie") != "" || choices() != data.DigestNever {
		t.Errorf("cookie %q, digest %q", got.header.Get("Set-Cookie"), choices())
	}
	v.look("/follows").holds(t, `value="never" checked`)
	for _, token := range []string{"", "x", strings.Repeat("A", 66), strings.Repeat("A", 5000)} {
		wantStatus(t, "a token made up", h.visitor().post("/unsubscribe", url.Values{"token": {token}}), http.StatusGone)
		wantStatus(t, "looking with it", h.get("/unsubscribe?token="+token), http.StatusGone)
	}
	wantStatus(t, "from elsewhere to another form", h.visitor().post("/follows/mail", nil, "Origin", "https://mail.example", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	if strings.Contains(h.log.String(), link) || strings.Contains(h.log.String(), "camille@") {
		t.Error("the log tells of who gets mails")
	}
}

// TestANetworkIsFollowedByDigest holds that what its query finds and what was picked for
// it are in one mail to who follows it, and nothing else.
func TestANetworkIsFollowedByDigest(t *testing.T) {
	h := mailedHouse(t)
	h.server.localURL = h.url
	camille := h.join("camille@example.org", "Camille")
	sacha := h.join("sacha@example.org", "Sacha")
	n := h.network("sacha@example.org", "Compost d’ici", "tag=compost", nil)
	camille.look("/n/"+n.Slug).holds(t, "S’abonner")
	wantStatus(t, "following", camille.post("/follow", followForm("network:"+n.Reference())), http.StatusSeeOther)
	camille.look("/n/"+n.Slug).holds(t, "Se désabonner")
	camille.post("/follows/mail", url.Values{"digest": {"daily"}, "whole": {"yes"}})
	for _, name := range []string{"Compost du Pré", "Compost du Parc"} {
		sacha.send("POST", elementsPath, "application/json", strings.NewReader(strings.Replace(compost, "Compost du Pré", name, 1)))
	}
	sacha.send("POST", elementsPath, "application/json", strings.NewReader(strings.NewReplacer("Compost du Pré", "Vélos", `["compost"]`, `["vélo"]`).Replace(compost)))
	picked := written(t, sacha.send("POST", elementsPath, "application/json", strings.NewReader(strings.NewReplacer("Compost du Pré", "Verger", `["compost"]`, `["fruits"]`).Replace(compost))))
	if _, _, err := h.commons.Curate(t.Context(), h.accountOf("sacha@example.org").ID, n.Slug, []data.ID{picked.ID}, data.StandingPicked, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.makeNews()
	for range 2 { // the second time there is nothing new
		if err := h.server.mailDue(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	mails := h.mailsTo("camille@example.org")
	if len(mails) != 1 {
		t.Fatalf("mails %+v", mails)
	}
	for _, part := range []string{"• Compost du Pré\n", "• Compost du Parc\n", "• Verger\n", "Compost d’ici", "/unsubscribe?token="} {
		if strings.Count(mails[0].Text, part) == 0 {
			t.Errorf("the mail lacks %q:\n%s", part, mails[0].Text)
		}
	}
	if strings.Contains(mails[0].Text, "Vélos") {
		t.Errorf("the mail tells of what the map does not show:\n%s", mails[0].Text)
	}

	// What editors tag in the table is in the next one.
	if _, err := h.commons.TagElements(t.Context(), h.accountOf("sacha@example.org").ID, n.Slug, []data.ID{picked.ID}, []string{"pommes"}, nil, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.makeNews()
	if err := h.server.mailDue(t.Context(), time.Now().Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	mails = h.mailsTo("camille@example.org")
	if len(mails) != 2 || !strings.Contains(mails[0].Text, "• Verger\n  Modifié par Sacha") || strings.Contains(mails[0].Text, "Compost du Pré") {
		t.Errorf("the next of %d mails:\n%s", len(mails), mails[0].Text)
	}
}

func TestFollowersOfANetworkAreNotToldWhatItHasNotApproved(t *testing.T) {
	h := newHouse(t)
	camille, sacha, luz := h.member("camille@example.org"), h.member("sacha@example.org"), h.member("luz@example.org")
	n := h.networkOf("sacha@example.org", "Compost d’ici", func(n *data.Network) { n.Query, n.Clears = "tag=compost", true })
	wantStatus(t, "following", camille.post("/follow", followForm("network:"+n.Reference())), http.StatusSeeOther)
	own := written(t, sacha.send("POST", elementsPath, "application/json", strings.NewReader(compost)))
	h.settle()
	if _, sequence, err := h.commons.Approve(t.Context(), h.accountOf("sacha@example.org").ID, n.Slug, []data.RevisionOf{{Element: own.ID, Revision: 1}}, time.Now()); err != nil {
		t.Fatal(err)
	} else if err := h.server.engine.Wait(t.Context(), sequence); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.makeNews()
	news := func() int {
		t.Helper()
		all, err := h.store.NewsOf(t.Context(), h.accountOf("camille@example.org").ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	approved := news()
	if approved == 0 {
		t.Error("no news of what was approved")
	}
	written(t, luz.send("PUT", elementsPath+"/"+own.ID.String(), "application/json", strings.NewReader(strings.Replace(compost, "Compost du Pré", "Compost du Parc", 1)), "If-Match", `"1"`))
	h.settle()
	h.makeNews()
	if told := news(); told != approved {
		t.Errorf("%d news of what was approved, %d once somebody else has changed it", approved, told)
	}
	if _, sequence, err := h.commons.Approve(t.Context(), h.accountOf("sacha@example.org").ID, n.Slug, []data.RevisionOf{{Element: own.ID, Revision: 2}}, time.Now()); err != nil {
		t.Fatal(err)
	} else if err := h.server.engine.Wait(t.Context(), sequence); err != nil {
		t.Fatal(err)
	}
	h.makeNews()
	if told := news(); told != approved+1 {
		t.Errorf("%d news of what was approved first, %d of both", approved, told)
	}
}

func TestFollowersOfANetworkAreToldWhatIsPickedForIt(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.member("camille@example.org"), h.member("sacha@example.org")
	n := h.networkOf("sacha@example.org", "Compost d’ici", nil)
	other := h.networkOf("sacha@example.org", "Ailleurs", nil)
	wantStatus(t, "following", camille.post("/follow", followForm("network:"+n.Reference())), http.StatusSeeOther)
	h.makeNews()
	pick := func(n data.Network, standing data.Standing, names ...string) {
		t.Helper()
		var ids []data.ID
		for _, name := range names {
			ids = append(ids, h.ids[name])
		}
		_, sequence, err := h.commons.Curate(t.Context(), h.accountOf("sacha@example.org").ID, n.Slug, ids, standing, time.Now())
		if err == nil {
			err = h.server.engine.Wait(t.Context(), sequence)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	pick(other, data.StandingPicked, "L'Établi")
	pick(n, data.StandingPicked, "Jardin d'en face")
	pick(n, data.StandingPicked, "Jardin des Ormes")
	pick(n, data.StandingHidden, "Jardin d'en face")
	for range 2 { // the second time there is nothing new
		h.makeNews()
		page := camille.look("/home")
		page.holds(t, "Jardin des Ormes", "Ajoutée à la carte", "Compost d’ici").lacks(t, "Jardin d&#39;en face", "L&#39;Établi")
		if told := strings.Count(string(page.body), "Ajoutée à la carte"); told != 1 {
			t.Errorf("told %d times", told)
		}
	}
	sacha.look("/home").lacks(t, "Ajoutée à la carte")

	var names []string
	var many []data.Element
	for i := range 30 {
		names = append(names, fmt.Sprint("Verger ", i))
		many = append(many, garden(names[i], 2, 45, "fruits"))
	}
	h.add(many...)
	h.settle()
	pick(n, data.StandingPicked, names...)
	h.makeNews()
	camille.look("/home").holds(t, "30 fiches nouvelles ou mises à jour").lacks(t, "Verger 7")
}

func TestDirectMailsAreForWhoChoseThem(t *testing.T) {
	h := mailedHouse(t)
	h.server.localURL = h.url
	sacha, camille := h.join("sacha@example.org", "Sacha"), h.join("camille@example.org", "Camille")
	e := written(t, sacha.send("POST", elementsPath, "application/json", strings.NewReader(compost)))
	sacha.post("/follows/mail", url.Values{"digest": {"never"}, "whole": {"yes"}, "direct": {"yes"}})
	camille.send("PUT", elementsPath+"/"+e.ID.String(), "application/json", strings.NewReader(strings.Replace(compost, "Pré", "Parc", 1)), "If-Match", `"1"`)
	h.makeNews()
	for range 2 {
		if err := h.server.mailDue(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	kept := h.server.outbox.all()
	if len(kept) != 1 || kept[0].To != "sacha@example.org" || !strings.Contains(kept[0].Text, "Camille a modifié « Compost du Parc »") || kept[0].Unsubscribe == "" {
		t.Errorf("mails %+v", kept)
	}
}

func TestAMailOfNewsTellsMailProgramsHowToEndIt(t *testing.T) {
	h := newHouse(t)
	server := smtpmock.New(smtpmock.ConfigurationAttr{HostAddress: "127.0.0.1"})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	h.join("avant@example.org", "Avant").look("/follows").holds(t, "Ce site n’envoie pas de courriel")
	h.set(data.Settings{
		data.SettingName: "Ma carte", data.SettingMailHost: "127.0.0.1", data.SettingMailPort: fmt.Sprint(server.PortNumber()),
		data.SettingMailSecurity: "none", data.SettingMailFrom: "carte@example.org",
	})
	h.server.publicURL = "https://carte.example.org"
	h.server.renew()
	h.digest("camille@example.org")
	now := time.Now()
	if err := h.server.mailDue(t.Context(), now); err != nil || len(server.Messages()) != 0 {
		t.Errorf("mailed before its day: %d, %v", len(server.Messages()), err)
	}
	if err := h.server.mailDue(t.Context(), now.Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	messages, err := server.WaitForMessages(1, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(messages[0].MsgRequest(), "\r\n ", " ")
	for _, part := range []string{"List-Unsubscribe: <https://carte.example.org/unsubscribe?token=", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Auto-Submitted: auto-generated", "Compost du"} {
		if !strings.Contains(text, part) {
			t.Errorf("the mail lacks %q:\n%s", part, text)
		}
	}
	if to := fmt.Sprint(messages[0].RcpttoRequestResponse()); !strings.Contains(to, "<camille@example.org>") {
		t.Errorf("the mail goes to %s", to)
	}

	// What a mail program sends when its reader presses the button: no cookie, no origin.
	found := regexp.MustCompile(`List-Unsubscribe: <https://carte\.example\.org([^>]+)>`).FindStringSubmatch(text)
	ended := h.visitor().send(http.MethodPost, found[1], "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
	wantStatus(t, "one click", ended, http.StatusOK)
	h.join("noemi@example.org", "Noémi").send("POST", elementsPath, "application/json", strings.NewReader(compost))
	h.makeNews()
	if err := h.server.mailDue(t.Context(), now.Add(50*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := len(server.Messages()); n != 1 {
		t.Errorf("%d mails went, one of them before the end", n)
	}
}

func TestWhatIsFollowedIsExported(t *testing.T) {
	h := newHouse(t)
	v := h.join("camille@example.org", "Camille")
	v.post("/follow", followForm("in:FR-87085"))
	v.post("/follows/mail", url.Values{"digest": {"weekly"}})
	files := archived(t, v.look("/account/export"))
	var got struct {
		Follows []struct{ What string }
		Choices data.NewsChoices
	}
	if err := json.Unmarshal([]byte(files["following.json"]), &got); err != nil || len(got.Follows) != 1 || got.Follows[0].What != "in:FR-87085" || got.Choices.Digest != data.DigestWeekly {
		t.Errorf("%s: %+v, %v", files["following.json"], got, err)
	}
}

// TestNewsAreMadeWhileServing holds that the work beside the answers finds what is
// written by itself, and ends when it is told to.
func TestNewsAreMadeWhileServing(t *testing.T) {
	h := newHouse(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.server.KeepNews(ctx)
	}()
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	camille.post("/follow", followForm("tag:compost"))
	sacha.send("POST", elementsPath, "application/json", strings.NewReader(compost))
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(string(camille.look("/home").body), "Compost du Pré") {
		if time.Now().After(deadline) {
			t.Fatal("no news in twenty seconds")
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the work goes on after it was ended")
	}
}
