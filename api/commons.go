package api

import (
	"context"
	"io"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/geo"
)

// Commons is what is written; commons.Commons does it.
type Commons interface {
	// ChangeSettings keeps settings in place of those of a version.
	ChangeSettings(ctx context.Context, version int64, settings data.Settings) (int64, error)
	// ChangeSettingsAndLogo does that, and keeps a picture as the logo; nil takes
	// the logo away.
	ChangeSettingsAndLogo(ctx context.Context, version int64, settings data.Settings, picture []byte) (int64, error)
	// TakeAdminLink spends a link, and reports whether it was good at now.
	TakeAdminLink(ctx context.Context, token string, now time.Time) (good bool, err error)
	// GivePhoto keeps a photo that an account gives.
	GivePhoto(ctx context.Context, by data.ID, given io.Reader, now time.Time) (data.Photo, error)
	Accounts
	Follows
	Elements
	Belonging
	Networks
	Curating
	Joining
	Composing
}

// Elements is what people write of elements; commons.Commons does it and says what
// each means.
type Elements interface {
	Reference(ctx context.Context, by data.ID, given data.Element, now time.Time) (commons.Written, error)
	Edit(ctx context.Context, by, id data.ID, revision int, given data.Element, comment string, now time.Time) (commons.Written, error)
	Verify(ctx context.Context, by, id data.ID, now time.Time) (commons.Written, error)
	SetHidden(ctx context.Context, by, id data.ID, revision int, hidden bool, comment string, now time.Time) (commons.Written, error)
	NotTheSame(ctx context.Context, by, a, b data.ID, now time.Time) error
	Restore(ctx context.Context, by, id data.ID, earlier, revision int, comment string, now time.Time) (commons.Written, error)
}

// Accounts is what is written of people; commons.Commons does it and says what
// each means.
type Accounts interface {
	KeepSession(ctx context.Context, token string, session data.Session, document []byte) error
	SeeSession(ctx context.Context, id data.ID, now time.Time) error
	EndSession(ctx context.Context, token string) error
	EndSessionOf(ctx context.Context, account, session data.ID) error
	EndOtherSessions(ctx context.Context, account, but data.ID) error

	PeekLink(ctx context.Context, token string, now time.Time) (data.AccessLink, error)
	NewLink(ctx context.Context, email, next string, now time.Time) (commons.SentLink, error)
	NewEmailLink(ctx context.Context, id data.ID, email string, now time.Time) (sent commons.SentLink, taken bool, err error)
	AskForLink(ctx context.Context, request data.LinkRequest) error
	HandOverLink(ctx context.Context, request data.ID) (commons.SentLink, error)

	SignUp(ctx context.Context, token, name, language, password string, now time.Time) (data.Account, error)
	LogIn(ctx context.Context, email, password string) (account data.Account, cancelled bool, err error)
	Confirm(ctx context.Context, id data.ID, password string) error
	ChangeProfile(ctx context.Context, id data.ID, name, language string, now time.Time) error
	InviteToSite(ctx context.Context, by data.ID, now time.Time) (token string, err error)
	WhoInvites(ctx context.Context, token string, now time.Time) (data.Account, error)
	SetProfile(ctx context.Context, by data.ID, name string, given data.Profile, gazetteer *geo.Gazetteer, now time.Time) (commons.Written, error)
	ChangePassword(ctx context.Context, id data.ID, present, next string, but data.ID) (data.Account, error)
	ResetPassword(ctx context.Context, token, password string, now time.Time) (data.Account, error)
	AskErasure(ctx context.Context, id data.ID, contributions data.Contributions, now time.Time) (data.Account, error)
	ChangeEmail(ctx context.Context, token string, now time.Time) (before, after data.Account, err error)
}
