package data

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"slices"
	"strings"
	"time"
)

// Network is a map of one's own: what a query finds and what was picked by hand, less
// what was hidden, shown in a way of its own on this site and on others.
//
// What stands here is its definition. What was picked and hidden, and what editors
// note of an element, are [NetworkElement]s, each written by itself, so that several
// people add at once without losing work.
type Network struct {
	ID   ID     `json:"id"`
	Num  int64  `json:"num"`  // given by the store; no element's
	Slug string `json:"slug"` // names it in addresses, once and for all

	Title   string `json:"title"`
	Summary string `json:"summary,omitempty"` // one line
	Text    string `json:"text,omitempty"`    // Markdown
	// Query finds elements by itself, those to come too: the canonical text of a query
	// without network, sort or page, which index reads. Empty: nothing but what was
	// picked.
	Query  string         `json:"query,omitempty"`
	Look   NetworkLook    `json:"look"`
	Fields []NetworkField `json:"fields,omitempty"`

	Status     Status            `json:"status"` // draft or published
	Visibility NetworkVisibility `json:"visibility"`
	// Key is the secret of its link, where that is how people come to it. Another key
	// ends the earlier link.
	Key          string       `json:"key,omitempty"`
	Contributors Contributors `json:"contributors"`
	// Clears says that changes of its elements show there once an editor has approved
	// them, and ClearedSince that what was there at that instant counts as approved:
	// all that the log told up to its entry ClearedAfter.
	Clears       bool      `json:"clears,omitempty"`
	ClearedSince time.Time `json:"clearedSince,omitzero"`
	ClearedAfter int64     `json:"clearedAfter,omitempty"`
	// Frames are the sites that may show it in a frame: origins such as
	// https://example.org. None: any site.
	Frames []string `json:"frames,omitempty"`

	Revision  int       `json:"revision"`
	CreatedBy ID        `json:"createdBy,omitzero"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedBy ID        `json:"updatedBy,omitzero"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// NetworkVisibility says who may see a network that is published.
type NetworkVisibility string

// The visibilities.
const (
	NetworkPublic  NetworkVisibility = "public"
	NetworkByLink  NetworkVisibility = "link"    // who has its link; it is listed nowhere
	NetworkPrivate NetworkVisibility = "private" // who belongs to it
)

// NetworkVisibilities lists every visibility, the widest first.
var NetworkVisibilities = []NetworkVisibility{NetworkPublic, NetworkByLink, NetworkPrivate}

// Contributors says who may add elements to a network, besides its editors.
type Contributors string

// The contributors.
const (
	ContributorsNobody      Contributors = "nobody"
	ContributorsSuggestions Contributors = "suggestions" // everybody with an account; an editor decides
	ContributorsMembers     Contributors = "members"     // those of the network
	ContributorsEveryone    Contributors = "everyone"    // with an account
)

// ContributorsChoices lists every choice of contributors, the narrowest first.
var ContributorsChoices = []Contributors{ContributorsNobody, ContributorsSuggestions, ContributorsMembers, ContributorsEveryone}

// NetworkElement is what a network says of one element.
type NetworkElement struct {
	Network  int64    `json:"network"`
	Num      int64    `json:"num"`
	Standing Standing `json:"standing,omitempty"`
	// Values are those of the network's own fields, by key.
	Values map[string]string `json:"values,omitempty"`
	Note   string            `json:"note,omitempty"` // for its editors alone
	By     ID                `json:"by,omitzero"`
	At     time.Time         `json:"at"`
}

// RevisionOf names one revision of an element.
type RevisionOf struct {
	Element  ID  `json:"element"`
	Revision int `json:"revision"`
}

// Standing says how an element stands to a network.
type Standing string

// The standings. The empty one leaves it to the network's query.
const (
	StandingPicked    Standing = "picked"
	StandingHidden    Standing = "hidden"
	StandingSuggested Standing = "suggested" // by somebody; an editor decides
)

// Standings lists every standing that is not the empty one.
var Standings = []Standing{StandingPicked, StandingHidden, StandingSuggested}

// NetworkScope is what decides which elements a network shows.
type NetworkScope struct {
	Num    int64
	Slug   string
	Key    string // its link needs it; empty: it needs none
	Closed bool   // for those alone who are let in
	Query  string
	// Clears says that it shows the revisions which it has approved, ClearedAfter that
	// it approved what the log had told up to this entry.
	Clears       bool
	ClearedAfter int64
	Picked       []int64 // nums, ascending
	Hidden       []int64 // likewise
	// Values lists, by field that visitors read and then by value, the elements that
	// have it, nums ascending.
	Values map[string]map[string][]int64
	Marks  []NetworkMark // of its look
	Title  string        `json:"-"` // empty unless anybody may be told of it; it decides nothing
}

// SaysNothing reports whether e is as if it were not there.
func (e *NetworkElement) SaysNothing() bool {
	return e.Standing == "" && len(e.Values) == 0 && e.Note == ""
}

// Scope returns what decides which elements n shows, given what it says of elements,
// by num.
func (n *Network) Scope(elements []NetworkElement) NetworkScope {
	scope := NetworkScope{Num: n.Num, Slug: n.Slug, Query: n.Query, Closed: n.IsClosed(), Marks: n.Look.Marks, Values: map[string]map[string][]int64{}}
	if n.Visibility == NetworkByLink {
		scope.Key = n.Key
	}
	if n.IsListed() {
		scope.Title = n.Title
	}
	if n.Clears {
		scope.Clears, scope.ClearedAfter = true, n.ClearedAfter
	}
	for _, f := range n.Fields {
		if f.Shown {
			scope.Values[f.Key] = map[string][]int64{}
		}
	}
	for i := range elements {
		e := &elements[i]
		switch e.Standing {
		case StandingPicked:
			scope.Picked = append(scope.Picked, e.Num)
		case StandingHidden:
			scope.Hidden = append(scope.Hidden, e.Num)
		}
		for key, value := range e.Values {
			if of := scope.Values[key]; of != nil {
				of[value] = append(of[value], e.Num)
			}
		}
	}
	return scope
}

// NetworkSlug returns the slug that a network of a title would like to have.
func NetworkSlug(title string) string {
	slug := strings.TrimRight(truncate(SlugOf(title), MaxNetworkSlug-20), "-")
	switch slug {
	case "":
		return usualNetworkSlug
	case "new": // where networks are made
		return usualNetworkSlug + "-" + slug
	}
	return slug
}

const usualNetworkSlug = "carte"

// IsClosed reports whether n is for those alone who belong to it: a draft is too.
func (n *Network) IsClosed() bool {
	return n.Status != StatusPublished || n.Visibility == NetworkPrivate
}

// ShownFields returns the fields that visitors read.
func (n *Network) ShownFields() []NetworkField {
	var shown []NetworkField
	for _, f := range n.Fields {
		if f.Shown {
			shown = append(shown, f)
		}
	}
	return shown
}

// IsOpenTo reports whether anybody who gives a key, empty for none, may read n.
func (n *Network) IsOpenTo(key string) bool {
	return !n.IsClosed() && (n.Visibility != NetworkByLink || subtle.ConstantTimeCompare([]byte(n.Key), []byte(key)) == 1)
}

// StaysOpen reports whether who could read n as it was by its address still may.
func (n *Network) StaysOpen(was *Network) bool {
	_, key, _ := ParseNetworkReference(was.Reference())
	return !was.IsClosed() && n.IsOpenTo(key)
}

// IsListed reports whether anybody may be told that n is there.
func (n *Network) IsListed() bool { return !n.IsClosed() && n.Visibility == NetworkPublic }

// Reference returns what n is called by in the parameter network: its slug and, where
// people come by a link, the key of that.
func (n *Network) Reference() string {
	if n.Visibility == NetworkByLink && n.Status == StatusPublished {
		return n.Slug + NetworkKeyMark + n.Key
	}
	return n.Slug
}

// NetworkKeyMark stands between a slug and a key.
const NetworkKeyMark = "~"

// ParseNetworkReference reads what [Network.Reference] writes; ok says whether text is
// one. The key is empty when there is none.
func ParseNetworkReference(text string) (slug, key string, ok bool) {
	slug, key, marked := strings.Cut(text, NetworkKeyMark)
	ok = slug != "" && len(slug) <= MaxNetworkSlug && SlugOf(slug) == slug && (!marked || isNetworkKey(key))
	return slug, key, ok
}

var networkKeys = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// networkKeyLength is how many characters a key has: 5 bits each, 130 in all.
const networkKeyLength = 26

// NewNetworkKey returns a key that nobody can guess.
func NewNetworkKey() string {
	var random [17]byte
	rand.Read(random[:]) // never fails
	return networkKeys.EncodeToString(random[:])[:networkKeyLength]
}

func isNetworkKey(text string) bool {
	return len(text) == networkKeyLength && !strings.ContainsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') })
}

// RelationsOfAnybody returns what anybody with an account is to a network.
func RelationsOfAnybody(n *Network) []Relation {
	return RelationsToNetwork(&Account{ID: NewID()}, n, Membership{})
}

// RelationsToNetwork returns what somebody with an account is to a network. m is what
// they are in it, its zero value for nothing.
func RelationsToNetwork(account *Account, n *Network, m Membership) []Relation {
	if account.ID.IsZero() {
		return nil
	}
	all := []Relation{RelationMember}
	if account.Administrator && !n.IsClosed() {
		all = append(all, RelationAdministrator)
	}
	switch {
	case n.Contributors == ContributorsEveryone && !n.IsClosed():
		all = append(all, RelationNetworkContributor)
	case n.Contributors == ContributorsSuggestions && !n.IsClosed():
		all = append(all, RelationNetworkSuggester)
	}
	if m.State != Joined {
		if !n.IsClosed() {
			all = append(all, RelationNetworkReader)
		}
		if m.State == Requested {
			all = append(all, RelationNetworkRequester)
		}
		return all
	}
	all = append(all, RelationNetworkMember)
	if n.Contributors == ContributorsMembers || n.Contributors == ContributorsEveryone {
		all = append(all, RelationNetworkContributor)
	}
	if i := slices.Index(Levels, m.Level); i >= slices.Index(Levels, LevelEditor) {
		all = append(all, RelationNetworkEditor)
	}
	if m.Level == LevelAdministrator {
		all = append(all, RelationNetworkAdministrator)
	}
	return all
}
