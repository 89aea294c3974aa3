package api

import (
	"context"
	"time"

	"maillage/data"
	"maillage/web"
)

// awaitedRequests bounds the requests that somebody's home counts.
const awaitedRequests = 500

// membersPath is the page of who belongs to an element, in French.
func membersPath(id data.ID) string { return web.MembersPath + id.String() }

// invitationsWaiting returns the invitations to somebody.
func (p *pages) invitationsWaiting(ctx context.Context, asks *person) (all []web.Awaiting, err error) {
	invitations, err := p.store.InvitationsTo(ctx, asks.account.Email, time.Now())
	for _, i := range invitations {
		if i.Network != 0 {
			n, err := p.store.NetworkByNum(ctx, i.Network)
			if err != nil {
				return nil, err
			}
			all = append(all, web.Awaiting{Sort: "network_invitation", Name: n.Title, Path: networkBelow(&n, web.NetworkHerePeople)})
			continue
		}
		e, err := p.readableBy(ctx, &asks.account, i.Num)
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		all = append(all, web.Awaiting{Sort: "invitation", Name: e.Name, Path: membersPath(e.ID)})
	}
	return all, err
}

// requestsWaiting returns the elements that people ask to belong to and somebody
// answers for.
func (p *pages) requestsWaiting(ctx context.Context, asks *person) (all []web.Awaiting, err error) {
	requests, err := p.store.RequestsFor(ctx, &asks.account, awaitedRequests)
	if err != nil {
		return nil, err
	}
	var nums []int64
	counts := map[int64]int{}
	for _, m := range requests {
		if counts[m.Num]++; counts[m.Num] == 1 {
			nums = append(nums, m.Num)
		}
	}
	for _, num := range nums {
		e, err := p.readableBy(ctx, &asks.account, num)
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		all = append(all, web.Awaiting{Sort: "requests", Name: e.Name, Count: counts[num], Path: membersPath(e.ID)})
	}
	return all, nil
}

// messagesWaiting tells somebody of messages that no mail has brought.
func (p *pages) messagesWaiting(ctx context.Context, asks *person) ([]web.Awaiting, error) {
	messages, err := p.store.MessagesTo(ctx, asks.account.ID, time.Now())
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	return []web.Awaiting{{Sort: "messages", Count: len(messages), Path: web.MessagesPath}}, nil
}
