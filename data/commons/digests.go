package commons

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// mailsAtOnce bounds how many mails one look finds to be sent.
const mailsAtOnce = 100

// DigestsDue returns some accounts that are to be mailed a digest at an instant,
// those that have waited longest first. With sooner, nobody waits for the day or
// the week to be over.
func (c *Commons) DigestsDue(ctx context.Context, now time.Time, sooner bool) (all []data.NewsChoices, err error) {
	for _, digest := range data.Digests {
		if digest.Period() == 0 {
			continue
		}
		before := now.Add(-digest.Period())
		if sooner {
			before = now
		}
		waiting, err := c.store.DigestsWaiting(ctx, digest, before, mailsAtOnce)
		if err != nil {
			return nil, err
		}
		all = append(all, waiting...)
	}
	return all, nil
}

// ClaimDigest notes at an instant that an account is sent the digest that it was
// found to be due, before it is sent: whatever happens then, it is not sent twice.
// false says that somebody else has done so, or that the account has chosen
// otherwise meanwhile. The news are those after due.Digested, up to until.
func (c *Commons) ClaimDigest(ctx context.Context, due data.NewsChoices, now time.Time) (until int64, claimed bool, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		present, err := tx.NewsChoices(due.Account)
		if err != nil || present.Digest != due.Digest || present.Digested != due.Digested || !present.DigestedAt.Equal(due.DigestedAt) {
			return err
		}
		if until, err = tx.LastNews(due.Account); err != nil || until <= present.Digested {
			return err
		}
		claimed, present.Digested, present.DigestedAt = true, until, now
		return tx.PutNewsChoices(present)
	})
	return until, claimed && err == nil, err
}

// DirectMailsDue returns some accounts that are to be mailed at an instant what
// concerns them directly.
func (c *Commons) DirectMailsDue(ctx context.Context, now time.Time, sooner bool) ([]data.NewsChoices, error) {
	before := now.Add(-data.DirectPause)
	if sooner {
		before = now
	}
	return c.store.DirectMailsWaiting(ctx, before, mailsAtOnce)
}

// ClaimDirectMail notes at an instant that an account is mailed what concerns it
// directly, before that is sent, and returns it; nothing when somebody else has done
// so.
func (c *Commons) ClaimDirectMail(ctx context.Context, account data.ID, now time.Time) (claimed []data.Notification, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		choices, err := tx.NewsChoices(account)
		if err != nil || !choices.Direct {
			return err
		}
		if claimed, err = tx.MailNotifications(account); err != nil || len(claimed) == 0 {
			return err
		}
		choices.MailedAt = now
		return tx.PutNewsChoices(choices)
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// ForgetOldNews forgets the news and notifications that are too old at an instant.
func (c *Commons) ForgetOldNews(ctx context.Context, now time.Time) error {
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		return tx.DeleteOldNews(now.Add(-data.NewsLife), now.Add(-data.NotificationLife))
	})
	return err
}

// MailList is one of the sorts of mail that somebody gets again and again.
type MailList byte

// The sorts.
const (
	DigestList MailList = 'n' // their news
	DirectList MailList = 'd' // what concerns them directly
)

// tokenBytes is what a token to end a list holds: an account, the list, and a code
// that this site alone can write.
const tokenBytes = 16 + 1 + sha256.Size

// UnsubscribeToken returns by what whoever gets a mail of a list ends it, without
// logging in. Nobody else can make one up.
func (c *Commons) UnsubscribeToken(ctx context.Context, account data.ID, list MailList) (string, error) {
	secret, err := c.store.Secret(ctx, "unsubscribe")
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(signed(secret, account, list)), nil
}

func signed(secret []byte, account data.ID, list MailList) []byte {
	said := append(append(make([]byte, 0, tokenBytes), account[:]...), byte(list))
	code := hmac.New(sha256.New, secret)
	code.Write(said)
	return code.Sum(said)
}

// PeekUnsubscribe returns which list a token ends, and whose. The error wraps
// [ErrLink] for one that was made up.
func (c *Commons) PeekUnsubscribe(ctx context.Context, token string) (account data.ID, list MailList, err error) {
	given, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(given) != tokenBytes {
		return data.ID{}, 0, ErrLink
	}
	secret, err := c.store.Secret(ctx, "unsubscribe")
	if err != nil {
		return data.ID{}, 0, err
	}
	account, list = data.ID(given[:16]), MailList(given[16])
	if !hmac.Equal(given, signed(secret, account, list)) || list != DigestList && list != DirectList {
		return data.ID{}, 0, ErrLink
	}
	return account, list, nil
}

// Unsubscribe ends the list of a token. Done twice, or for an account that is gone,
// it is no error; the error wraps [ErrLink] for a token that was made up.
func (c *Commons) Unsubscribe(ctx context.Context, token string) (MailList, error) {
	account, list, err := c.PeekUnsubscribe(ctx, token)
	if err != nil {
		return 0, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if _, _, err := tx.Account(account); errors.Is(err, store.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		choices, err := tx.NewsChoices(account)
		if err != nil {
			return err
		}
		if list == DigestList {
			choices.Digest = data.DigestNever
		} else {
			choices.Direct = false
		}
		return tx.PutNewsChoices(choices)
	})
	return list, err
}
