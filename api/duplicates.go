package api

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// Bounds of an answer about duplicates.
const (
	shownDuplicates = 5
	// heldAgainst is how many candidates are read from the store: the rule knows
	// more than the index, and refuses some.
	heldAgainst = 20
)

// duplicatesAnswer tells who writes an element what is referenced already and is
// probably the same.
type duplicatesAnswer struct {
	Duplicates []duplicate `json:"duplicates" doc:"At most 5, the likeliest first; none when nothing is alike."`
}

type duplicate struct {
	ID       data.ID         `json:"id"`
	Slug     string          `json:"slug,omitempty"`
	Name     string          `json:"name"`
	Kind     data.Kind       `json:"kind"`
	Type     string          `json:"type,omitempty"`
	Locality string          `json:"locality,omitempty"`
	Distance *float64        `json:"distance,omitempty" doc:"Metres from the place asked; absent where either has none." example:"85"`
	Reasons  []data.Likeness `json:"reasons" enum:"siret,rna,osm,phone,website,near" doc:"Why it is probably the same, the surest first: it has the same of these; near: it is near and its name similar."`
}

// typed are the parameters that somebody's words stand in, and how many characters
// each may have.
var typed = []struct {
	name string
	most int
}{
	{"name", data.MaxName}, {"commune", 20}, {"country", 2}, {"website", data.MaxWebAddress}, {"phone", data.MaxPhone},
	{"siret", data.MaxShortText}, {"rna", data.MaxShortText}, {"osm", data.MaxShortText},
}

var duplicatesOperation = huma.Operation{
	OperationID: "duplicates", Path: "/api/v1/duplicates",
	Parameters: slices.Concat(
		[]*huma.Param{{Name: "kind", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Enum: anyOf(data.Kinds)}}},
		typedParameters(),
		[]*huma.Param{
			optional(degreesParameter("lon", 180)), optional(degreesParameter("lat", 90)),
			{Name: "precision", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: anyOf(data.Precisions)}},
			queryParameter("start", ""), queryParameter("end", ""), queryParameter("except", ""),
			{Name: "notsame", In: "query", Explode: &repeats, Schema: &huma.Schema{
				Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, MaxItems: count(data.MaxList)}},
		}),
}

// repeats says that a list is given value by value.
var repeats = true

func typedParameters() []*huma.Param {
	var all []*huma.Param
	for _, t := range typed {
		all = append(all, &huma.Param{Name: t.name, In: "query", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: count(t.most)}})
	}
	return all
}

func (s *Server) duplicates(ctx context.Context, r *request) (*output[duplicatesAnswer], error) {
	asked, but, err := readAsked(r.rawQuery)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	if !asked.ID.IsZero() {
		distinct, err := s.store.DistinctFrom(ctx, asked.ID)
		if err != nil {
			return nil, err
		}
		but = append(append(but, distinct...), asked.ID)
	}
	found, err := s.findDuplicates(ctx, snapshot, &asked, but)
	if err != nil {
		return nil, err
	}
	answer := newOutput(snapshot, &duplicatesAnswer{found})
	answer.CacheControl = "no-store" // it is about what somebody has not sent yet
	return answer, nil
}

// findDuplicates returns what is probably the same as asked, but for some elements,
// the likeliest first.
func (s *Server) findDuplicates(ctx context.Context, snapshot *index.Snapshot, asked *data.Element, but []data.ID) ([]duplicate, error) {
	end, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	nums, err := snapshot.MayBeAlike(ctx, asked, but, heldAgainst)
	if err != nil {
		return nil, err
	}
	elements, err := s.store.ElementsByNum(ctx, nums)
	if err != nil {
		return nil, err
	}
	found := []duplicate{}
	for i := range elements {
		e := &elements[i]
		if !e.Public() {
			continue
		}
		reasons := data.Alike(asked, e, snapshot.Gazetteer())
		if len(reasons) == 0 {
			continue
		}
		d := duplicate{ID: e.ID, Slug: e.Slug, Name: e.Name, Kind: e.Kind, Type: e.Type, Locality: e.Address.Locality, Reasons: reasons}
		if !asked.Geometry.IsZero() && !e.Geometry.IsZero() {
			metres := rounded(asked.Geometry.Representative().DistanceMeters(e.Geometry.Representative()), 1)
			d.Distance = &metres
		}
		found = append(found, d)
	}
	slices.SortStableFunc(found, func(a, b duplicate) int { // those with a surer or with more reasons first
		return cmp.Or(cmp.Compare(surest(a), surest(b)), cmp.Compare(len(b.Reasons), len(a.Reasons)))
	})
	return found[:min(shownDuplicates, len(found))], nil
}

func surest(d duplicate) int { return slices.Index(data.Likenesses, d.Reasons[0]) }

// readAsked reads what somebody is writing, and which elements it is not. What is
// half typed tells nothing, and is no mistake.
func readAsked(raw string) (asked data.Element, but []data.ID, err error) {
	names := []string{"kind", "lon", "lat", "precision", "start", "end", "except", "notsame"}
	for _, t := range typed {
		names = append(names, t.name)
	}
	if values, err := url.ParseQuery(raw); err == nil {
		if but, err = readNotSame(values["notsame"]); err != nil {
			return asked, nil, err
		}
		values.Del("notsame")
		raw = values.Encode()
	}
	parameters, err := readParameters(raw, names...)
	if err != nil {
		return asked, nil, err
	}
	for _, t := range typed {
		if n := utf8.RuneCountInString(parameters[t.name]); n > t.most {
			return asked, nil, index.Refuse(t.name, index.RuleWords, "length", strconv.Itoa(n), "most", strconv.Itoa(t.most))
		}
	}
	if asked.Kind = data.Kind(parameters["kind"]); !asked.Kind.Valid() {
		return asked, nil, index.Refuse("kind", index.RuleChoice, "value", parameters["kind"], "allowed", listed(data.Kinds))
	}
	if asked.Precision = data.Precision(parameters["precision"]); asked.Precision != "" && !slices.Contains(data.Precisions, asked.Precision) {
		return asked, nil, index.Refuse("precision", index.RuleChoice, "value", parameters["precision"], "allowed", listed(data.Precisions))
	}
	at, placed, err := readPlace(parameters)
	if err != nil {
		return asked, nil, err
	}
	if placed {
		asked.Geometry = geo.PointGeometry(at)
	}
	if asked.Schedule, err = readDays(parameters); err != nil {
		return asked, nil, err
	}
	if text := parameters["except"]; text != "" {
		if asked.ID, err = data.ParseID(text); err != nil {
			return asked, nil, index.Refuse("except", index.RuleIdentifier, "value", text)
		}
	}
	asked.Name, asked.Website, asked.Phone = parameters["name"], parameters["website"], parameters["phone"]
	asked.Address = data.Address{Commune: parameters["commune"], Country: parameters["country"]}
	asked.ExternalIDs = map[string]string{}
	for _, register := range data.Registers {
		asked.ExternalIDs[string(register)] = parameters[string(register)]
	}
	return asked, but, nil
}

// listed writes the values that a parameter takes.
func listed[T ~string](values []T) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(v))
	}
	return b.String()
}

// readNotSame reads the ids of elements that somebody said are others.
func readNotSame(texts []string) (ids []data.ID, err error) {
	if len(texts) > data.MaxList {
		return nil, index.Refuse("notsame", index.RuleValues, "count", strconv.Itoa(len(texts)), "most", strconv.Itoa(data.MaxList))
	}
	for _, text := range texts {
		id, err := data.ParseID(text)
		if err != nil {
			return nil, index.Refuse("notsame", index.RuleIdentifier, "value", text)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// readDays reads when an event takes place, from the parameters start and end; nil
// when it is not said.
func readDays(parameters map[string]string) (*data.Schedule, error) {
	for _, name := range []string{"start", "end"} {
		text := parameters[name]
		if text == "" {
			continue
		}
		known := slices.ContainsFunc([]string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339}, func(layout string) bool {
			_, err := time.Parse(layout, text)
			return err == nil
		})
		if !known {
			return nil, index.Refuse(name, index.RuleInstant, "value", text)
		}
	}
	if parameters["start"] == "" {
		return nil, nil
	}
	return &data.Schedule{Slots: []data.Slot{{Start: parameters["start"], End: parameters["end"]}}}, nil
}
