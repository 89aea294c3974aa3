package api

import (
	"context"
	"crypto/rand"
)

// visit is what logs and metrics may tell of a request: a number of its own,
// and the pattern that its address matched. The address itself may hold what
// somebody looks for.
type visit struct {
	id    string // "" until somebody asks for it
	route string // "none" for an address where nothing is
	// endless says that the answer goes on until somebody leaves: how long that
	// is tells nothing of the server.
	endless bool
}

// visitKey marks the context of a request with its visit.
type visitKey struct{}

const noRoute = "none"

// number returns what tells the request from all others.
func (v *visit) number() string {
	if v.id == "" {
		v.id = rand.Text()[:12]
	}
	return v.id
}

// visitOf returns the visit of a request.
func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{route: noRoute} // of no request: a test
}
