package index

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"maillage/data"
)

// network is which entries a network shows, of any segment: what its query finds and
// what was picked, less what was hidden. A segment never changes, so its set is made
// once and kept as that of a filter is; what is written later comes in segments of its
// own. It never changes itself: another definition is another network.
type network struct {
	data.NetworkScope
	finds   filter   // what its query finds by itself
	version string   // stands for all that decides what it shows
	title   []string // the folded words of its title, if anybody may be told of it
	// compared lists the values of each field that visitors read, in no order.
	compared map[string][]comparedValue
}

// newNetwork returns a network of a definition. A query that cannot be read, as after
// an update of the program, finds nothing.
func newNetwork(scope data.NetworkScope) *network {
	scope.Marks = markedByTag(scope.Marks)
	n := &network{NetworkScope: scope, finds: filter{nothing: true}, title: placeWords(scope.Title), compared: comparedValues(scope.Values)}
	if q, err := ParseQuery(scope.Query); err == nil && scope.Query != "" && q.Network == "" {
		n.finds = filter{query: q.Filter()}
		n.finds.query.Words = ""
		for _, t := range queryTerms(q.Words) {
			n.finds.terms = append(n.finds.terms, t.text)
		}
		n.finds.nothing = q.Words != "" && len(n.finds.terms) == 0
	}
	document, _ := json.Marshal(scope) // texts and numbers alone
	sum := sha256.Sum256(document)
	n.version = hex.EncodeToString(sum[:12])
	return n
}

// in returns the entries of s that n shows, living or dead. The caller must not
// change them.
func (n *network) in(s *segment, kept *keptFilters) *roaring.Bitmap {
	return kept.entries(s, "network\x00"+n.version, func() *roaring.Bitmap {
		var found *roaring.Bitmap
		switch {
		case n.finds.nothing:
			found = roaring.New()
		case n.finds.key() == everythingKey:
			found = roaring.New()
			found.AddRange(0, uint64(s.size()))
		default:
			found = n.finds.in(s, kept).Clone()
		}
		found.Or(s.entriesOf(n.Picked))
		found.AndNot(s.entriesOf(n.Hidden))
		return found
	})
}

// entriesOf returns the entries that elements have in s, living or dead.
func (s *segment) entriesOf(nums []int64) *roaring.Bitmap {
	found := roaring.New()
	for _, num := range nums {
		if entry, known := s.entryOf(num); known {
			found.Add(entry)
		}
	}
	return found
}

// having returns the entries of s for which a field of n has one of the values asked, or
// one within a range that is asked: "10..20" of numbers or of days, borders included, one
// of them may be left out.
func (n *network) having(s *segment, asked NetworkField) *roaring.Bitmap {
	var nums []int64
	for _, wanted := range asked.Values {
		first, last, ranged := strings.Cut(wanted, rangeMark)
		if !ranged {
			nums = append(nums, n.Values[asked.Field][wanted]...)
			continue
		}
		from, to := data.ReadFieldValue(first), data.ReadFieldValue(last)
		for i := range n.compared[asked.Field] {
			value := &n.compared[asked.Field][i]
			if (first == "" || from.Compare(value.FieldValue) <= 0) && (last == "" || value.Compare(to) <= 0) {
				nums = append(nums, value.nums...)
			}
		}
	}
	return s.entriesOf(nums)
}

// comparedValue is a value of a field, and which elements have it.
type comparedValue struct {
	data.FieldValue
	nums []int64
}

// comparedValues reads the values of fields, of which there may be thousands, once for
// all ranges that are asked.
func comparedValues(fields map[string]map[string][]int64) map[string][]comparedValue {
	all := make(map[string][]comparedValue, len(fields))
	for field, values := range fields {
		for text, nums := range values {
			all[field] = append(all[field], comparedValue{data.ReadFieldValue(text), nums})
		}
	}
	return all
}

// rangeMark stands between the borders of a range of values.
const rangeMark = ".."

// networks holds the networks of a snapshot by slug. Nobody changes it.
type networks map[string]*network

func newNetworks(scopes []data.NetworkScope) networks {
	all := make(networks, len(scopes))
	for _, scope := range scopes {
		all[scope.Slug] = newNetwork(scope)
	}
	return all
}

// with returns all in which networks that changed, by num, are as scopes say; one
// without a scope is gone.
func (all networks) with(changed map[int64]bool, scopes []data.NetworkScope) networks {
	next := maps.Clone(all)
	maps.DeleteFunc(next, func(_ string, n *network) bool { return changed[n.Num] })
	for _, scope := range scopes {
		next[scope.Slug] = newNetwork(scope)
	}
	return next
}

// byNum returns the network with a num; nil when there is none.
func (all networks) byNum(num int64) *network {
	for _, n := range all {
		if n.Num == num {
			return n
		}
	}
	return nil
}

// letInKey is the key of who may ask which closed network in a context: its slug, or
// everyNetwork.
type letInKey struct{}

const everyNetwork = "*"

// LetIn returns a context in which a closed network may be asked, by its slug. Without
// it nobody finds anything by such a network, nor learns that it is there: whoever
// knows who asks decides before.
func LetIn(ctx context.Context, slug string) context.Context {
	return context.WithValue(ctx, letInKey{}, slug)
}

// LetInEverywhere is [LetIn] for work that asks for whom has been let in before.
func LetInEverywhere(ctx context.Context) context.Context { return LetIn(ctx, everyNetwork) }

// NeedsLetIn returns the num of the network that a parameter network names, and
// whether to ask it takes [LetIn]: it is closed, or the key of its link is missing.
// known is false when there is no such network.
func (s *Snapshot) NeedsLetIn(reference string) (num int64, needed, known bool) {
	slug, key, _ := data.ParseNetworkReference(reference)
	n := s.networks[slug]
	if n == nil {
		return 0, false, false
	}
	return n.Num, n.Closed || !n.opens(key), true
}

// opens reports whether a key opens n.
func (n *network) opens(key string) bool {
	return n.Key == "" || subtle.ConstantTimeCompare([]byte(n.Key), []byte(key)) == 1
}

// networkOf returns the network that q asks, nil for none. One that is not there and
// one that may not be asked are refused alike.
func (s *Snapshot) networkOf(ctx context.Context, q Query) (*network, error) {
	if q.Network == "" {
		return nil, nil
	}
	slug, _, _ := data.ParseNetworkReference(q.Network)
	_, needed, known := s.NeedsLetIn(q.Network)
	if in, _ := ctx.Value(letInKey{}).(string); !known || needed && in != slug && in != everyNetwork {
		return nil, Refuse("network", RuleNetwork, "value", slug)
	}
	n := s.networks[slug]
	for _, f := range q.Fields {
		if n.Values[f.Field] == nil {
			return nil, Refuse(f.parameter(slug), RuleNetworkField, "value", f.Field)
		}
	}
	return n, nil
}

// differing returns the elements of s that one of two networks shows and the other
// does not, up to about a number of them; a network may be nil.
func (s *Snapshot) differing(a, b *network, most int) []int64 {
	var nums []int64
	for _, p := range s.parts {
		of := func(n *network) *roaring.Bitmap {
			if n == nil {
				return roaring.New()
			}
			return n.in(p.segment, s.kept)
		}
		changed := roaring.Xor(of(a), of(b))
		for it := changed.Iterator(); it.HasNext() && len(nums) < most; {
			nums = append(nums, p.num(it.Next()))
		}
	}
	return nums
}
