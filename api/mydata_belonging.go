package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"maillage/data"
	"maillage/web"
)

// exportBelonging writes what somebody belongs to and asks for, who they invite and
// who invites them, the notes that they wrote and the messages that wait, from them
// and to them. Elements are told by their number; elements lists the ids of these.
func (p *pages) exportBelonging(ctx context.Context, asks *person, w io.Writer) error {
	account, now := asks.account, time.Now()
	memberships, err1 := p.store.MembershipsOf(ctx, account.ID)
	made, err2 := p.store.InvitationsBy(ctx, account.ID, now)
	got, err3 := p.store.InvitationsTo(ctx, account.Email, now)
	notes, err4 := p.store.NotesBy(ctx, account.ID)
	sent, err5 := p.store.MessagesBy(ctx, account.ID)
	waiting, err6 := p.store.MessagesTo(ctx, account.ID, now)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	for i := range made {
		if made[i].Claim {
			made[i].Email = "" // that of an element, which it may hide by now
		}
	}
	ids := map[int64]data.ID{}
	for _, m := range memberships {
		ids[m.Num] = data.ID{}
	}
	for _, i := range append(made, got...) {
		ids[i.Num] = data.ID{}
	}
	for _, n := range notes {
		ids[n.Num] = data.ID{}
	}
	for _, m := range append(sent, waiting...) {
		ids[m.Num] = data.ID{}
	}
	delete(ids, 0) // of invitations to networks
	for num := range ids {
		found, err := p.store.ElementsByNum(ctx, []int64{num})
		if err != nil {
			return err
		}
		for _, e := range found {
			ids[num] = e.ID
		}
	}
	for i := range sent {
		sent[i].ID, sent[i].Account = data.ID{}, data.ID{} // who looks after an element, and how many, may not be shown
	}
	sent = slices.Compact(sent)
	document := json.NewEncoder(w)
	document.SetIndent("", "  ")
	return document.Encode(map[string]any{
		"memberships": memberships, "invitationsMade": made, "invitationsReceived": got, "notes": notes,
		"messagesSent": sent, "messagesReceived": waiting, "elements": ids,
	})
}

// belongings returns what somebody belongs to or asks to, for their account's page.
func (p *pages) belongings(ctx context.Context, account *data.Account) ([]web.Belongs, error) {
	memberships, err := p.store.MembershipsOf(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	var all []web.Belongs
	for _, m := range memberships {
		found, err := p.store.ElementsByNum(ctx, []int64{m.Num})
		if err != nil {
			return nil, err
		}
		readable, err := p.readableBy(ctx, account, m.Num)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		view := web.Belongs{ID: found[0].ID.String(), State: string(m.State), Level: string(m.Level), Roles: m.Roles}
		if readable != nil {
			view.Name = readable.Name
		}
		all = append(all, view)
	}
	return all, nil
}
