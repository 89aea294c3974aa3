package api

import (
	"context"
	"slices"

	"maillage/data"
	"maillage/data/store"
	"maillage/geo"
	"maillage/web"
)

// newsLines is how many things that happened to one element are shown.
const newsLines = 5

// newsGroup is the news of one element, the last first, or one line about many.
type newsGroup struct {
	news []data.News
}

// grouped groups news, the last first, by element, in the order of the last of each.
func grouped(all []data.News) []newsGroup {
	var groups []newsGroup
	at := map[int64]int{}
	for _, n := range all {
		i, known := at[n.Num]
		if n.IsMany() || !known {
			if !n.IsMany() {
				at[n.Num] = len(groups)
			}
			groups = append(groups, newsGroup{[]data.News{n}})
			continue
		}
		groups[i].news = append(groups[i].news, n)
	}
	return groups
}

// newsView returns what is shown of groups: seen says up to which entry of the log
// somebody has seen their news. Of elements that nobody may see any more nothing is
// left.
func (p *pages) newsView(ctx context.Context, language web.Language, groups []newsGroup, seen int64) ([]web.NewsGroup, error) {
	var nums []int64
	var keys []store.RevisionKey
	var reasons []data.Follow
	for _, group := range groups {
		last := group.news[0]
		reasons = append(reasons, last.Why)
		if last.IsMany() {
			continue
		}
		nums = append(nums, last.Num)
		for _, n := range group.news[:min(newsLines, len(group.news))] {
			keys = append(keys, store.RevisionKey{Num: n.Num, Number: n.Revision}, store.RevisionKey{Num: n.Num, Number: n.Revision - 1})
		}
	}
	elements, err := p.store.ElementsByNum(ctx, nums)
	if err != nil {
		return nil, err
	}
	byNum := map[int64]*data.Element{}
	for i := range elements {
		if elements[i].Public() {
			byNum[elements[i].Num] = &elements[i]
		}
	}
	revisions, err := p.store.RevisionsOf(ctx, keys)
	if err != nil {
		return nil, err
	}
	names, err := p.namesOf(ctx, language, reasons)
	if err != nil {
		return nil, err
	}
	told := teller{p, ctx, revisions, map[data.ID]string{}}
	var views []web.NewsGroup
	for _, group := range groups {
		last := group.news[0]
		view := web.NewsGroup{Why: names[last.Why].Name, Fresh: last.Sequence > seen}
		if last.IsMany() {
			view.Many = p.manyView(language, last, names[last.Why])
		} else if e := byNum[last.Num]; e != nil {
			view.ID, view.Slug, view.Kind, view.Type, view.Name, view.Locality = e.ID.String(), e.Slug, string(e.Kind), e.Type, e.Name, e.Address.Locality
			if last.Why.Sort == data.FollowElement {
				view.Why = "" // it says so by itself
			}
			if view.Lines, err = told.lines(group.news); err != nil {
				return nil, err
			}
			view.More = len(group.news) - min(newsLines, len(group.news))
		} else {
			continue
		}
		views = append(views, view)
	}
	return views, nil
}

// manyView returns what is shown of many elements.
func (p *pages) manyView(language web.Language, n data.News, what web.Followed) *web.ManyNews {
	many := &web.ManyNews{Number: n.Number, Sort: string(n.Why.Sort), Name: what.Name, Path: what.Path, At: n.At}
	if many.Path == "" {
		many.Path = "/"
	}
	many.Territory = web.Territory{Code: n.Why.Key, Name: what.Name}
	if snapshot := p.engine.Snapshot(); snapshot != nil && n.Why.Sort == data.FollowTerritory {
		if t, ok := snapshot.Gazetteer().Territory(n.Why.Key); ok {
			many.Territory = territoryName((*geo.Territory)(t), language)
		}
	}
	return many
}

// teller says what happened to elements.
type teller struct {
	*pages
	ctx       context.Context
	revisions map[store.RevisionKey]store.Revision
	names     map[data.ID]string // of accounts
}

// lines says what news of one element tell, the last first.
func (t *teller) lines(all []data.News) ([]web.NewsLine, error) {
	var lines []web.NewsLine
	for _, n := range all[:min(newsLines, len(all))] {
		if n.What == data.NewsPicked {
			lines = append(lines, web.NewsLine{What: "picked", At: n.At})
			continue
		}
		r, ok := t.revisions[store.RevisionKey{Num: n.Num, Number: n.Revision}]
		if !ok {
			continue
		}
		line := web.NewsLine{What: whatHappened(&r), At: r.At}
		before, known := t.revisions[store.RevisionKey{Num: n.Num, Number: n.Revision - 1}]
		switch {
		case !known || !before.Element.Public() && line.What != "shown" && !r.By.IsZero():
			line.What = "created" // of what was there before nobody may know
		default:
			line.Fields = saidFields(&before.Element, &r.Element)
		}
		if line.What == "created" && r.By.IsZero() {
			line.What = "imported"
		}
		who, err := t.name(r.By)
		if err != nil {
			return nil, err
		}
		line.Who = who
		lines = append(lines, line)
	}
	return lines, nil
}

// untold are the members of an element whose change says nothing to people.
var untold = []string{"externalIds", "source", "status", "visibility", "redirect"}

// saidFields names what a revision says otherwise than the one before.
func saidFields(before, after *data.Element) []string {
	return slices.DeleteFunc(data.Changed(before, after), func(name string) bool { return slices.Contains(untold, name) })
}

// name returns the name of an account, empty for one that is gone.
func (t *teller) name(id data.ID) (string, error) {
	if name, ok := t.names[id]; ok || id.IsZero() {
		return name, nil
	}
	name, err := t.accountName(t.ctx, id)
	t.names[id] = name
	return name, err
}

// whatHappened is the word for what a revision did, of those of [web.NewsLine].
func whatHappened(r *store.Revision) string {
	switch r.Reason {
	case data.ReasonCreated, data.ReasonPublished:
		return "created"
	case data.ReasonVerified:
		return "verified"
	case data.ReasonShown:
		return "shown"
	case data.ReasonRestored:
		return "restored"
	case data.ReasonImport:
		return "imported"
	}
	return "edited"
}
