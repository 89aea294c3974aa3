package api

import (
	"context"
	"os"
	"time"

	"maillage/data"
	"maillage/data/store"
)

// Store is what is read from the durable truth; data/store has it.
type Store interface {
	// Element returns an element, or an error that wraps store.ErrNotFound.
	Element(ctx context.Context, id data.ID) (data.Element, error)
	// ElementsByNum returns the elements that exist, in the order asked.
	ElementsByNum(ctx context.Context, nums []int64) ([]data.Element, error)
	// Settings returns what the instance says of itself, with its versions.
	Settings(ctx context.Context) (data.Settings, store.SettingsVersion, error)
	// DistinctFrom returns the elements that somebody said are not the same as one.
	DistinctFrom(ctx context.Context, id data.ID) ([]data.ID, error)
	// SettingsVersion returns the versions alone.
	SettingsVersion(ctx context.Context) (store.SettingsVersion, error)
	// Logo returns a PNG, or an error that wraps store.ErrNotFound.
	Logo(ctx context.Context) ([]byte, error)
	// Session returns what is kept under a token, if it has not ended at now.
	Session(ctx context.Context, token string, now time.Time) (document []byte, found bool, err error)
	// SessionByID returns a session, or an error that wraps store.ErrNotFound.
	SessionByID(ctx context.Context, id data.ID) (data.Session, error)
	// SessionsOf returns the sessions of an account that have not ended at now.
	SessionsOf(ctx context.Context, account data.ID, now time.Time) ([]data.Session, error)
	// Account returns an account, or an error that wraps store.ErrNotFound.
	Account(ctx context.Context, id data.ID) (data.Account, error)
	// EachRevisionBy calls do with each revision that an account wrote.
	EachRevisionBy(ctx context.Context, account data.ID, do func(store.Revision) error) error
	// Memberships returns who belongs to an element.
	Memberships(ctx context.Context, num int64) ([]data.Membership, error)
	// MembershipsOf returns what an account belongs to.
	MembershipsOf(ctx context.Context, account data.ID) ([]data.Membership, error)
	// Membership returns what an account is to an element.
	Membership(ctx context.Context, num int64, account data.ID) (data.Membership, error)
	// Stewardship says who looks after an element.
	Stewardship(ctx context.Context, num int64) (data.Stewardship, error)
	BelongingStore
	// Revision returns one revision of an element; the error wraps store.ErrNotFound.
	Revision(ctx context.Context, num int64, number int) (store.Revision, error)
	// ElementsWrittenBy returns a part of what an account has written a revision of.
	ElementsWrittenBy(ctx context.Context, account data.ID, part store.WrittenBy, offset, limit int) ([]data.Element, error)
	// GavePhoto reports whether an account gave a photo.
	GavePhoto(ctx context.Context, hash string, by data.ID) (bool, error)
	// PhotosGivenBy returns the hashes of the photos that an account gave.
	PhotosGivenBy(ctx context.Context, account data.ID) ([]string, error)
	// EachElementWithPhoto calls do with each element that shows a photo, or did,
	// until do returns false.
	EachElementWithPhoto(ctx context.Context, hash string, do func(*data.Element) bool) error
	// PhotoFile opens a form of a photo; the error wraps store.ErrNotFound.
	PhotoFile(hash string, side int) (*os.File, error)
	// RevisionsBefore returns at most limit revisions of an element before a number,
	// 0 being from the present one on, the last first.
	RevisionsBefore(ctx context.Context, num int64, before, limit int) ([]store.Revision, error)
	// LinkRequests returns the links that people wait for, the oldest first.
	LinkRequests(ctx context.Context) ([]data.LinkRequest, error)
	FollowStore
	NetworkStore
	CuratingStore
	JoiningStore
	ComposingStore
}
