package api

import (
	"context"
	"encoding/json"
	"io"

	"maillage/data"
)

// ownNetwork is a network that somebody belongs to, and what they are in it.
type ownNetwork struct {
	Network    data.Network    `json:"network"`
	Membership data.Membership `json:"membership"`
}

// exportNetworks writes the networks that somebody belongs to, and what they have said
// there of elements. The key of a link is for those who may hand it on.
func (p *pages) exportNetworks(ctx context.Context, asks *person, w io.Writer) error {
	all, err := p.store.NetworksOf(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	own := make([]ownNetwork, len(all))
	for i := range all {
		membership, err := p.store.NetworkMember(ctx, all[i].Num, asks.account.ID)
		if err != nil {
			return err
		}
		if !data.May(data.ActEditNetwork, data.RelationsToNetwork(&asks.account, &all[i], membership)...) {
			all[i].Key = ""
		}
		own[i] = ownNetwork{all[i], membership}
	}
	said, err := p.store.NetworkElementsBy(ctx, asks.account.ID)
	if err != nil {
		return err
	}
	document := json.NewEncoder(w)
	document.SetIndent("", "  ")
	return document.Encode(map[string]any{"networks": own, "said": said})
}
