package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"maillage/data"
)

// ownNetwork is a network that somebody belongs to, and what they are in it.
type ownNetwork struct {
	Network    data.Network    `json:"network"`
	Membership data.Membership `json:"membership"`
}

// exportNetworks writes the networks that somebody belongs to or asks to, and what they
// have said there of elements last. The key of a link, and what editors note of an
// element, are for those who edit.
func (p *pages) exportNetworks(ctx context.Context, asks *person, w io.Writer) error {
	all, err := p.store.NetworksOf(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	own, edits := make([]ownNetwork, len(all)), map[int64]bool{}
	for i := range all {
		membership, err := p.store.NetworkMember(ctx, all[i].Num, asks.account.ID)
		if err != nil {
			return err
		}
		edits[all[i].Num] = data.May(data.ActEditNetwork, data.RelationsToNetwork(&asks.account, &all[i], membership)...)
		if !edits[all[i].Num] {
			all[i].Key = ""
		}
		own[i] = ownNetwork{all[i], membership}
	}
	said, err := p.store.NetworkElementsBy(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	for i := range said {
		if !edits[said[i].Network] {
			said[i].Note, said[i].Values = "", nil
		}
	}
	requests, err := p.networkRequestsOf(ctx, asks)
	if err != nil {
		return err
	}
	decided, err := p.store.DecidedBy(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	document := json.NewEncoder(w)
	document.SetIndent("", "  ")
	return document.Encode(map[string]any{"networks": own, "requests": requests, "said": said, "decided": decided})
}

// ownRequest is a network that somebody asks to belong to, and what they say.
type ownRequest struct {
	Title      string          `json:"title"`
	Membership data.Membership `json:"membership"`
}

// networkRequestsOf returns the networks that somebody asks to belong to.
func (p *pages) networkRequestsOf(ctx context.Context, asks *person) ([]ownRequest, error) {
	memberships, err := p.store.NetworkRequestsOf(ctx, asks.account.ID)
	requests := make([]ownRequest, len(memberships))
	for i, m := range memberships {
		n, failed := p.store.NetworkByNum(ctx, m.Num)
		err = errors.Join(err, failed)
		requests[i] = ownRequest{n.Title, m}
	}
	return requests, err
}
