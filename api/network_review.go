package api

import (
	"context"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// The lists of what a network has not approved: what waits for its editors, and what
// they have set aside.
const (
	reviewWaiting   = "waiting"
	reviewDismissed = "dismissed"
)

var reviewLists = []string{reviewWaiting, reviewDismissed}

// Changes in one answer.
const (
	usualReviews = 50
	mostReviews  = 100
)

// unapproved is what a network has not approved: elements of which it shows, or would
// show, another revision than the present one.
type unapproved struct {
	waiting, dismissed []int64          // ascending
	would              func(int64) bool // whether it would show the present revision of an element
}

// unapproved returns that, as the engine shows it.
func (s *Server) unapproved(ctx context.Context, n *data.Network) (left unapproved, err error) {
	snapshot := s.engine.Snapshot()
	if snapshot == nil || !n.Clears {
		return left, nil
	}
	ctx = index.LetIn(ctx, n.Slug) // who asks makes it
	shown, err := snapshot.Select(ctx, index.Query{Network: n.Slug})
	if isUnknownNetwork(err) { // new, and the index does not show it yet
		return left, nil
	}
	if err != nil || len(shown.Withheld()) == 0 {
		return left, err
	}
	present, err := snapshot.Select(index.AsItIs(ctx), index.Query{Network: n.Slug})
	if err != nil {
		return left, err
	}
	dismissed, err := s.store.Dismissed(ctx, n.Num)
	if err != nil {
		return left, err
	}
	left.would = present.Has
	for _, num := range shown.Withheld() {
		if _, aside := slices.BinarySearch(dismissed, num); aside {
			left.dismissed = append(left.dismissed, num)
		} else {
			left.waiting = append(left.waiting, num)
		}
	}
	return left, nil
}

// list returns one of the lists, by name.
func (u *unapproved) list(name string) []int64 {
	if name == reviewDismissed {
		return u.dismissed
	}
	return u.waiting
}

// listOf returns the name of the list that an element is in, empty for none.
func (u *unapproved) listOf(num int64) string {
	for _, name := range reviewLists {
		if _, found := slices.BinarySearch(u.list(name), num); found {
			return name
		}
	}
	return ""
}

// partOf returns at most limit of ascending numbers that come after a cursor, and the
// cursor of those behind, 0 when there are none.
func partOf(nums []int64, cursor int64, limit int) (some []int64, next int64) {
	from, found := slices.BinarySearch(nums, cursor)
	if found {
		from++
	}
	if some = nums[from:]; len(some) > limit {
		some = some[:limit]
		next = some[limit-1]
	}
	return some, next
}

// change is an element of which a network has not approved the present revision.
type change struct {
	toldRevision               // the present one
	shown        *data.Element // as the network shows it; nil when it shows nothing of it
	leaves       bool          // whether it would show nothing of it, were this approved
}

// changesOf tells what waits of some elements. Those that are gone or approved
// meanwhile are left out.
func (s *Server) changesOf(ctx context.Context, n *data.Network, left *unapproved, nums []int64) ([]change, error) {
	cleared, err := s.store.Cleared(ctx, n.Num, n.ClearedAfter, nums)
	if err != nil {
		return nil, err
	}
	shown := map[int64]*data.Element{}
	for i := range cleared {
		shown[cleared[i].Num] = &cleared[i]
	}
	authors := map[data.ID]web.Author{}
	all := make([]change, 0, len(nums))
	for _, num := range nums {
		rows, err := s.store.RevisionsBefore(ctx, num, 0, 1)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 || !rows[0].Element.Public() || shown[num] != nil && shown[num].Revision == rows[0].Number {
			continue
		}
		one := change{toldRevision{Revision: rows[0]}, shown[num], !left.would(num)}
		if one.Element.Kind != data.KindPerson { // which account they have is theirs to tell
			if one.author, err = s.authorOf(ctx, &one.Revision, authors); err != nil {
				return nil, err
			}
		}
		if one.shown != nil {
			one.changed = data.Changed(one.shown, &one.Element)
		}
		all = append(all, one)
	}
	return all, nil
}

// networkToReview returns the network that an address names, if who asks may approve
// changes of it; one that shows changes at once has nothing to review.
func (s *Server) networkToReview(c *gin.Context) (data.Network, error) {
	n, _, err := s.networkFor(c, data.ActEditNetwork)
	if err == nil && !n.Clears {
		err = errNoResource
	}
	return n, err
}

// askedReviews is which part of which list somebody asks for.
type askedReviews struct {
	list   string
	cursor int64 // 0: the beginning
}

// readAskedReviews reads the parameters list and cursor. The error is an
// [*index.QueryError].
func readAskedReviews(parameters map[string]string) (asked askedReviews, err error) {
	asked.list = reviewWaiting
	if list := parameters["list"]; list != "" {
		if !slices.Contains(reviewLists, list) {
			return asked, index.Refuse("list", index.RuleChoice, "value", list, "allowed", listed(reviewLists))
		}
		asked.list = list
	}
	if cursor := parameters["cursor"]; cursor != "" {
		if asked.cursor, err = strconv.ParseInt(cursor, 10, 64); err != nil || asked.cursor < 1 {
			return asked, index.Refuse("cursor", index.RuleCursor)
		}
	}
	return asked, nil
}
