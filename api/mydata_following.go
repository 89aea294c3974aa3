package api

import (
	"context"
	"time"

	"maillage/data"
)

// following is everything about what somebody follows, as they get it in their
// archive.
type following struct {
	Follows       []followedSince     `json:"follows"`
	Choices       data.NewsChoices    `json:"choices"`
	News          []data.News         `json:"news"`
	Notifications []data.Notification `json:"notifications"`
}

type followedSince struct {
	What  data.Follow `json:"what"`
	Since time.Time   `json:"since"`
}

// followingOf returns everything about what an account follows.
func (p *pages) followingOf(ctx context.Context, account data.ID) (all following, err error) {
	follows, err := p.store.Follows(ctx, account)
	if err != nil {
		return all, err
	}
	for _, one := range follows {
		all.Follows = append(all.Follows, followedSince{one.Follow, one.Since})
	}
	if all.Choices, err = p.store.NewsChoices(ctx, account); err != nil {
		return all, err
	}
	if all.News, err = p.store.NewsOf(ctx, account, 0); err != nil {
		return all, err
	}
	all.Notifications, err = p.store.Notifications(ctx, account)
	return all, err
}
