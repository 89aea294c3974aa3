package api

import (
	"context"
	"time"

	"maillage/data"
	"maillage/web"
)

// maxNetworkReference bounds the reference of a network, in bytes.
const maxNetworkReference = data.MaxNetworkSlug + 40

// contribution returns the network to which what somebody publishes is to be added, by
// its reference, and how it will stand there; nil when they may not, or there is no such
// network. Of who has not logged in it tells what any account may.
func (p *pages) contribution(ctx context.Context, asks *person, reference string) (*web.Contribution, data.Standing, error) {
	slug, err := p.networkToCurate(ctx, asks, reference)
	if err != nil {
		if isNotFound(err) || err == errNoNetwork {
			err = nil
		}
		return nil, "", err
	}
	n, err := p.store.Network(ctx, slug)
	if err != nil {
		return nil, "", err
	}
	relations := data.RelationsOfAnybody(&n)
	if asks.isIn() {
		if relations, err = p.networkRelations(ctx, asks, &n); err != nil {
			return nil, "", err
		}
	}
	standing := data.StandingPicked
	if !data.May(data.ActAddToNetwork, relations...) {
		standing = data.StandingSuggested
	}
	if !data.May(data.ActSuggestToNetwork, relations...) {
		return nil, "", nil
	}
	return &web.Contribution{Reference: reference, Title: n.Title, Suggests: standing == data.StandingSuggested}, standing, nil
}

// contributes reports whether who asks, or anybody once they have an account, may add to
// a network or suggest.
func (p *pages) contributes(ctx context.Context, asks *person, n *data.Network) bool {
	to, _, err := p.contribution(ctx, asks, n.Reference())
	return err == nil && to != nil
}

// contribute adds to the network that a form names what was published by it. What was
// published stays so whatever becomes of that: done is false when it is to be tried
// again.
func (w *formWriter) contribute(e *data.Element, now time.Time) (done bool) {
	reference := w.values.Get("network")
	if reference == "" || e.Status != data.StatusPublished {
		return true
	}
	ctx, asks := w.c.Request.Context(), who(w.c)
	to, standing, err := w.contribution(ctx, asks, reference)
	if err == nil && to == nil {
		return true
	}
	if err == nil {
		var sequence int64
		if _, sequence, err = w.curate(ctx, asks, reference, curation{[]data.ID{e.ID}, standing}, now); err == nil {
			w.shows(ctx, sequence)
			return true
		}
	}
	w.log.Info("what was published was not added to a network", "request", visitOf(ctx).number(), "error", err)
	return false
}
