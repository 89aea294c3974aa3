package api

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// changeTable does what an editor has chosen to do with elements of the table.
func (p *pages) changeTable(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	ctx, by, now := c.Request.Context(), who(c).account.ID, time.Now()
	if err := p.mayWrite(who(c), now); err != nil {
		return err
	}
	n, _, err := p.networkFor(c, data.ActEditNetwork)
	if err != nil {
		return err
	}
	slug := n.Slug
	ids, err := readIDs(c.PostFormArray("element"), commons.MaxCurated)
	if err != nil {
		return err
	}
	told := url.Values{}
	tell := func(done string, count, refused int) {
		told.Set("done", done)
		told.Set("count", strconv.Itoa(count))
		told.Set("refused", strconv.Itoa(refused))
	}
	act, tags := c.PostForm("act"), strings.Split(c.PostForm("tags"), ",")
	standing, stands := map[string]data.Standing{"pick": data.StandingPicked, "hide": data.StandingHidden, "leave": ""}[act]
	switch {
	case act == "seen":
		if err := p.commons.SeeNetwork(ctx, by, slug, now); err != nil {
			return err
		}
		tell("seen", 0, 0)
	case len(ids) == 0:
		tell("none", 0, 0)
	case stands:
		done, sequence, err := p.commons.Curate(ctx, by, slug, ids, standing, now)
		if err != nil {
			return err
		}
		p.shows(ctx, sequence) // else they see it a moment later
		tell("stand", done.Count(), 0)
	case act == "tag" || act == "untag":
		add, remove := tags, []string(nil)
		if act == "untag" {
			add, remove = nil, tags
		}
		done, err := p.commons.TagElements(ctx, by, slug, ids, add, remove, now)
		if err != nil {
			return err
		}
		p.shows(ctx, done.Sequence)
		tell("tagged", done.Changed, len(done.Refused))
	default:
		return errForm
	}
	back, err := url.ParseQuery(c.PostForm("back"))
	if err != nil {
		back = url.Values{}
	}
	for name, values := range told {
		back[name] = values
	}
	c.Redirect(http.StatusSeeOther, language.Path(withQuery(web.NetworkPath(slug)+"/table", back.Encode())))
	return nil
}
