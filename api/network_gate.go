package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/index"
	"maillage/web"
)

// NetworkStore is what is read of networks; data/store has it and says what each means.
type NetworkStore interface {
	Network(ctx context.Context, slug string) (data.Network, error)
	NetworkByNum(ctx context.Context, num int64) (data.Network, error)
	NetworkMember(ctx context.Context, network int64, account data.ID) (data.Membership, error)
	NetworkElementsOf(ctx context.Context, network int64, nums []int64) ([]data.NetworkElement, error)
	ListedNetworks(ctx context.Context, skip, limit int) ([]data.Network, int, error)
	Cleared(ctx context.Context, network, after int64, nums []int64) ([]data.Element, error)
	Dismissed(ctx context.Context, network int64) ([]int64, error)
	NetworksOf(ctx context.Context, account data.ID) ([]data.Network, error)
	NetworkElements(ctx context.Context, network int64) ([]data.NetworkElement, error)
	NetworkVisit(ctx context.Context, network int64, account data.ID) (time.Time, error)
}

// Networks is what people write of networks; commons.Commons does it and says what each
// means.
type Networks interface {
	Annotate(ctx context.Context, by data.ID, slug string, element data.ID, note *string, values map[string]string, now time.Time) (sequence int64, err error)
	TagElements(ctx context.Context, by data.ID, slug string, ids []data.ID, add, remove []string, now time.Time) (commons.TaggedMany, error)
	Approve(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, now time.Time) (done commons.Reviewed, sequence int64, err error)
	Dismiss(ctx context.Context, by data.ID, slug string, revisions []data.RevisionOf, now time.Time) (done commons.Reviewed, sequence int64, err error)
	SeeNetwork(ctx context.Context, by data.ID, slug string, now time.Time) error
}

// ofNetworks lets those through to a closed network who may read it, whatever is asked
// of it: a search, a tile, a feed, an export. The engine refuses all others, see
// [index.LetIn]; what is answered is for whoever asked alone.
func (s *Server) ofNetworks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reference := networkAsked(r); reference != "" {
			in, err := s.letInto(r, reference)
			if err != nil {
				s.answerProblem(w, r, s.problem(r.Context(), err))
				return
			}
			if in != nil {
				w, r = &forOne{ResponseWriter: w}, r.WithContext(in)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// networkPaths begin the addresses that go on with the reference of a network.
var networkPaths = []string{web.NetworkPath(""), web.English.Path(web.NetworkPath("")), networksPath + "/"}

// networkAsked returns what a request calls the network that it asks, in its path or in
// its query; empty for none.
func networkAsked(r *http.Request) string {
	for _, path := range networkPaths {
		if rest, ok := strings.CutPrefix(r.URL.Path, path); ok {
			reference, _, _ := strings.Cut(rest, "/")
			return reference
		}
	}
	if !strings.Contains(r.URL.RawQuery, "network") { // what is asked most often costs nothing
		return ""
	}
	values, _ := url.ParseQuery(r.URL.RawQuery) // what cannot be read is refused later
	return values.Get("network")
}

// letInto returns the context of a request in which the network of a reference may be
// asked, when that takes more than the reference and who asks may; nil otherwise.
func (s *Server) letInto(r *http.Request, reference string) (context.Context, error) {
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return nil, nil
	}
	num, needed, _ := snapshot.NeedsLetIn(reference)
	if !needed {
		return nil, nil
	}
	if _, err := r.Cookie(s.sessions.Cookie.Name); err != nil {
		return nil, nil
	}
	ctx, err := s.loaded(r)
	if err != nil {
		return nil, err
	}
	asks, err := s.recognise(ctx)
	if err != nil || !asks.isIn() {
		return nil, err
	}
	n, err := s.store.NetworkByNum(ctx, num)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	relations, err := s.networkRelations(ctx, asks, &n)
	if err != nil || !data.May(data.ActReadNetwork, relations...) {
		return nil, err
	}
	return index.LetIn(context.WithValue(r.Context(), forOneKey{}, true), n.Slug), nil
}

// stillReads reports whether whoever sent a request that goes on may ask the network of
// a reference now, empty for none: it may be closed since, or called by another key, and
// they may belong to it no more, or have logged out.
func (s *Server) stillReads(r *http.Request, reference string) bool {
	if reference == "" {
		return true
	}
	_, needed, known := s.engine.Snapshot().NeedsLetIn(reference)
	if !known || !needed {
		return known
	}
	in, err := s.letInto(r, reference)
	return err == nil && in != nil
}

// networkRelations returns what somebody is to a network.
func (s *Server) networkRelations(ctx context.Context, asks *person, n *data.Network) ([]data.Relation, error) {
	m, err := s.store.NetworkMember(ctx, n.Num, asks.account.ID)
	return data.RelationsToNetwork(&asks.account, n, m), err
}

// forOneKey marks the context of a request whose answer is for who asked alone.
type forOneKey struct{}

// isForOne reports whether nobody else may be sent the answer to a request.
func isForOne(ctx context.Context) bool { return ctx.Value(forOneKey{}) != nil }

// forOne lets nobody but the browser of who asked keep an answer, whatever the handler
// says.
type forOne struct {
	http.ResponseWriter
	told bool
}

func (w *forOne) tell() {
	if !w.told {
		w.told = true
		w.Header().Set("Cache-Control", "private, max-age=0, must-revalidate")
		w.Header().Add("Vary", "Cookie")
	}
}

func (w *forOne) WriteHeader(status int) {
	w.tell()
	w.ResponseWriter.WriteHeader(status)
}

func (w *forOne) Write(p []byte) (int, error) {
	w.tell()
	return w.ResponseWriter.Write(p)
}

// Flush is what streams need.
func (w *forOne) Flush() {
	w.tell()
	http.NewResponseController(w.ResponseWriter).Flush() // one that cannot is written out at the end
}

// Unwrap leads to the writer below.
func (w *forOne) Unwrap() http.ResponseWriter { return w.ResponseWriter }
