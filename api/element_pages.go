package api

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// maxFormBody bounds what the form of an element sends, in bytes: every text at its
// longest, and a shape.
const maxFormBody = 4 << 20

// maxRepeated bounds how often a form may send one name.
const maxRepeated = 1000

// isElementForm reports whether an address is one that forms of elements are sent to.
func isElementForm(path string) bool {
	for _, language := range web.Languages {
		if path == language.Path(web.NewPath) || strings.HasPrefix(path, language.Path(web.EditPath)+"/") {
			return true
		}
	}
	return false
}

// writing adds the routes of the pages on which people write elements.
func (p *pages) writing(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.NewPath), p.private(language, p.newElement))
	r.POST(language.Path(web.NewPath), p.private(language, p.reference))
	r.GET(language.Path(web.EditPath+"/:id"), p.private(language, p.editElement))
	r.POST(language.Path(web.EditPath+"/:id"), p.private(language, p.edit))
}

// kindsReferenced are those that people reference; a person lists themselves, from
// their profile.
var kindsReferenced = []data.Kind{data.KindOrganization, data.KindEvent, data.KindPlace, data.KindProject, data.KindClassified}

// prefilled are the inputs that a link to the form may fill.
var prefilled = []string{"name", "type", "tags", "town", "postcode", "country", "lat", "lon", "start", "link", "network"}

// newElement writes the page on which somebody chooses what they reference, or the
// form of a kind.
func (p *pages) newElement(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	asked, given := c.Request.URL.Query(), url.Values{}
	for _, name := range prefilled {
		if values := asked[name]; len(values) > 0 && len(values) <= data.MaxList {
			given[name] = values
		}
	}
	present := data.Element{Kind: data.Kind(asked.Get("kind"))}
	if present.Kind == data.KindPerson {
		c.Redirect(http.StatusSeeOther, language.Path(web.ProfilePath))
		return nil
	}
	if !slices.Contains(kindsReferenced, present.Kind) {
		return p.renderer(c).ElementKinds(page, language, given)
	}
	w, err := p.writer(c, language, present)
	if err != nil {
		return err
	}
	for name, values := range given {
		w.values[name] = values
	}
	return w.write(page)
}

// editElement writes the form of an element that is known.
func (p *pages) editElement(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	w, err := p.editor(c, language)
	if err != nil {
		return err
	}
	if c.Query("done") == "draft" && w.present.Status == data.StatusDraft {
		w.status = "draft"
	}
	if reference := c.Query("network"); reference != "" && len(reference) <= maxNetworkReference {
		w.values.Set("network", reference)
	}
	return w.write(page)
}

// editor returns the form of the element that an address names, if who asks may
// change it, or could with an account.
func (p *pages) editor(c *gin.Context, language web.Language) (*formWriter, error) {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errNoResource, err)
	}
	present, can, err := p.readableElement(c, id)
	if err != nil {
		return nil, err
	}
	if !can[string(data.ActEdit)] {
		return nil, commons.ErrForbidden
	}
	return p.writer(c, language, present)
}

// reference makes known what a form says.
func (p *pages) reference(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	wrong, err := p.readForm(c)
	if err != nil {
		return err
	}
	present := data.Element{Kind: data.Kind(c.Request.PostForm.Get("kind"))}
	if !slices.Contains(kindsReferenced, present.Kind) {
		c.Redirect(http.StatusSeeOther, language.Path(web.NewPath))
		return nil
	}
	w, err := p.writer(c, language, present)
	if err != nil {
		return err
	}
	w.mistakes = wrong
	return w.take(page, func(e data.Element, now time.Time) (commons.Written, error) {
		e.ID = chosenID(w.values.Get("id"), now)
		return p.commons.Reference(c.Request.Context(), who(c).account.ID, e, now)
	})
}

// edit writes what a form says over an element.
func (p *pages) edit(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	w, err := p.editor(c, language)
	if err != nil {
		return err
	}
	if w.mistakes, err = p.readForm(c); err != nil {
		return err
	}
	for name, taken := range c.Request.PostForm {
		if group, ok := strings.CutPrefix(name, "take-"); ok && taken[0] == "theirs" {
			takeGroup(group, formValues(&w.present, w.gazetteer), c.Request.PostForm)
		}
	}
	revision, _ := strconv.Atoi(c.Request.PostForm.Get("revision")) // 0 is nobody's
	if revision != w.present.Revision {
		w.values = c.Request.PostForm
		return w.conflict(page, revision)
	}
	return w.take(page, func(e data.Element, now time.Time) (commons.Written, error) {
		comment := strings.TrimSpace(c.Request.PostForm.Get("comment"))
		return p.commons.Edit(c.Request.Context(), who(c).account.ID, e.ID, revision, e, comment, now)
	})
}

// take reads the form and does what its button asks.
func (w *formWriter) take(page *bytes.Buffer, keep func(data.Element, time.Time) (commons.Written, error)) error {
	w.values = w.c.Request.PostForm
	switch w.values.Get("action") {
	case "search":
		return w.search(page)
	case "slots":
		w.values.Add("start", "")
		return w.write(page)
	}
	form := readElementForm(w.values, &w.present, w.gazetteer)
	form.e.Status = data.StatusPublished
	if w.values.Get("action") == "draft" {
		form.e.Status = data.StatusDraft
	}
	if !who(w.c).isIn() {
		w.c.Status(http.StatusUnauthorized)
		w.status = "account"
		return w.write(page)
	}
	if err := form.err(); err != nil || w.mistakes != nil {
		w.towns = form.towns
		return w.fail(page, err)
	}
	now := time.Now()
	if err := w.mayWrite(who(w.c), now); err != nil {
		return w.fail(page, err)
	}
	written, err := keep(form.e, now)
	if conflict, ok := errors.AsType[*commons.EditConflict](err); ok {
		before := w.present.Revision
		w.present = conflict.Present
		return w.conflict(page, before)
	}
	if err != nil {
		return w.fail(page, err)
	}
	w.distinguish(written.Element.ID, now)
	w.shows(w.c.Request.Context(), written.Sequence)
	address := w.afterwards(&written.Element)
	if !w.contribute(&written.Element, now) { // there they try again
		address = withQuery(w.language.Path(web.PickPath), url.Values{"element": {written.Element.ID.String()}, "network": {w.values.Get("network")}}.Encode())
	}
	w.c.Redirect(http.StatusSeeOther, address)
	return nil
}

// afterwards returns where somebody goes who has written an element.
func (w *formWriter) afterwards(e *data.Element) string {
	switch {
	case e.Status == data.StatusDraft:
		address := w.language.Path(web.EditPath+"/"+e.ID.String()) + "?done=draft"
		if reference := w.values.Get("network"); reference != "" {
			address += "&" + url.Values{"network": {reference}}.Encode()
		}
		return address
	case w.present.ID.IsZero(), w.present.Status == data.StatusDraft:
		return w.language.Path(web.ElementPath(e.ID.String(), e.Slug)) + "?done=published"
	}
	return w.language.Path(web.ElementPath(e.ID.String(), e.Slug)) + "?done=saved"
}

// fail writes the form with what keeps it from being kept: nothing that was typed is
// lost.
func (w *formWriter) fail(page *bytes.Buffer, err error) error {
	before := w.mistakes
	var other error
	w.mistakes, other = formMistakes(err)
	if w.mistakes == nil && before != nil {
		w.mistakes = map[string]web.Mistake{}
	}
	maps.Copy(w.mistakes, before)
	switch {
	case other == nil:
		w.status = "wrong"
		w.c.Status(http.StatusUnprocessableEntity)
	case errors.Is(other, commons.ErrUnchanged):
		w.status = "unchanged"
	default:
		wrong := w.worded(w.problem(w.c.Request.Context(), other), w.language)
		w.status, w.why = "failed", wrong.Detail
		if wait, ok := errors.AsType[*waitError](other); ok {
			tooMany(w.c, "", wait.wait)
		}
		w.c.Status(cmp.Or(wrong.Status, http.StatusInternalServerError))
	}
	return w.write(page)
}

// conflict writes the form of an element that has changed since somebody read a
// revision of it. What only one of the two has changed is taken; of the rest the
// page shows both.
func (w *formWriter) conflict(page *bytes.Buffer, read int) error {
	base, err := w.revisionRead(read)
	if err != nil {
		return err
	}
	mine, theirs := w.values, formValues(&w.present, w.gazetteer)
	w.theirs = map[string]string{}
	touched := formGroupsChanged(base, theirs)
	for _, group := range formGroupsChanged(mine, theirs) {
		switch {
		case !slices.Contains(touched, group): // mine alone
		case !slices.Contains(formGroupsChanged(mine, base), group):
			takeGroup(group, theirs, mine)
		case group == "link":
			w.theirs[group] = w.linkNames(theirs["link"])
		default:
			w.theirs[group] = groupText(group, theirs)
		}
	}
	mine.Set("revision", theirs.Get("revision"))
	w.status = "conflict"
	w.c.Status(wrongStatus("changed"))
	return w.write(page)
}

// revisionRead returns the inputs as a revision filled them; none when who asks may not
// read it, or nobody has: else the page would tell whether they have guessed what it
// said.
func (w *formWriter) revisionRead(number int) (url.Values, error) {
	present, can, err := w.readableElement(w.c, w.present.ID)
	if err != nil {
		return nil, err
	}
	revision, err := w.store.Revision(w.c.Request.Context(), present.Num, number)
	switch {
	case isNotFound(err) || err == nil && !present.ReadsRevision(&revision.Element, func(act data.Act) bool { return can[string(act)] }):
		return url.Values{}, nil
	case err != nil:
		return nil, err
	}
	return formValues(&revision.Element, w.gazetteer), nil
}
