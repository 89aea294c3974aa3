package api

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// pickedAtOnce bounds the elements of the page of adding to a map.
const pickedAtOnce = 50

// standingNone is how a form calls the empty standing.
const standingNone = "none"

// standingForms are the standings as a form calls them.
var standingForms = []string{string(data.StandingPicked), string(data.StandingHidden), string(data.StandingSuggested), standingNone}

// networkTeam adds the routes of the pages on which people work on networks together.
func (p *pages) networkTeam(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.PickPath), p.member(language, p.pick))
	r.POST(language.Path(web.PickPath), p.member(language, p.picked))
	people := language.Path(web.NetworkPath(":"+networkParameter) + "/people")
	r.GET(people, p.member(language, p.networkPeople))
	r.POST(people+"/:act", p.member(language, p.changeNetworkPeople))
	r.GET(people+"/:act", func(c *gin.Context) {
		toPageOfForm(language, web.NetworkPath(c.Param(networkParameter))+"/people")(c)
	})
	p.joining(r, language)
	r.GET(language.Path(web.NetworkPath(":"+networkParameter)+"/suggestions"), p.member(language, p.suggestions))
	r.POST(language.Path(web.NetworkPath(":"+networkParameter)+"/suggestions"), p.member(language, p.decide))
}

// pick writes the page on which somebody says how elements are to stand to networks.
func (p *pages) pick(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	asked := c.Request.URL.Query()
	view, err := p.pickView(c, asked["element"], asked.Get("network"))
	if err != nil {
		return err
	}
	if done := asked.Get("done"); slices.Contains(standingForms, done) {
		view.Changed, _ = strconv.Atoi(asked.Get("changed")) // 0 for nothing
		view.Shown, _ = strconv.Atoi(asked.Get("shown"))
		for _, n := range view.Networks {
			if n.Reference == asked.Get("network") {
				view.Done, view.To = done, n
			}
		}
		if was := asked.Get("was"); view.Changed == len(view.Elements) && slices.Contains(standingForms, was) {
			view.Undo = was
		}
	}
	return p.renderer(c).Pick(page, language, view)
}

// pickView returns that page for elements, by their ids.
func (p *pages) pickView(c *gin.Context, elements []string, reference string) (view web.Pick, err error) {
	if len(elements) == 0 || len(elements) > pickedAtOnce {
		return view, errNoResource
	}
	var one data.ID // when there is one alone
	for _, given := range elements {
		id, err := data.ParseID(given)
		if err != nil {
			return view, errNoResource
		}
		e, err := p.publicElement(c.Request.Context(), id)
		if err != nil {
			return view, err
		}
		one = id
		view.Elements = append(view.Elements, targetView(&e))
	}
	if len(elements) > 1 {
		one = data.ID{}
	}
	choices, err := p.choicesOf(c.Request.Context(), who(c), one, reference)
	for _, n := range choices {
		view.Networks = append(view.Networks, web.PickNetwork{
			Reference: n.Reference, Title: n.Title, Mine: n.Mine, Adds: n.Adds, Edits: n.Edits, Standing: string(n.Standing), Own: n.Own,
		})
	}
	return view, err
}

// picked serves a form of that page, and leads back to it.
func (p *pages) picked(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	given, standing := c.PostFormArray("element"), c.PostForm("standing")
	asked := curation{Standing: data.Standing(standing)}
	if standing == standingNone {
		asked.Standing = ""
	}
	ids, err := readIDs(given, pickedAtOnce)
	if err != nil {
		return err
	}
	if asked.Elements = ids; len(ids) == 0 || standing == "" || asked.Standing != "" && !slices.Contains(data.Standings, asked.Standing) {
		return errForm
	}
	done, sequence, err := p.curate(c.Request.Context(), who(c), c.PostForm("network"), asked, time.Now())
	if err != nil {
		return err
	}
	p.shows(c.Request.Context(), sequence)
	values := url.Values{"element": given, "network": {c.PostForm("network")}, "done": {standing}, "changed": {strconv.Itoa(done.Changed)}}
	if len(done.Undo) == 1 && c.PostForm("undone") == "" {
		was := string(done.Undo[0].Standing)
		if was == "" {
			was = standingNone
		}
		values.Set("was", was)
	}
	if done.Shown > 0 {
		values.Set("shown", strconv.Itoa(done.Shown))
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.PickPath)+"?"+values.Encode())
	return nil
}
