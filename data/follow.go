package data

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"maillage/geo"
)

// FollowSort is the sort of thing that somebody follows.
type FollowSort string

// The sorts, the most particular first: of several reasons to tell somebody of a
// change, the first is told.
const (
	FollowElement   FollowSort = "element" // by its id
	FollowAccount   FollowSort = "account" // what a person writes, by the id of their account
	FollowSearch    FollowSort = "search"  // what a query finds, by its canonical text
	FollowNetwork   FollowSort = "network" // what a network shows, by what it is called by
	FollowTag       FollowSort = "tag"     // elements that have it, by its key
	FollowTerritory FollowSort = "in"      // elements that lie there, by its code
)

// FollowSorts lists every sort, in that order.
var FollowSorts = []FollowSort{FollowElement, FollowAccount, FollowSearch, FollowNetwork, FollowTag, FollowTerritory}

// Bounds of what somebody follows.
const (
	MaxFollows      = 200  // of an account
	maxFollowedText = 1000 // bytes of a query or a tag
	maxFollowedCode = 40   // bytes of a territory's code
)

// Follow is what somebody follows: a sort of thing, and which one.
type Follow struct {
	Sort FollowSort
	Key  string
}

// Followed is a follow as it is kept.
type Followed struct {
	Follow
	Since time.Time
}

// String returns the text form of f, which [ParseFollow] reads: "in:FR-35".
func (f Follow) String() string { return string(f.Sort) + ":" + f.Key }

// MarshalText is [Follow.String].
func (f Follow) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// ParseFollow reads the text form of what somebody follows, and writes ids, tags
// and codes as they are compared. A query is only bounded here: index reads it. The
// error wraps [ErrInvalid].
func ParseFollow(text string) (Follow, error) {
	sort, key, _ := strings.Cut(text, ":")
	f := Follow{FollowSort(sort), key}
	wrong := fmt.Errorf("%w: this cannot be followed", ErrInvalid)
	switch f.Sort {
	case FollowElement, FollowAccount:
		id, err := ParseID(key)
		if err != nil || id.IsZero() {
			return Follow{}, wrong
		}
		f.Key = id.String()
	case FollowTag:
		if len(key) > maxFollowedText {
			return Follow{}, wrong
		}
		f.Key = TagKey(key)
	case FollowTerritory:
		if f.Key = strings.ToUpper(key); len(key) > maxFollowedCode || strings.ContainsFunc(f.Key, isNoCodeRune) || f.Key == strings.ToUpper(geo.WorldCode) {
			return Follow{}, wrong
		}
	case FollowNetwork:
		if _, _, ok := ParseNetworkReference(key); !ok {
			return Follow{}, wrong
		}
	case FollowSearch:
		if len(key) > maxFollowedText || !utf8.ValidString(key) || strings.ContainsFunc(key, isNoQueryRune) {
			return Follow{}, wrong
		}
	default:
		return Follow{}, wrong
	}
	if f.Key == "" {
		return Follow{}, wrong
	}
	return f, nil
}

func isNoCodeRune(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' }

// isNoQueryRune holds for what no canonical query has: it is percent-encoded.
func isNoQueryRune(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '<' || r == '>' }

// FollowsOf returns by what an element that somebody wrote is followed, searches
// left out: the most particular first. territories are those of the element, narrow
// to wide. A person is followed alone, never with others of a tag or a place.
func FollowsOf(e *Element, by ID, territories []*geo.Territory) []Follow {
	follows := []Follow{{FollowElement, e.ID.String()}}
	if !by.IsZero() {
		follows = append(follows, Follow{FollowAccount, by.String()})
	}
	if e.Kind == KindPerson {
		return follows
	}
	for _, tag := range e.Tags {
		if key := TagKey(tag); key != "" {
			follows = append(follows, Follow{FollowTag, key})
		}
	}
	for _, t := range territories {
		follows = append(follows, Follow{FollowTerritory, t.Code})
	}
	return follows
}

// Rank returns how particular a reason is: the least is the most particular one.
func (f Follow) Rank() int {
	for rank, sort := range FollowSorts {
		if f.Sort == sort {
			return rank
		}
	}
	return len(FollowSorts)
}
