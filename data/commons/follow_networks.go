package commons

import (
	"context"
	"errors"

	"maillage/data"
	"maillage/data/store"
)

// readsNetwork reports whether somebody with an account may read a network in which they
// are m, whoever else may.
func readsNetwork(account data.ID, n *data.Network, m data.Membership) bool {
	return data.May(data.ActReadNetwork, data.RelationsToNetwork(&data.Account{ID: account}, n, m)...)
}

// readersOf returns those of the followers of a network who may read it now: all, while
// what they follow it by opens it.
func (c *Commons) readersOf(ctx context.Context, what data.Follow, followers []data.ID) ([]data.ID, error) {
	slug, key, _ := data.ParseNetworkReference(what.Key)
	n, err := c.store.Network(ctx, slug)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil || n.IsOpenTo(key) {
		return followers, err
	}
	var readers []data.ID
	for _, account := range followers {
		m, err := c.store.NetworkMember(ctx, n.Num, account)
		if err != nil {
			return nil, err
		}
		if readsNetwork(account, &n, m) {
			readers = append(readers, account)
		}
	}
	return readers, nil
}
