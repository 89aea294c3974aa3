package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestSomebodyFindsWhatTheyHaveWritten(t *testing.T) {
	h := newHouse(t)
	camille, sacha := h.join("camille@example.org", "Camille"), h.join("sacha@example.org", "Sacha")
	named := func(name, status string) string {
		return strings.Replace(strings.Replace(compost, "Compost du Pré", name, 1), `"kind"`, fmt.Sprintf(`"status":%q,"kind"`, status), 1)
	}
	first := camille.create(named("Compost public", "published"))
	camille.create(named("Compost en cours", "draft"))
	hidden := camille.create(named("Compost fermé", "published"))
	theirs := sacha.create(named("Compost de Sacha", "published"))
	camille.edit(theirs, 1, named("Compost de Sacha, bis", "published"), "")
	thrown := camille.create(named("Compost jeté", "draft"))
	for _, id := range []string{hidden, thrown} {
		wantStatus(t, "hiding", camille.send("DELETE", elementsPath+"/"+id, "", nil, "If-Match", `"1"`), http.StatusOK)
	}
	camille.post("/profile", profileForm("listed", "yes"))
	lists := map[string][]string{
		"referenced": {"Compost public", "Camille</a>"}, "changed": {"Compost de Sacha, bis"}, "drafts": {"Compost en cours", "Continuer"}, "hidden": {"Compost fermé"},
	}
	for list := range lists {
		page := camille.look("/mine?list=" + list)
		wantStatus(t, list, page, http.StatusOK)
		for other, names := range lists {
			if other == list {
				page.holds(t, names...)
			} else {
				page.lacks(t, names...)
			}
		}
		page.lacks(t, "Compost jeté")
		sacha.look("/mine?list="+list).lacks(t, "Compost public", "Compost en cours", "Compost fermé")
	}
	camille.look("/mine?list=nothing&page=-3").holds(t, "Compost public")
	camille.look("/mine?page=999999999999").holds(t, "Rien ici")
	camille.look("/account").holds(t, `href="/mine"`)
	camille.look("/en/mine?list=drafts").holds(t, "Go on", "My drafts")
	wantStatus(t, "anybody", h.get("/mine"), http.StatusSeeOther)
	// What somebody once changed and others then hid is theirs no more.
	wantStatus(t, "hiding", sacha.send("DELETE", elementsPath+"/"+theirs, "", nil, "If-Match", `"2"`), http.StatusOK)
	camille.look("/mine?list=hidden").lacks(t, "Compost de Sacha")
	for i := range minePage {
		camille.create(named(fmt.Sprintf("Compost n° %d", i), "published"))
	}
	camille.look("/mine").holds(t, "/mine?list=referenced&amp;page=2")
	camille.look("/mine").lacks(t, first)
	camille.look("/mine?page=2").holds(t, first, `rel="prev"`)
}
