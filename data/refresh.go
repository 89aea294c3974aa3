package data

import (
	"reflect"
	"slices"
	"time"
)

// Refresh is what an element becomes when its source gives it again after people
// here have changed it.
type Refresh struct {
	Next   Element // see [NextRevision]
	Record Element // what the source gave: what the next refresh starts from
	Kept   bool    // whether Next says what people wrote where the source has changed it too
}

// Refreshed merges what a source gives of an element at an instant with what it says
// here. base is what the source gave before.
//
// Members follow the source where only the source has changed them since, and stay as
// people here wrote them where it has not. Where both have changed one, what people
// wrote stays; of tags, links, other pages and images, what either has added or taken
// away. The place with its address is one thing. It was verified last when anybody
// did so last. With known as base it is [NextRevision].
func Refreshed(base, known, given Element, at time.Time) Refresh {
	record := NextRevision(base, given, at)
	next, kept := record, false
	b, k := reflect.ValueOf(&base).Elem(), reflect.ValueOf(&known).Elem()
	r, n := reflect.ValueOf(&record).Elem(), reflect.ValueOf(&next).Elem()
	for _, part := range parts {
		switch {
		case part.same(b, k) || part.same(k, r):
		case part.same(b, r):
			part.set(n, k)
		case part.unite(&next, &base, &known):
		default:
			part.set(n, k)
			kept = true
		}
	}
	if !known.VerifiedAt.Equal(base.VerifiedAt) && (record.VerifiedAt.Equal(base.VerifiedAt) || known.VerifiedAt.After(record.VerifiedAt)) {
		next.VerifiedAt = known.VerifiedAt
	}
	return Refresh{Next: NextRevision(known, next, at), Record: record, Kept: kept}
}

// place are the members that say where an element is.
var place = []string{"geometry", "precision", "address"}

// parts are the [members] of an element by what one change is about: alone, but for
// those of its place.
var parts = partsOf(members)

type part []member

func partsOf(all []member) (parts []part) {
	where := part{}
	for _, m := range all {
		if slices.Contains(place, m.name) {
			where = append(where, m)
		} else {
			parts = append(parts, part{m})
		}
	}
	return append(parts, where)
}

// same reports whether two elements say the same in p.
func (p part) same(a, b reflect.Value) bool {
	return !slices.ContainsFunc(p, func(m member) bool { return !same(a.Field(m.index), b.Field(m.index)) })
}

// set makes to say in p what from says.
func (p part) set(to, from reflect.Value) {
	for _, m := range p {
		to.Field(m.index).Set(from.Field(m.index))
	}
}

// unite merges p, where both sides have changed it, if it is a set. next says what
// the source gives, and what both make of it afterwards.
func (p part) unite(next, base, known *Element) bool {
	switch p[0].name {
	case "tags":
		next.Tags = united(base.Tags, known.Tags, next.Tags, TagKey)
	case "sameAs":
		next.SameAs = united(base.SameAs, known.SameAs, next.SameAs, func(page string) string { return page })
	case "links":
		next.Links = united(base.Links, known.Links, next.Links, func(l Link) tie { return tie{l.Rel, l.Target} })
	case "image":
		next.Image = united(base.Image, known.Image, next.Image, func(i Image) picture { return picture{i.URL, i.Photo} })
	default:
		return false
	}
	return true
}

// What a link and an image are known by.
type (
	tie struct {
		rel    string
		target ID
	}
	picture struct{ url, photo string }
)

// united returns given without what known has taken away from base, and with what it
// has added, each once: in the order of given, then of known. What known writes in
// another way than base stays so.
func united[E any, K comparable](base, known, given []E, key func(E) K) (all []E) {
	had, has, done := keyed(base, key), keyed(known, key), map[K]bool{}
	for _, e := range given {
		k := key(e)
		here, stays := has[k]
		before, old := had[k]
		if done[k] || old && !stays {
			continue
		}
		if stays && !(old && reflect.DeepEqual(here, before)) {
			e = here
		}
		done[k] = true
		all = append(all, e)
	}
	for _, e := range known {
		k := key(e)
		if _, old := had[k]; !old && !done[k] {
			done[k] = true
			all = append(all, e)
		}
	}
	return all
}

func keyed[E any, K comparable](list []E, key func(E) K) map[K]E {
	m := make(map[K]E, len(list))
	for _, e := range list {
		m[key(e)] = e
	}
	return m
}
