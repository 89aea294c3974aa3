package api

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// share writes the page from which a network is given to others.
func (p *pages) share(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx := c.Request.Context()
	snapshot, err := p.shown(c)
	if err != nil {
		return err
	}
	n, err := p.openNetwork(ctx, snapshot, c.Param(networkParameter))
	if err != nil {
		return err
	}
	view, asked, err := readShare(c.Request.URL.Query(), &n, language)
	if err != nil {
		return err
	}
	kinds := index.Query{Network: n.Reference(), Facets: []index.Facet{index.FacetKind}, Limit: 1}
	answer, err := p.find(ctx, snapshot, kinds, language)
	if err != nil {
		return err
	}
	for _, v := range answer.Facets[string(index.FacetKind)] {
		view.Kinds = append(view.Kinds, web.FacetValue{Value: v.Value, Label: v.Label, Count: v.Count})
	}
	found := exploreView(asked.query, &searchAnswer{}, snapshot.Gazetteer(), language, time.Now())
	if err := p.nameNetwork(ctx, snapshot, asked.query, &found); err != nil {
		return err
	}
	found.Spellings = spellings(c.Request.URL.Query())
	view.Embed = web.NewEmbed(n.Reference(), n.Title, n.Summary, found, time.Now())
	view.Embed.Locked, view.Embed.Asked = asked.locked, string(asked.layout)
	if view.Nav, err = p.networkNav(c, &n, web.NetworkHereShare); err != nil {
		return err
	}
	view.Query, view.Site = view.Embed.Query, p.base(c.Request)
	if view.QR, err = newQR(view.Link()); err != nil {
		return err
	}
	return p.renderer(c).NetworkShare(page, language, view)
}

// readShare reads what the form of that page asks. Parameters that are not its own
// change nothing, as on other pages.
func readShare(values url.Values, n *data.Network, language web.Language) (web.NetworkShare, embedding, error) {
	view := web.NetworkShare{
		Reference: n.Reference(), Title: n.Title, Closed: n.IsClosed(), ByLink: n.Visibility == data.NetworkByLink, Frames: n.Frames,
		As: "frame", Height: web.UsualFrameHeight, Language: language, Fields: map[string]string{},
	}
	for _, f := range n.Fields {
		view.Fields[index.FieldParameter(n.Slug, f.Key)] = f.Label
	}
	choice := func(name string, into *string, allowed ...string) error {
		value := values.Get(name)
		if value == "" {
			return nil
		}
		if !slices.Contains(allowed, value) {
			return index.Refuse(name, index.RuleChoice, "value", value, "allowed", strings.Join(allowed, ", "))
		}
		*into = value
		return nil
	}
	spoken := string(language)
	if err := choice("as", &view.As, web.ShareForms...); err != nil {
		return view, embedding{}, err
	}
	if err := choice("language", &spoken, string(web.French), string(web.English)); err != nil {
		return view, embedding{}, err
	}
	view.Language = web.Language(spoken)
	switch height := values.Get("height"); height {
	case "":
		if view.As == "element" {
			view.Height = 0
		}
	case "auto":
		view.Height = 0
	default:
		pixels, err := strconv.Atoi(height)
		if err != nil || pixels < web.LeastFrameHeight || pixels > web.MostFrameHeight {
			return view, embedding{}, index.Refuse("height", index.RuleNumber, "value", height, "least", strconv.Itoa(web.LeastFrameHeight), "most", strconv.Itoa(web.MostFrameHeight))
		}
		view.Height = pixels
	}
	asked, err := readEmbed(ownParameters(values, n).Encode(), n)
	return view, asked, err
}

// ownParameters returns those of values that the page of a network takes.
func ownParameters(values url.Values, n *data.Network) url.Values {
	own := url.Values{}
	known := slices.Concat(lockable(n), web.EmbedParameters)
	for name, given := range values {
		if slices.Contains(known, name) {
			own[name] = given
		}
	}
	return own
}
