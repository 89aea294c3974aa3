package commons

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// Errors of links.
var (
	// ErrLink marks a link that was made up, was used already, or has ended.
	ErrLink = errors.New("this link is no longer good: ask for another one")
	// ErrManyRequests says that as many people wait for a link as may.
	ErrManyRequests = errors.New("too many people wait for a link already")
)

// maxRequests bounds how many people wait for a link.
const maxRequests = 1000

// SentLink is a link as it goes to somebody: its token, of which only the hash is
// kept, and what it is good for.
type SentLink struct {
	Token string
	data.AccessLink
	Language string // fr or en: of the mail or the words that go with it; empty when nobody said
}

// newToken returns 32 random bytes as text.
func newToken() string {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	return base64.RawURLEncoding.EncodeToString(random)
}

// hashed returns what is kept of a token. Tokens are long and random, so no salt
// and no slow hash is needed.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// keepLink makes a link and keeps it, for life.
func keepLink(tx *store.Tx, link data.AccessLink, now time.Time, life time.Duration) (SentLink, error) {
	if err := tx.DeleteExpired(now); err != nil {
		return SentLink{}, err
	}
	link.ExpiresAt = now.Add(life)
	sent := SentLink{Token: newToken(), AccessLink: link}
	return sent, tx.PutAccessLink(hashed(sent.Token), link)
}

// NewAdminLink returns the token of a link that opens the settings once, within
// the life of [data.LinkSettings].
func (c *Commons) NewAdminLink(ctx context.Context) (token string, err error) {
	var sent SentLink
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		sent, err = keepLink(tx, data.AccessLink{Purpose: data.LinkSettings}, time.Now(), data.LinkSettings.Life())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("cannot make a link: %w", err)
	}
	return sent.Token, nil
}

// TakeAdminLink spends a link to the settings at an instant, and reports whether
// it was good.
func (c *Commons) TakeAdminLink(ctx context.Context, token string, now time.Time) (good bool, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		_, err := takeLink(tx, token, now, data.LinkSettings)
		return err
	})
	if errors.Is(err, ErrLink) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot take a link: %w", err)
	}
	return true, nil
}

// takeLink spends a link that must be of a purpose. The error wraps [ErrLink]; the
// transaction has to fail with it, so that a link of another purpose stays.
func takeLink(tx *store.Tx, token string, now time.Time, purpose data.LinkPurpose) (data.AccessLink, error) {
	link, found, err := tx.TakeAccessLink(hashed(token), now)
	if err == nil && (!found || link.Purpose != purpose) {
		err = ErrLink
	}
	return link, err
}

// PeekLink returns what a link is good for at now, without spending it. The error
// wraps [ErrLink].
func (c *Commons) PeekLink(ctx context.Context, token string, now time.Time) (data.AccessLink, error) {
	link, found, err := c.store.AccessLink(ctx, hashed(token), now)
	if err == nil && !found {
		err = ErrLink
	}
	return link, err
}

// NewLink makes the link that a tidy address is to get: one that makes an account
// of it, or, when it has one, one that lets its owner choose another password. The
// error joins an [*data.AccountError] when it is no address. next is the path on this
// site to go on to then, or empty; one longer than [data.MaxNext] is forgotten.
func (c *Commons) NewLink(ctx context.Context, email, next string, now time.Time) (SentLink, error) {
	return c.newLink(ctx, email, next, now, 0)
}

// newLink makes such a link for a life, the purpose's own for 0.
func (c *Commons) newLink(ctx context.Context, email, next string, now time.Time, life time.Duration) (sent SentLink, err error) {
	if err := data.ValidateEmail(email); err != nil {
		return sent, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		sent, err = linkTo(tx, email, next, false, now, life)
		return err
	})
	return sent, err
}

func linkTo(tx *store.Tx, email, next string, administrator bool, now time.Time, life time.Duration) (SentLink, error) {
	link := data.AccessLink{Purpose: data.LinkSignUp, Email: email, Administrator: administrator}
	account, _, err := tx.AccountByEmail(email)
	switch {
	case err == nil:
		link = data.AccessLink{Purpose: data.LinkPassword, Email: email, Account: account.ID}
	case !errors.Is(err, store.ErrNotFound):
		return SentLink{}, err
	}
	link.Next = keptNext(next)
	if life == 0 {
		life = link.Purpose.Life()
	}
	sent, err := keepLink(tx, link, now, life)
	sent.Language = account.Language
	return sent, err
}

// keptNext returns a path that is short enough to be kept, else none.
func keptNext(next string) string {
	if len(next) > data.MaxNext {
		return ""
	}
	return next
}

// Invite makes a link to hand over: by it somebody makes an account of an address,
// or chooses another password of the one there is. When administrator is not nil,
// the account is one from then on, or no more.
func (c *Commons) Invite(ctx context.Context, email string, administrator *bool) (sent SentLink, err error) {
	email = data.TidyEmail(email)
	if err := data.ValidateEmail(email); err != nil {
		return sent, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if administrator != nil {
			if err := setAdministrator(tx, email, *administrator); err != nil {
				return err
			}
		}
		sent, err = linkTo(tx, email, "", administrator != nil && *administrator, time.Now(), data.HandedLife)
		return err
	})
	if err != nil {
		return sent, fmt.Errorf("cannot make a link: %w", err)
	}
	return sent, nil
}

// setAdministrator names the owner of an address administrator, or no more, if it
// has an account. No more means that links that would make one are forgotten too.
func setAdministrator(tx *store.Tx, email string, administrator bool) error {
	if !administrator {
		if err := tx.DeleteAdministratorLinks(email); err != nil {
			return err
		}
	}
	account, password, err := tx.AccountByEmail(email)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || account.Administrator == administrator {
		return err
	}
	account.Administrator = administrator
	return tx.PutAccount(account, password)
}

// AskForLink keeps that somebody waits for a link that is to be handed over. The
// error wraps [ErrManyRequests].
func (c *Commons) AskForLink(ctx context.Context, request data.LinkRequest) error {
	if err := data.ValidateEmail(request.Email); err != nil {
		return err
	}
	request.ID, request.Next = data.NewID(), keptNext(request.Next)
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteExpired(request.AskedAt); err != nil {
			return err
		}
		kept, err := tx.PutLinkRequest(request, maxRequests)
		if err == nil && !kept {
			err = ErrManyRequests
		}
		return err
	})
	return err
}

// HandOverLink makes the link that somebody waits for. The error wraps
// [store.ErrNotFound] when it was handed over already, or its account is gone.
func (c *Commons) HandOverLink(ctx context.Context, request data.ID) (sent SentLink, err error) {
	now := time.Now()
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		asked, err := tx.TakeLinkRequest(request)
		if err != nil {
			return err
		}
		if asked.Account.IsZero() {
			sent, err = linkTo(tx, asked.Email, asked.Next, false, now, data.HandedLife)
		} else {
			link := data.AccessLink{Purpose: data.LinkEmail, Email: asked.Email, Account: asked.Account}
			sent, err = keepLink(tx, link, now, data.HandedLife)
		}
		sent.Language = asked.Language
		return err
	})
	if err != nil {
		return sent, fmt.Errorf("cannot hand a link over: %w", err)
	}
	return sent, nil
}
