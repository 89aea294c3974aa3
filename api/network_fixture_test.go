package api

import (
	"time"

	"maillage/data"
	"maillage/data/store"
)

// network keeps a network of somebody with an account, who answers for it, as change
// makes it of one that everybody sees.
func (h *house) network(email, title, query string, change func(*data.Network)) data.Network {
	h.t.Helper()
	given := data.Network{
		Title: title, Query: query, Status: data.StatusPublished, Visibility: data.NetworkPublic, Contributors: data.ContributorsNobody,
	}
	if change != nil {
		change(&given)
	}
	n, _, err := h.commons.MakeNetwork(h.t.Context(), h.accountOf(email).ID, given, time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	h.settle()
	return n
}

// belongs has somebody belong to a network at a level; at none no more.
func (h *house) belongs(n data.Network, email string, level data.Level) {
	h.t.Helper()
	account := h.accountOf(email).ID
	_, err := h.store.Update(h.t.Context(), func(tx *store.Tx) error {
		if level == "" {
			return tx.DeleteNetworkMember(n.Num, account)
		}
		return tx.PutNetworkMember(data.Membership{Num: n.Num, Account: account, State: data.Joined, Level: level, Since: time.Now()})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
