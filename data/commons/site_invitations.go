package commons

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// siteInvitationBytes is what the token of an invitation to the site holds: who
// invites, until which hour since 1970, and a code that this site alone can write.
const siteInvitationBytes = 16 + 4 + sha256.Size

// InviteToSite returns the token of a link by which an account invites others to the
// site, for [data.SiteInvitationLife]. Nothing of it is kept: it says who invites, and
// lets nobody do what others may not, since anybody with an address may sign up. The
// error wraps [store.ErrNotFound] for who has no account.
func (c *Commons) InviteToSite(ctx context.Context, by data.ID, now time.Time) (string, error) {
	if _, err := c.store.Account(ctx, by); err != nil {
		return "", err
	}
	secret, err := c.store.Secret(ctx, "invite")
	if err != nil {
		return "", err
	}
	hour := uint32(now.Add(data.SiteInvitationLife).Unix() / 3600)
	said := binary.BigEndian.AppendUint32(append([]byte(nil), by[:]...), hour)
	return base64.RawURLEncoding.EncodeToString(siteInvitation(secret, said)), nil
}

func siteInvitation(secret, said []byte) []byte {
	code := hmac.New(sha256.New, secret)
	code.Write(said)
	return code.Sum(said)
}

// WhoInvites returns the account that invites by a token. The error wraps [ErrLink]
// for one that was made up, has ended, or is of an account that is gone.
func (c *Commons) WhoInvites(ctx context.Context, token string, now time.Time) (data.Account, error) {
	given, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(given) != siteInvitationBytes {
		return data.Account{}, ErrLink
	}
	secret, err := c.store.Secret(ctx, "invite")
	if err != nil {
		return data.Account{}, err
	}
	said := append([]byte(nil), given[:20]...)
	if !hmac.Equal(given, siteInvitation(secret, said)) || int64(binary.BigEndian.Uint32(given[16:20])) < now.Unix()/3600 {
		return data.Account{}, ErrLink
	}
	account, err := c.store.Account(ctx, data.ID(given[:16]))
	if errors.Is(err, store.ErrNotFound) {
		err = ErrLink
	}
	return account, err
}
