package api

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/index"
	"maillage/web"
)

// networkWriter writes the form of one network, for one request.
type networkWriter struct {
	*pages
	c           *gin.Context
	language    web.Language
	present     data.Network
	administers bool
	values      url.Values // by input, as typed

	status   string
	why      string // it failed, in words
	mistakes map[string]web.Mistake
	theirs   map[string]string
}

// networkWriter returns what writes the form of the network that an address names,
// filled with it.
func (p *pages) networkWriter(c *gin.Context, language web.Language) (*networkWriter, error) {
	present, relations, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return nil, err
	}
	w := &networkWriter{pages: p, c: c, language: language, present: present}
	w.administers = data.May(data.ActAdministerNetwork, relations...)
	w.values = w.networkValues(&w.present, language)
	return w, nil
}

// filled returns what the form is filled with.
func (w *networkWriter) filled() url.Values { return w.networkValues(&w.present, w.language) }

// networkFormDone are the words for what was just done to a network.
var networkFormDone = []string{"made", "saved", "published", "draft", "key"}

// networkForm writes the form of a network; with a search in the address, in place of
// the network's own.
func (p *pages) networkForm(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	w, err := p.networkWriter(c, language)
	if err != nil {
		return err
	}
	if done := c.Query("done"); slices.Contains(networkFormDone, done) {
		w.status = done
	}
	if taken := c.Request.URL.Query(); taken.Has("query") {
		if query, err := readNetworkQuery(taken.Get("query")); err == nil {
			w.values.Set("query", query.String())
			w.status = "taken"
		} else {
			return w.fail(page, err)
		}
	}
	return w.write(page)
}

// write writes the form.
func (w *networkWriter) write(page *bytes.Buffer) error {
	ctx := w.c.Request.Context()
	if w.values.Get("revision") == strconv.Itoa(w.present.Revision) { // else what was read is what the form says
		w.values.Set("was", w.filled().Encode())
	}
	nav, err := w.networkNav(w.c, &w.present, web.NetworkHereEdit)
	if err != nil {
		return err
	}
	view := web.NetworkForm{
		NetworkNav: nav, Values: w.values, Mistakes: w.mistakes, Status: w.status,
		Problem: w.why, Kept: w.present.Query, IsDraft: w.present.Status == data.StatusDraft, Administers: w.administers, Theirs: w.theirs,
	}
	if site, ok := w.site(w.c.Request); ok && w.present.Status == data.StatusPublished {
		view.Link = site + w.language.Path(view.Path())
	}
	if logo := w.values.Get("logo"); data.IsPhotoHash(logo) {
		view.Logo = data.PhotoPath(logo, data.PhotoSmall)
	}
	query, err := readNetworkQuery(w.values.Get("query"))
	if err != nil { // the mistake is told beside the input
		query, _ = readNetworkQuery(w.present.Query)
	}
	if view.Search, err = w.searchInWords(w.c, w.language, query); err != nil {
		return err
	}
	snapshot, err := w.shown(w.c)
	if err != nil {
		return err
	}
	ctx = index.LetIn(ctx, w.present.Slug)
	whole := index.Query{Network: w.present.Reference()}
	shows, err := snapshot.Select(ctx, whole)
	if err == nil {
		view.Total = shows.Total()
		view.Start, err = w.startOfNetwork(ctx, snapshot, &w.present, whole)
	}
	if _, unknown := errors.AsType[*index.QueryError](err); err != nil && !unknown { // one made just now this node may not know yet
		return err
	}
	return w.renderer(w.c).NetworkForm(page, w.language, view)
}

// editNetwork writes what a form says over a network.
func (p *pages) editNetwork(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	w, err := p.networkWriter(c, language)
	if err != nil {
		return err
	}
	if w.mistakes, err = p.readNetworkForm(c); err != nil {
		return err
	}
	w.values = c.Request.PostForm
	if was, err := url.ParseQuery(w.values.Get("was")); err == nil && !was.Has("color") && w.values.Get("color") == web.UsualNetworkColor {
		w.values.Del("color") // a browser sends one always
	}
	for name, taken := range w.values {
		if group, ok := strings.CutPrefix(name, "take-"); ok && taken[0] == "theirs" {
			takeNetworkGroup(group, w.filled(), w.values)
		}
	}
	action := w.values.Get("action")
	if inputs, ok := networkRows[action]; ok {
		for _, input := range inputs {
			for len(w.values[input]) < len(w.values[inputs[0]]) { // so that lines stay together
				w.values.Add(input, "")
			}
		}
		for _, input := range inputs {
			w.values.Add(input, "")
		}
		w.status = action
		return w.write(page)
	}
	revision, _ := strconv.Atoi(w.values.Get("revision")) // 0 is nobody's
	if revision != w.present.Revision {
		return w.conflict(page)
	}
	given, err := w.readValues()
	switch {
	case !w.administers:
	case action == "publish":
		given.Status = data.StatusPublished
	case action == "draft":
		given.Status = data.StatusDraft
	}
	if err != nil || w.mistakes != nil {
		return w.fail(page, errors.Join(err, given.Validate()))
	}
	return w.keep(page, revision, given)
}

// networkRows are the inputs of a line, by the button that adds one.
var networkRows = map[string][]string{
	"mark":  {"mark-value", "mark-parameter", "mark-color", "mark-icon"},
	"group": {"group-title", "group-parameter", "group-choices"},
	"field": {"field-label", "field-key", "field-type", "field-choices", "field-shown"},
}

// keep writes the next revision, and leads on.
func (w *networkWriter) keep(page *bytes.Buffer, revision int, given data.Network) error {
	ctx, asks, now := w.c.Request.Context(), who(w.c), time.Now()
	if err := w.mayWrite(asks, now); err != nil {
		return w.fail(page, err)
	}
	written, sequence, err := w.commons.EditNetwork(ctx, asks.account.ID, w.present.Slug, revision, given, now)
	if conflict, ok := errors.AsType[*commons.NetworkConflict](err); ok {
		w.present = conflict.Present
		return w.conflict(page)
	}
	if errors.Is(err, commons.ErrUnchanged) {
		w.values, w.status = w.filled(), "unchanged"
		return w.write(page)
	}
	if err != nil {
		return w.fail(page, err)
	}
	w.shows(ctx, sequence)
	done := "saved"
	switch {
	case written.Status == w.present.Status:
	case written.Status == data.StatusPublished:
		done = "published"
	default:
		done = "draft"
	}
	w.c.Redirect(http.StatusSeeOther, w.language.Path(web.NetworkEditPath(written.Slug))+"?done="+done)
	return nil
}

// fail writes the form with what keeps it from being kept: nothing that was typed is
// lost.
func (w *networkWriter) fail(page *bytes.Buffer, err error) error {
	uploaded := w.mistakes
	if err != nil {
		if w.mistakes, w.why, err = w.networkTrouble(w.c, w.language, err); err != nil {
			return err
		}
	}
	w.status = "failed"
	if w.mistakes != nil || uploaded != nil {
		w.status = "wrong"
		w.c.Status(http.StatusUnprocessableEntity)
	}
	for name, mistake := range uploaded {
		if w.mistakes == nil {
			w.mistakes = map[string]web.Mistake{}
		}
		w.mistakes[name] = mistake
	}
	return w.write(page)
}

// readNetworkForm reads what a form sends, and keeps the photo that it brings as the
// logo. What is wrong with it comes back by the name of the input.
func (p *pages) readNetworkForm(c *gin.Context) (map[string]web.Mistake, error) {
	hashes, err := p.takeUploads(c)
	if mistake, known := uploadMistake(err); known && c.Request.PostForm.Has("title") {
		return map[string]web.Mistake{"upload": mistake}, nil
	} else if err != nil {
		return nil, err
	}
	for _, values := range c.Request.PostForm {
		if len(values) > maxRepeated {
			return nil, errForm
		}
	}
	if len(hashes) > 0 {
		c.Request.PostForm.Set("logo", hashes[0])
	}
	return nil, nil
}

// renewNetworkKey ends the link of a network: another one leads there.
func (p *pages) renewNetworkKey(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	n, _, err := p.networkFor(c, data.ActAdministerNetwork)
	if err == nil {
		err = p.mayWrite(who(c), time.Now())
	}
	if err != nil {
		return err
	}
	sequence, err := p.commons.RenewNetworkKey(c.Request.Context(), who(c).account.ID, n.Slug, time.Now())
	if err != nil {
		return ofNetwork(err)
	}
	p.shows(c.Request.Context(), sequence)
	c.Redirect(http.StatusSeeOther, language.Path(web.NetworkEditPath(n.Slug))+"?done=key")
	return nil
}
