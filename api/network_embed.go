package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/index"
	"maillage/web"
)

// framedPolicy is the content security policy of a network on a page of another site.
// The frame may be a sandbox, whose pages are of no origin: MapLibre makes its worker of
// a data: address there, which is held to the same policy. Who may frame it follows.
const framedPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
	"worker-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "

// sharing adds the routes of networks on pages of other sites, and of how to get
// them there.
func (p *pages) sharing(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.EmbedPath(":"+networkParameter)), p.ready(p.framed(language)))
	r.GET(language.Path(web.SharePath(":"+networkParameter)), p.handle(language, p.share))
}

// framed answers with a network as pages of other sites show it, or with what is wrong
// in the same shape: pages of other sites may show that too. Who asks does not matter,
// so that everybody is shown the same.
func (p *pages) framed(language web.Language) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Cache-Control", revalidate)
		h.Set("Content-Security-Policy", framedPolicy+"*")
		if address, ok := p.now().elsewhere(language, c.Request); ok {
			c.Redirect(http.StatusFound, address)
			return
		}
		asOf, sequence := p.now(), int64(0)
		if snapshot := p.engine.Snapshot(); snapshot != nil {
			sequence = snapshot.Sequence()
		}
		view, err := p.embed(c, language)
		status := http.StatusOK
		if err != nil {
			wrong := p.worded(p.problem(c.Request.Context(), err), language)
			status = wrong.Status
			if status >= http.StatusInternalServerError {
				h.Set("Cache-Control", "no-store")
			}
			for name, values := range wrong.GetHeaders() {
				h[name] = values
			}
			view = web.Embed{Problem: &web.Problem{Status: status, Detail: wrong.Detail, Param: wrong.Param, Starting: errors.Is(err, errNotReady)}}
		}
		h.Set("Content-Language", string(language))
		var page bytes.Buffer
		if err := p.templates.With(p.now().site).Embed(&page, language, view); err != nil {
			p.log.Error("page of a network failed", "route", visitOf(c.Request.Context()).route, "error", err)
			status = http.StatusInternalServerError
		}
		if status == http.StatusOK && p.keepReady(c, sequence, asOf, page.Bytes()) {
			return
		}
		c.Data(status, "text/html; charset=utf-8", page.Bytes())
	}
}

// embed returns what a page of another site shows of a network.
func (p *pages) embed(c *gin.Context, language web.Language) (view web.Embed, err error) {
	ctx := c.Request.Context()
	snapshot, err := p.shown(c)
	if err != nil {
		return view, err
	}
	n, err := p.everybodysNetwork(ctx, snapshot, c.Param(networkParameter))
	if err != nil {
		return view, err
	}
	asked, err := readEmbed(c.Request.URL.RawQuery, &n)
	if err != nil {
		return view, err
	}
	counted := asked.query
	counted.Facets = pageFacets
	answer, err := p.find(ctx, snapshot, counted, language)
	if err != nil {
		return view, err
	}
	found := exploreView(asked.query, answer, snapshot.Gazetteer(), language, time.Now())
	found.Spellings = spellings(c.Request.URL.Query())
	if err := p.nameNetwork(ctx, snapshot, asked.query, &found); err != nil {
		return view, err
	}
	if err := p.nameElements(ctx, asked.query, &found); err != nil {
		return view, err
	}
	if found.Start, err = p.startOfNetwork(ctx, snapshot, &n, asked.query); err != nil {
		return view, err
	}
	view = web.NewEmbed(n.Reference(), n.Title, n.Summary, found, time.Now())
	view.Locked, view.Asked, view.Layout = asked.locked, string(asked.layout), asked.layoutOf(&n)
	view.NetworkGroups = groupViews(answer.Network)
	view.Style, view.Logo = networkStyle(&n), networkLogo(&n)
	if len(n.Look.Marks) > 0 {
		marks, err := json.Marshal(n.Look.Marks)
		if err != nil {
			return view, err
		}
		view.Marks = string(marks)
	}
	view.Tiles = "/tiles/elements/{z}/{x}/{y}.mvt?" + asked.query.Filter().String()
	view.Opens = data.May(data.ActSuggestToNetwork, data.RelationsOfAnybody(&n)...)
	c.Header("Content-Security-Policy", framedPolicy+ancestors(n.Frames))
	return view, nil
}

// everybodysNetwork returns the network of a reference, if everybody who has the
// reference may see it, whoever asks. All others are as if they were not there.
func (s *Server) everybodysNetwork(ctx context.Context, snapshot *index.Snapshot, reference string) (data.Network, error) {
	if _, needed, known := snapshot.NeedsLetIn(reference); !known || needed {
		return data.Network{}, errNoNetwork
	}
	slug, key, _ := data.ParseNetworkReference(reference)
	n, err := s.store.Network(ctx, slug)
	if errors.Is(err, store.ErrNotFound) || err == nil && !n.IsOpenTo(key) { // changed after the snapshot
		err = errNoNetwork
	}
	return n, err
}

// ancestors says in a policy who may frame a network: this site itself, where its look
// is tried, and origins, which [data.Network.Validate] has seen; without any, all do.
func ancestors(frames []string) string {
	if len(frames) == 0 {
		return "*"
	}
	return "'self' " + strings.Join(frames, " ")
}

// embedding is what the address of a network on a page of another site asks.
type embedding struct {
	query  index.Query // of the network
	locked []string
	layout data.NetworkLayout // empty: that of the network
}

func (e embedding) layoutOf(n *data.Network) string {
	for _, layout := range []data.NetworkLayout{e.layout, n.Look.Layout, data.LayoutMap} {
		if layout != "" {
			return string(layout)
		}
	}
	return ""
}

// maxEmbedQuery bounds the query string of a network on a page of another site, in
// bytes: more than a query may have, with what stands beside it.
const maxEmbedQuery = 16 << 10

// readEmbed reads that. The error is an [*index.QueryError].
func readEmbed(raw string, n *data.Network) (asked embedding, err error) {
	if len(raw) > maxEmbedQuery {
		return asked, index.Refuse("", index.RuleTooLong, "length", formatInt(int64(len(raw))), "most", formatInt(maxEmbedQuery))
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return asked, index.Refuse("", index.RuleUnreadable)
	}
	known := lockable(n)
	for _, list := range values["lock"] {
		for name := range strings.SplitSeq(list, ",") {
			if name = strings.TrimSpace(name); name == "" || slices.Contains(asked.locked, name) {
				continue
			}
			if !slices.Contains(known, name) {
				return asked, index.Refuse("lock", index.RuleChoice, "value", name, "allowed", strings.Join(known, ", "))
			}
			asked.locked = append(asked.locked, name)
		}
	}
	slices.Sort(asked.locked)
	switch layout := values["layout"]; {
	case len(layout) > 1:
		return asked, index.Refuse("layout", index.RuleRepeated, "count", formatInt(int64(len(layout))))
	case len(layout) == 1 && layout[0] != "":
		if asked.layout = data.NetworkLayout(layout[0]); !slices.Contains(data.NetworkLayouts, asked.layout) {
			return asked, index.Refuse("layout", index.RuleChoice, "value", layout[0], "allowed", "map, list, cards")
		}
	}
	for _, name := range web.EmbedParameters {
		values.Del(name)
	}
	for _, name := range []string{"network", "facets"} { // the path names the one, the page has the others
		if values.Has(name) {
			return asked, index.Refuse(name, index.RuleUnknown, "known", strings.Join(slices.Concat(known, web.EmbedParameters), ", "))
		}
	}
	values.Set("network", n.Reference())
	asked.query, err = index.ParseQuery(values.Encode())
	return asked, err
}

// lockable lists the parameters of a query of n that may be kept from visitors.
func lockable(n *data.Network) []string {
	names := slices.DeleteFunc(slices.Clone(pageParameters), func(name string) bool { return name == "cursor" || name == "network" })
	for _, f := range n.Fields {
		if f.Shown {
			names = append(names, index.FieldParameter(n.Slug, f.Key))
		}
	}
	return names
}
