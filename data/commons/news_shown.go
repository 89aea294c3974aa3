package commons

import (
	"context"

	"maillage/data"
	"maillage/data/store"
)

// toldOneByOne bounds the elements that a network shows at once and of which each is told.
const toldOneByOne = 20

// gatherShown adds to news what followers of networks are to be told of what those show
// since the entries of the log from one, left out, to another: elements that somebody
// picked, revisions that somebody approved.
func (c *Commons) gatherShown(ctx context.Context, sight Sight, searches []data.Follow, from, to int64, news *news) error {
	shown, err := c.store.ShownBetween(ctx, from, to)
	if err != nil || len(shown) == 0 {
		return err
	}
	for _, what := range searches {
		if what.Sort != data.FollowNetwork {
			continue
		}
		slug, _, _ := data.ParseNetworkReference(what.Key)
		var of []store.Shown
		var nums []int64
		for _, one := range shown {
			if one.Network == slug {
				of, nums = append(of, one), append(nums, one.Num)
			}
		}
		if len(of) == 0 {
			continue
		}
		found, err := sight.Finds(ctx, what, nums) // or it was taken away again
		if err != nil {
			return err
		}
		followers, err := c.store.FollowersOf(ctx, []data.Follow{what})
		if err != nil {
			return err
		}
		readers, err := c.readersOf(ctx, what, followers[what])
		if err != nil {
			return err
		}
		news.addShown(of, found, what, readers)
	}
	return nil
}

// addShown adds what a network shows, of elements that are found there, for those who
// follow it, unless its revision is told already. Nobody is told what they did themselves;
// many at once are told together.
func (n *news) addShown(shown []store.Shown, found map[int64]bool, why data.Follow, followers []data.ID) {
	for _, one := range shown {
		if !found[one.Num] || n.told[toldKey{why, one.Num}] {
			continue
		}
		for _, account := range followers {
			switch {
			case account == one.By:
			case len(shown) > toldOneByOne:
				n.count(account, why, one.Sequence)
			default:
				told := data.News{Num: one.Num, Revision: one.Revision, Why: why, Number: 1, Sequence: one.Sequence, At: one.At}
				if one.Picked {
					told.What = data.NewsPicked
				}
				n.of[account] = append(n.of[account], told)
			}
		}
	}
}
