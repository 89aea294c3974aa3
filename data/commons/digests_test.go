package commons_test

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
)

func (v *village) due(at time.Time) []data.NewsChoices {
	v.Helper()
	due, err := v.door.DigestsDue(v.Context(), at, false)
	if err != nil {
		v.Fatal(err)
	}
	return due
}

func TestADigestIsSentOnceAPeriod(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	v.follow(v.camille, "in:FR")
	v.follow(v.sacha, "in:FR")
	v.reference(v.noemi, orchard("Avant"))
	v.makeNews()
	if err := v.door.ChooseNews(ctx, v.camille, data.DigestDaily, false, v.now); err != nil {
		t.Fatal(err)
	}
	day := v.now.Add(25 * time.Hour)
	if due := v.due(day); len(due) != 0 {
		t.Errorf("what was there before is due: %+v", due)
	}
	e := v.reference(v.noemi, orchard("Après"))
	v.makeNews()
	if due := v.due(v.now.Add(23 * time.Hour)); len(due) != 0 {
		t.Errorf("due before a day is over: %+v", due)
	}
	due := v.due(day)
	if len(due) != 1 || due[0].Account != v.camille {
		t.Fatalf("due %+v", due)
	}
	until, claimed, err := v.door.ClaimDigest(ctx, due[0], day)
	if err != nil || !claimed {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	news, err := v.store.NewsOf(ctx, v.camille, due[0].Digested)
	if err != nil || len(news) != 1 || news[0].Num != e.Num || news[0].Sequence != until {
		t.Errorf("the digest tells %+v up to %d, %v", news, until, err)
	}
	// Whoever found it due too, or comes back after a kill, sends nothing.
	if _, claimed, err := v.door.ClaimDigest(ctx, due[0], day); err != nil || claimed {
		t.Errorf("claimed twice: %v, %v", claimed, err)
	}
	if due := v.due(day.Add(48 * time.Hour)); len(due) != 0 {
		t.Errorf("due without news: %+v", due)
	}
	v.reference(v.noemi, orchard("Encore"))
	v.makeNews()
	due = v.due(day.Add(48 * time.Hour))
	if len(due) != 1 {
		t.Fatalf("due %+v", due)
	}
	if err := v.door.ChooseNews(ctx, v.camille, data.DigestNever, false, day); err != nil {
		t.Fatal(err)
	}
	if _, claimed, err := v.door.ClaimDigest(ctx, due[0], day); err != nil || claimed {
		t.Errorf("claimed after another choice: %v, %v", claimed, err)
	}
}

func TestDirectMailsGoOnceAndTogether(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	e := v.reference(v.sacha, orchard("Jardin des Ormes"))
	e = v.edit(v.camille, e, func(e *data.Element) { e.Summary = "Avant le choix." })
	v.makeNews()
	if err := v.door.ChooseNews(ctx, v.sacha, data.DigestNever, true, v.now); err != nil {
		t.Fatal(err)
	}
	due, err := v.door.DirectMailsDue(ctx, v.now, false)
	if err != nil || len(due) != 0 {
		t.Errorf("what was there before is due: %+v, %v", due, err)
	}
	v.edit(v.noemi, e, func(e *data.Element) { e.Summary = "Après." })
	v.makeNews()
	due, err = v.door.DirectMailsDue(ctx, v.now, false)
	if err != nil || len(due) != 1 || due[0].Account != v.sacha {
		t.Fatalf("due %+v, %v", due, err)
	}
	claimed, err := v.door.ClaimDirectMail(ctx, v.sacha, v.now)
	if err != nil || len(claimed) != 1 || claimed[0].Other != v.noemi {
		t.Fatalf("claimed %+v, %v", claimed, err)
	}
	if again, err := v.door.ClaimDirectMail(ctx, v.sacha, v.now); err != nil || len(again) != 0 {
		t.Errorf("claimed twice: %+v, %v", again, err)
	}
	hidden := v.reference(v.sacha, orchard("Autre"))
	v.edit(v.camille, hidden, func(e *data.Element) { e.Summary = "Tout de suite." })
	v.makeNews()
	if due, err := v.door.DirectMailsDue(ctx, v.now.Add(time.Minute), false); err != nil || len(due) != 0 {
		t.Errorf("another one at once: %+v, %v", due, err)
	}
	if due, err := v.door.DirectMailsDue(ctx, v.now.Add(data.DirectPause), false); err != nil || len(due) != 1 {
		t.Errorf("another one after a pause: %+v, %v", due, err)
	}
}

func TestAMailListIsEndedByItsTokenAlone(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	for _, who := range []data.ID{v.camille, v.sacha} {
		if err := v.door.ChooseNews(ctx, who, data.DigestDaily, true, v.now); err != nil {
			t.Fatal(err)
		}
	}
	token, err := v.door.UnsubscribeToken(ctx, v.camille, commons.DigestList)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	forged := map[string]string{"nothing": "", "no token": "abc", "too long": token + "AA"}
	for name, change := range map[string]func([]byte){
		"another account": func(b []byte) { copy(b, v.sacha[:]) }, "another list": func(b []byte) { b[16] = byte(commons.DirectList) }, "another code": func(b []byte) { b[40] ^= 1 },
	} {
		other := append([]byte{}, raw...)
		change(other)
		forged[name] = base64.RawURLEncoding.EncodeToString(other)
	}
	for name, other := range forged {
		if _, err := v.door.Unsubscribe(ctx, other); !errors.Is(err, commons.ErrLink) {
			t.Errorf("%s: %v, want ErrLink", name, err)
		}
	}
	for range 2 {
		if list, err := v.door.Unsubscribe(ctx, token); err != nil || list != commons.DigestList {
			t.Errorf("%c, %v", list, err)
		}
	}
	got, err := v.store.NewsChoices(ctx, v.camille)
	if err != nil || got.Digest != data.DigestNever || !got.Direct {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := v.store.NewsChoices(ctx, v.sacha); err != nil || got.Digest != data.DigestDaily || !got.Direct {
		t.Errorf("another's: %+v, %v", got, err)
	}
	if err := v.door.ReplayErasures(ctx, []data.Erasure{{Account: v.camille, Contributions: data.KeepContributions, At: v.now}}); err != nil {
		t.Fatal(err)
	}
	if _, err := v.door.Unsubscribe(ctx, token); err != nil {
		t.Errorf("of an account that is gone: %v", err)
	}
}
