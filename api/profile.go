package api

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// profileInputs are all that is read of the form of a profile into what others may
// see: none of them can tell a place finer than a commune.
var profileInputs = []string{"name", "summary", "description", "tags", "website", "town", "commune"}

// profileDone lists what the page of a profile says has just been done.
var profileDone = []string{"saved", "listed", "unlisted"}

// profile writes the page on which somebody says who they are, and whether others
// see it.
func (p *pages) profile(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	account := &who(c).account
	values := profileValues(account, snapshot.Gazetteer())
	view := web.Profile{Values: values}
	if done := c.Query("done"); slices.Contains(profileDone, done) {
		view.Done = done
	}
	if town, ok := snapshot.Gazetteer().Territory(account.Profile.Commune); ok {
		view.Town = profileTown(town, language)
	}
	return p.writeProfile(c, language, page, view)
}

func (p *pages) writeProfile(c *gin.Context, language web.Language, page *bytes.Buffer, view web.Profile) error {
	if id := who(c).account.Profile.Person; !id.IsZero() {
		e, err := p.store.Element(c.Request.Context(), id)
		if err != nil {
			return err
		}
		view.IsListed, view.IsHidden = e.Public(), !e.Public() && (!e.IsEmptied() || e.Status == data.StatusRejected)
		view.Path = web.ElementPath(e.ID.String(), e.Slug)
	}
	return p.renderer(c).Profile(page, language, view)
}

func profileTown(t *geo.Territory, l web.Language) *web.Territory {
	return &web.Territory{Code: t.Code, Name: nameIn(l, t), Level: t.Level.String()}
}

// profileValues returns what the form of a profile is filled with.
func profileValues(account *data.Account, g *geo.Gazetteer) url.Values {
	known := &account.Profile
	values := url.Values{
		"name": {account.Name}, "summary": {known.Summary}, "description": {known.Description}, "tags": {strings.Join(known.Tags, ", ")},
		"website": {known.Website}, "commune": {known.Commune},
	}
	if town, ok := g.Territory(known.Commune); ok {
		values.Set("town", town.Name)
	}
	if known.Listed {
		values.Set("listed", "yes")
	}
	if known.TellsReferenced {
		values.Set("tells", "yes")
	}
	return values
}

// setProfile keeps what the form says, or shows where somebody would appear. Whose
// session has ended meanwhile gets their form back, to be sent again.
func (p *pages) setProfile(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	asks, given, now := who(c), c.Request.PostForm, time.Now()
	form, profile := readProfile(given, snapshot)
	town, _ := snapshot.Gazetteer().Territory(profile.Commune)
	view := web.Profile{Values: given, Towns: p.townChoices(form.towns, snapshot, language)}
	if town != nil {
		view.Town = profileTown(town, language)
		view.Values.Set("town", town.Name)
		view.Values.Set("commune", town.Code)
	}
	if !asks.isIn() {
		view.Refused = true
		c.Status(http.StatusUnauthorized)
		return p.renderer(c).Profile(page, language, view)
	}
	wrong := errors.Join(errors.Join(form.wrong...), profile.Validate(town))
	if wrong == nil && given.Get("action") != "preview" {
		if err := p.mayWrite(asks, now); err != nil {
			return err
		}
		written, err := p.commons.SetProfile(c.Request.Context(), asks.account.ID, given.Get("name"), profile, snapshot.Gazetteer(), now)
		if err == nil {
			p.shows(c.Request.Context(), written.Sequence)
			c.Redirect(http.StatusSeeOther, language.Path(web.ProfilePath)+"?done="+profileOutcome(&asks.account.Profile, &profile))
			return nil
		}
		wrong = err
	}
	if given.Get("action") == "preview" {
		view.Preview = true
	}
	if view.Account, _ = mistakesOf(wrong); wrong != nil && view.Account == nil { // of the account, else of the fields
		if view.Mistakes, err = formMistakes(wrong); err != nil {
			return err
		}
	}
	if wrong != nil {
		c.Status(http.StatusUnprocessableEntity)
	}
	return p.writeProfile(c, language, page, view)
}

func profileOutcome(before, after *data.Profile) string {
	switch {
	case after.Listed && !before.Listed:
		return "listed"
	case before.Listed && !after.Listed:
		return "unlisted"
	}
	return "saved"
}

// readProfile reads what somebody typed of themselves, with the form of elements:
// what that has for places finer than a commune it is not given.
func readProfile(given url.Values, snapshot *index.Snapshot) (*elementForm, data.Profile) {
	values := url.Values{"precision": {string(data.PrecisionCommune)}}
	for _, name := range profileInputs {
		values[name] = given[name]
	}
	form := readElementForm(values, &data.Element{Kind: data.KindPerson}, snapshot.Gazetteer())
	for i, wrong := range form.wrong {
		if field, ok := errors.AsType[*data.FieldError](wrong); ok && field.Rule == "town_unknown" {
			form.wrong[i] = &data.FieldError{Field: field.Field, Rule: "profile_town_unknown", Facts: field.Facts}
		}
	}
	return form, data.Profile{
		Summary: form.e.Summary, Description: form.e.Description, Tags: form.e.Tags, Website: form.e.Website, Commune: form.e.Address.Commune,
		Listed: given.Get("listed") == "yes", TellsReferenced: given.Get("tells") == "yes",
	}
}

// townChoices returns the towns among which somebody chooses.
func (s *Server) townChoices(towns []*geo.Territory, snapshot *index.Snapshot, l web.Language) (choices []web.Territory) {
	for _, town := range towns {
		parts := []string{within(town, snapshot.Gazetteer(), l)}
		if len(town.Postcodes) > 0 {
			parts = append([]string{town.Postcodes[0]}, parts...)
		}
		choices = append(choices, web.Territory{Code: town.Code, Name: nameIn(l, town), Level: strings.Join(parts, ", ")})
	}
	return choices
}

// telling returns the account of a person who tells on their page what else they made
// known: that is what is followed there. It is zero for any other element.
func (p *pages) telling(c *gin.Context, e *data.Element) (data.ID, error) {
	if e.Kind != data.KindPerson || e.CreatedBy.IsZero() || !e.Public() {
		return data.ID{}, nil
	}
	account, err := p.store.Account(c.Request.Context(), e.CreatedBy)
	if isNotFound(err) {
		return data.ID{}, nil
	}
	if err != nil || !account.Profile.TellsReferenced {
		return data.ID{}, err
	}
	return account.ID, nil
}
