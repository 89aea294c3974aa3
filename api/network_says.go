package api

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// networkSays writes the page of what a network keeps of one element: a note for its
// editors, and the values of its own fields.
func (p *pages) networkSays(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, e, err := p.elementOfTable(c)
	if err != nil {
		return err
	}
	says, err := p.store.NetworkElementsOf(c.Request.Context(), n.Num, []int64{e.Num})
	if err != nil {
		return err
	}
	one := data.NetworkElement{}
	if len(says) > 0 {
		one = says[0]
	}
	view, err := p.saysView(c, &n, &e, one, nil)
	if err != nil {
		return err
	}
	view.Back = c.Request.URL.RawQuery
	return p.renderer(c).NetworkSays(page, language, view)
}

// elementOfTable returns the network and the element that an address names, for an
// editor.
func (p *pages) elementOfTable(c *gin.Context) (data.Network, data.Element, error) {
	n, _, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return n, data.Element{}, err
	}
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return n, data.Element{}, errNoResource
	}
	e, err := p.store.Element(c.Request.Context(), id)
	if err == nil && !e.Public() {
		err = store.ErrNotFound
	}
	return n, e, err
}

// saysView returns that page with what is kept, or was typed and breaks a rule.
func (p *pages) saysView(c *gin.Context, n *data.Network, e *data.Element, one data.NetworkElement, broken error) (web.NetworkSays, error) {
	nav, err := p.networkNav(c, n, web.NetworkHereTable)
	view := web.NetworkSays{NetworkNav: nav, Element: targetView(e), Note: one.Note, Most: data.MaxNetworkNote}
	mistakes := fieldMistakes(broken)
	if mistake, wrong := mistakes["note"]; wrong {
		view.Mistake = &mistake
	}
	for _, f := range n.Fields {
		input := web.SaysInput{Name: fieldColumn + f.Key, Label: f.Label, Type: string(f.Type), Value: one.Values[f.Key], Choices: f.Choices, Shown: f.Shown}
		if mistake, wrong := mistakes["values."+f.Key]; wrong {
			input.Mistake = &mistake
		}
		view.Inputs = append(view.Inputs, input)
	}
	return view, err
}

// keepSays keeps what an editor notes of an element.
func (p *pages) keepSays(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	n, e, err := p.elementOfTable(c)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	typed := data.NetworkElement{Note: c.PostForm("note"), Values: map[string]string{}}
	for _, f := range n.Fields {
		typed.Values[f.Key] = c.PostForm(fieldColumn + f.Key)
	}
	sequence, err := p.commons.Annotate(c.Request.Context(), who(c).account.ID, n.Slug, e.ID, &typed.Note, typed.Values, now)
	if errors.Is(err, data.ErrInvalid) {
		view, failure := p.saysView(c, &n, &e, typed, err)
		if failure != nil {
			return failure
		}
		view.Back = c.PostForm("back")
		c.Status(http.StatusUnprocessableEntity)
		return p.renderer(c).NetworkSays(page, language, view)
	}
	if err != nil {
		return err
	}
	p.shows(c.Request.Context(), sequence)
	c.Redirect(http.StatusSeeOther, language.Path(withQuery(web.NetworkPath(n.Slug)+"/table", c.PostForm("back"))))
	return nil
}
