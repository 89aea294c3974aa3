package commons

import (
	"context"
	"slices"
	"time"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
)

// newsBatch is how many entries of the log news are made of at once.
const newsBatch = int64(2000)

// Sight is what an engine that has read the log tells of elements.
type Sight interface {
	// Sequence is the entry of the log up to which it has read.
	Sequence() int64
	// Territories finds where elements lie.
	Territories() *geo.Gazetteer
	// Finds reports which of some elements a followed query finds, or a network shows,
	// whoever may read that. A query that can no longer be read finds none.
	Finds(ctx context.Context, search data.Follow, nums []int64) (map[int64]bool, error)
}

// MakeNews makes news of the next entries of the log, at an instant, for those who
// follow something of what they tell: and tells authors and administrators of
// elements what others have changed there. It reports whether there may be more
// entries that sight has read.
//
// What it writes and how far it has come is one transaction: killed at whatever
// instant and called again, it loses and repeats nothing.
func (c *Commons) MakeNews(ctx context.Context, sight Sight, now time.Time) (more bool, err error) {
	from, err := c.store.NewsPosition(ctx)
	if err != nil {
		return false, err
	}
	followed, err := c.store.AnyFollows(ctx)
	if err != nil {
		return false, err
	}
	// Without anybody who follows, what imports write concerns nobody.
	logged, to, err := c.store.RevisionsLogged(ctx, from, min(sight.Sequence()-from, newsBatch), !followed)
	if err != nil || to == from {
		return false, err
	}
	news := newNews(now)
	if followed {
		searches, err := c.store.FollowedSearches(ctx)
		if err != nil {
			return false, err
		}
		if err := c.gather(ctx, sight, searches, logged, news); err != nil {
			return false, err
		}
		if err := c.gatherShown(ctx, sight, searches, from, to, news); err != nil {
			return false, err
		}
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.MoveNews(from, to); err != nil {
			return err
		}
		for _, entry := range logged {
			if err := tellChanged(tx, &entry, now); err != nil {
				return err
			}
		}
		return news.write(tx, logged)
	})
	return err == nil, err
}

// gather adds to news what followers are to be told of entries of the log.
func (c *Commons) gather(ctx context.Context, sight Sight, searches []data.Follow, logged []store.Logged, news *news) error {
	var asked []data.Follow
	known := map[data.Follow]bool{}
	reasons := make([][]data.Follow, len(logged)) // of each entry
	var nums []int64
	for i := range logged {
		if !isNews(&logged[i]) {
			continue
		}
		r := &logged[i].Revision
		nums = append(nums, r.Element.Num)
		reasons[i] = data.FollowsOf(&r.Element, r.By, data.TerritoriesOf(&r.Element, sight.Territories()))
		for _, reason := range reasons[i] {
			if !known[reason] {
				known[reason] = true
				asked = append(asked, reason)
			}
		}
	}
	for _, search := range searches {
		found, err := sight.Finds(ctx, search, nums)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			continue
		}
		asked = append(asked, search)
		for i := range logged {
			if e := &logged[i].Revision.Element; reasons[i] != nil && e.Kind != data.KindPerson && found[e.Num] {
				reasons[i] = append(reasons[i], search)
			}
		}
	}
	followers, err := c.store.FollowersOf(ctx, asked)
	if err != nil {
		return err
	}
	for _, what := range asked {
		if what.Sort != data.FollowNetwork {
			continue
		}
		if followers[what], err = c.readersOf(ctx, what, followers[what]); err != nil {
			return err
		}
	}
	for i := range logged {
		slices.SortStableFunc(reasons[i], func(a, b data.Follow) int { return a.Rank() - b.Rank() })
		news.add(&logged[i], reasons[i], followers)
	}
	return nil
}

// isNews reports whether anyone may be told of a revision: they may see it, and the
// element as it is now.
func isNews(entry *store.Logged) bool { return entry.Visible && entry.Revision.Element.Public() }
