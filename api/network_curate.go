package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/index"
)

// Curating is what is written of how elements stand to networks, and who makes them;
// commons.Commons does it and says what each means.
type Curating interface {
	Curate(ctx context.Context, by data.ID, slug string, elements []data.ID, standing data.Standing, now time.Time) (commons.Curated, int64, error)
	InviteToNetwork(ctx context.Context, by data.ID, slug string, given data.Invitation, now time.Time) (commons.SentInvitation, error)
	WithdrawNetworkInvitation(ctx context.Context, by data.ID, slug string, invitation data.ID, now time.Time) error
	ChangeNetworkMember(ctx context.Context, by data.ID, slug string, account data.ID, level data.Level, roles []string, now time.Time) error
	RemoveFromNetwork(ctx context.Context, by data.ID, slug string, account data.ID, now time.Time) error
	LeaveNetwork(ctx context.Context, by data.ID, slug string) error
	Decide(ctx context.Context, by data.ID, slug string, elements []data.ID, accepts bool, now time.Time) (decided int, sequence int64, err error)
}

// CuratingStore is what is read for it; data/store has it.
type CuratingStore interface {
	OpenNetworks(ctx context.Context, limit int) ([]data.Network, error)
	NetworkStandings(ctx context.Context, num int64) (map[int64]data.NetworkElement, error)
	NetworkSuggestions(ctx context.Context, network int64, limit int) ([]data.NetworkElement, error)
	NetworkSuggestionsFor(ctx context.Context, account data.ID) (map[int64]int, error)
	NetworkMembers(ctx context.Context, network int64) ([]data.Membership, error)
	NetworkInvitations(ctx context.Context, network int64, now time.Time) ([]data.Invitation, error)
	SuggestionCount(ctx context.Context, network int64) (int, error)
}

// Addresses of curating, in the JSON form, by who has logged in.
const (
	networkElementsPath = networksPath + "/:" + networkParameter + "/elements"
	choicesPath         = "/api/v1/choices"
)

// curation is the JSON form of what is asked: how elements are to stand to a network.
type curation struct {
	Elements []data.ID     `json:"elements" minItems:"1" maxItems:"1000"`
	Standing data.Standing `json:"standing" enum:"picked,hidden,suggested," doc:"Empty: as the search of the map finds them."`
}

// curationDone is the JSON form of what became of it.
type curationDone struct {
	Changed int        `json:"changed" doc:"How many stand otherwise now."`
	Shown   int        `json:"shown" doc:"Of what was suggested: how many the map shows already."`
	Undo    []curation `json:"undo,omitempty" doc:"What to ask to have all as it was."`
}

// curateElements serves POST /api/v1/networks/{network}/elements.
func (s *Server) curateElements(c *gin.Context, asks *person, now time.Time) error {
	asked, err := readCuration(c)
	if err != nil {
		return err
	}
	done, sequence, err := s.curate(c.Request.Context(), asks, c.Param(networkParameter), asked, now)
	if err != nil {
		return err
	}
	c.JSON(s.statusOf(c, http.StatusOK, sequence), &done)
	return nil
}

// readCuration reads its JSON form, strictly. The error wraps errCuration.
func readCuration(c *gin.Context) (asked curation, err error) {
	if err := readStrictly(c, &asked, errCuration); err != nil {
		return asked, err
	}
	known := asked.Standing == "" || slices.Contains(data.Standings, asked.Standing)
	if len(asked.Elements) == 0 || len(asked.Elements) > commons.MaxCurated || !known {
		return asked, errCuration
	}
	return asked, nil
}

// Errors of curating.
var (
	errCuration         = errors.New("this does not say how elements are to stand to a map")
	errOftenSuggestions = errors.New("many suggestions in a day")
)

// curate does what is asked of a network, whose reference is given.
func (s *Server) curate(ctx context.Context, asks *person, reference string, asked curation, now time.Time) (done curationDone, sequence int64, err error) {
	if err := s.mayWrite(asks, now); err != nil {
		return done, 0, err
	}
	slug, err := s.networkToCurate(ctx, asks, reference)
	if err != nil {
		return done, 0, err
	}
	if asked.Standing == data.StandingSuggested {
		if asked.Elements, done.Shown, err = s.notShown(ctx, slug, asked.Elements); err != nil {
			return done, 0, err
		}
		if wait := s.limits.suggestions.takeSome(asks.account.ID.String(), len(asked.Elements), now); wait > 0 {
			return done, 0, &waitError{errOftenSuggestions, wait}
		}
	}
	curated, sequence, err := s.commons.Curate(ctx, asks.account.ID, slug, asked.Elements, asked.Standing, now)
	done.Changed = curated.Count()
	for _, standing := range append([]data.Standing{""}, data.Standings...) {
		if ids := curated[standing]; len(ids) > 0 {
			slices.SortFunc(ids, func(a, b data.ID) int { return cmp.Compare(a.String(), b.String()) })
			done.Undo = append(done.Undo, curation{ids, standing})
		}
	}
	return done, sequence, err
}

// networkToCurate returns the slug of the network that a reference names, if it opens
// to who asks: by its key, or because they belong to it.
func (s *Server) networkToCurate(ctx context.Context, asks *person, reference string) (string, error) {
	slug, key, ok := data.ParseNetworkReference(reference)
	if !ok {
		return "", errNoNetwork
	}
	n, err := s.store.Network(ctx, slug)
	if isNotFound(err) {
		return "", errNoNetwork
	}
	if err != nil {
		return "", err
	}
	relations, err := s.networkRelations(ctx, asks, &n)
	if err != nil {
		return "", err
	}
	if !n.IsOpenTo(key) && !data.May(data.ActReadNetwork, relations...) {
		return "", errNoNetwork
	}
	return slug, nil
}

// notShown returns those of some elements that a network does not show yet, and how
// many others there are.
func (s *Server) notShown(ctx context.Context, slug string, ids []data.ID) (others []data.ID, shown int, err error) {
	if len(ids) > data.MaxSuggestionsOf {
		return nil, 0, commons.ErrManySuggestions
	}
	snapshot := s.engine.Snapshot()
	if snapshot == nil {
		return nil, 0, errNotReady
	}
	selection, err := resolved(index.LetInEverywhere(ctx), snapshot, index.Query{Network: slug})
	if err != nil {
		return nil, 0, err
	}
	for _, id := range ids {
		e, err := s.store.Element(ctx, id)
		switch {
		case isNotFound(err):
		case err != nil:
			return nil, 0, err
		case selection.Has(e.Num):
			shown++
		default:
			others = append(others, id)
		}
	}
	return others, shown, nil
}

// choice is the JSON form of a network to which somebody may add.
type choice struct {
	Slug      string        `json:"slug"`
	Reference string        `json:"reference" doc:"What the parameter network calls it."`
	Title     string        `json:"title"`
	Mine      bool          `json:"mine" doc:"Whether they belong to it."`
	Adds      bool          `json:"adds" doc:"Whether they may add to it; else they may suggest."`
	Edits     bool          `json:"edits" doc:"Whether they may hide elements and put them back, too."`
	Standing  data.Standing `json:"standing" enum:"picked,hidden,suggested," doc:"Of the element that was asked about; empty: as the search of the map finds it."`
	Own       bool          `json:"own" doc:"Whether that is their own word."`
}

// choicesAnswer is the JSON form of all of them.
type choicesAnswer struct {
	Networks []choice `json:"networks" doc:"Their own first."`
}

// Bounds of the choices.
const maxOpenChoices = 30

// choices serves GET /api/v1/choices?element=&network=: the networks to which who asks
// may add or suggest, their own first, with how an element stands to each.
func (s *Server) choices(c *gin.Context, asks *person, _ time.Time) error {
	parameters, err := readParameters(c.Request.URL.RawQuery, "element", "network")
	if err != nil {
		return err
	}
	var id data.ID
	if given := parameters["element"]; given != "" {
		if id, err = data.ParseID(given); err != nil {
			return index.Refuse("element", index.RuleIdentifier, "value", given)
		}
	}
	all, err := s.choicesOf(c.Request.Context(), asks, id, parameters["network"])
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, &choicesAnswer{all})
	return nil
}

// choicesOf returns them, the zero id being of no element; reference names one that is
// to be among them, if it opens to who asks.
func (s *Server) choicesOf(ctx context.Context, asks *person, element data.ID, reference string) ([]choice, error) {
	standings := map[int64]data.NetworkElement{}
	if !element.IsZero() {
		e, err := s.publicElement(ctx, element)
		if err != nil {
			return nil, err
		}
		if standings, err = s.store.NetworkStandings(ctx, e.Num); err != nil {
			return nil, err
		}
	}
	mine, err1 := s.store.NetworksOf(ctx, asks.account.ID)
	open, err2 := s.store.OpenNetworks(ctx, maxOpenChoices)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if slug, err := s.networkToCurate(ctx, asks, reference); err == nil {
		n, err := s.store.Network(ctx, slug)
		if err != nil {
			return nil, err
		}
		mine = append(mine, n)
	}
	all, seen := []choice{}, map[int64]bool{}
	for _, n := range append(mine, open...) {
		relations, err := s.networkRelations(ctx, asks, &n)
		if err != nil {
			return nil, err
		}
		if seen[n.Num] || !data.May(data.ActSuggestToNetwork, relations...) {
			continue
		}
		seen[n.Num] = true
		says := standings[n.Num]
		all = append(all, choice{
			Slug: n.Slug, Reference: n.Reference(), Title: n.Title, Mine: slices.Contains(relations, data.RelationNetworkMember),
			Adds: data.May(data.ActAddToNetwork, relations...), Edits: data.May(data.ActEditNetwork, relations...),
			Standing: says.Standing, Own: says.By == asks.account.ID,
		})
	}
	return all, nil
}
