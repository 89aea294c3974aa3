package index

import (
	"errors"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"maillage/data"
	"maillage/geo"
)

// ParseQuery reads a raw URL query string. An empty value counts as absent, as
// forms send it. The error is a [*QueryError].
func ParseQuery(raw string) (Query, error) {
	if len(raw) > maxRawQuery {
		return Query{}, brokenCount(RuleTooLong, "length", len(raw), maxRawQuery)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return Query{}, broken(RuleUnreadable)
	}
	var q Query
	for _, name := range sortedNames(values) {
		read, known := readers[name]
		if !known && strings.HasPrefix(name, FieldPrefix) {
			read, known = readField(name), true
		}
		if !known {
			return Query{}, Refuse(name, RuleUnknown, "known", strings.Join(parameterNames, ", "))
		}
		present := slices.DeleteFunc(values[name], func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(present) == 0 {
			continue
		}
		if slices.ContainsFunc(present, func(v string) bool { return !utf8.ValidString(v) }) {
			return Query{}, Refuse(name, RuleNotText)
		}
		if err := read(&q, present); err != nil {
			wrong, _ := errors.AsType[*QueryError](err) // readers return no other
			wrong.Param = name
			return Query{}, wrong
		}
	}
	return q, q.checkTogether()
}

// parameterNames lists the parameters in the order of the canonical form.
var parameterNames = []string{
	"q", "kind", "type", "tag", "anyTag", "notTag", "in", "bbox", "near", "radius", "by", "of", "since", "network",
	"sort", "limit", "cursor", "facets",
}

// readers holds, for each parameter, how its values (at least one, none empty)
// enter a query.
var readers = map[string]func(*Query, []string) error{
	"q":       single(readWords),
	"kind":    list(oneOf(data.Kinds), func(q *Query) *[]data.Kind { return &q.Kinds }),
	"type":    list(readType, func(q *Query) *[]string { return &q.Types }),
	"tag":     tags(func(q *Query) *[]string { return &q.Tags }),
	"anyTag":  tags(func(q *Query) *[]string { return &q.AnyTags }),
	"notTag":  tags(func(q *Query) *[]string { return &q.NotTags }),
	"in":      readIn,
	"bbox":    single(readBounds),
	"near":    single(readNear),
	"radius":  single(readRadius),
	"by":      identifiers(func(q *Query) *[]data.ID { return &q.By }),
	"of":      identifiers(func(q *Query) *[]data.ID { return &q.Of }),
	"since":   single(readSince),
	"network": single(readNetwork),
	"sort":    single(readSort),
	"limit":   single(readLimit),
	"cursor":  single(readCursor),
	"facets":  list(oneOf(Facets), func(q *Query) *[]Facet { return &q.Facets }),
}

// checkTogether refuses combinations that say nothing.
func (q Query) checkTogether() error {
	switch {
	case q.Radius != 0 && q.Near == nil:
		return Refuse("radius", RuleNeedsNear)
	case q.Sort == SortDistance && q.Near == nil:
		return Refuse("sort", RuleSortNeedsNear)
	case q.Sort == SortRelevance && q.Words == "":
		return Refuse("sort", RuleSortNeedsWords)
	case len(q.Tags) > MaxValues:
		return Refuse("tag", RuleValues, "count", strconv.Itoa(len(q.Tags)), "most", strconv.Itoa(MaxValues))
	}
	return nil
}

func sortedNames(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// single wraps the reader of a parameter that may be given once.
func single(read func(*Query, string) error) func(*Query, []string) error {
	return func(q *Query, values []string) error {
		if len(values) > 1 {
			return broken(RuleRepeated, "count", strconv.Itoa(len(values)))
		}
		return read(q, strings.TrimSpace(values[0]))
	}
}

// list wraps the reader of one value of a parameter that repeats or takes commas.
func list[T ~string](read func(string) (T, error), into func(*Query) *[]T) func(*Query, []string) error {
	return func(q *Query, values []string) error {
		parts, err := splitList(values)
		if err != nil {
			return err
		}
		target := into(q)
		for _, part := range parts {
			v, err := read(part)
			if err != nil {
				return err
			}
			*target = append(*target, v)
		}
		*target = sortedSet(*target)
		return nil
	}
}

func splitList(values []string) ([]string, error) {
	var parts []string
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) > MaxValues {
		return nil, brokenCount(RuleValues, "count", len(parts), MaxValues)
	}
	return parts, nil
}

// tags wraps a parameter of hashtags, which repeats; real ones contain commas.
func tags(into func(*Query) *[]string) func(*Query, []string) error {
	return func(q *Query, values []string) error {
		if len(values) > MaxValues {
			return brokenCount(RuleValues, "count", len(values), MaxValues)
		}
		target := into(q)
		for _, value := range values {
			key := data.TagKey(value)
			if key == "" {
				return broken(RuleTag, "value", value)
			}
			if utf8.RuneCountInString(value) > data.MaxTag {
				return broken(RuleTagLength, "most", strconv.Itoa(data.MaxTag))
			}
			*target = append(*target, key)
		}
		*target = sortedSet(*target)
		return nil
	}
}

func oneOf[T ~string](allowed []T) func(string) (T, error) {
	return func(value string) (T, error) {
		if slices.Contains(allowed, T(value)) {
			return T(value), nil
		}
		return "", broken(RuleChoice, "value", value, "allowed", strings.ReplaceAll(join(allowed), ",", ", "))
	}
}

// readWords keeps the words of q and moves its #hashtags to Tags.
func readWords(q *Query, text string) error {
	if n := utf8.RuneCountInString(text); n > MaxWords {
		return brokenCount(RuleWords, "length", n, MaxWords)
	}
	var words []string
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		if key := data.TagKey(word); strings.HasPrefix(word, "#") && key != "" {
			q.Tags = append(q.Tags, key)
		} else {
			words = append(words, word)
		}
	}
	q.Words, q.Tags = strings.Join(words, " "), sortedSet(q.Tags)
	return nil
}

func readType(value string) (string, error) {
	key := TypeKey(value)
	if key == "" || len(value) > maxTypeLength {
		return "", broken(RuleType, "value", value)
	}
	return key, nil
}

var territoryCode = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]{1,12}){0,3}$`)

// readIn reads territory codes. One that says "world" asks for no place at all.
func readIn(q *Query, values []string) error {
	codes, err := splitList(values)
	if err != nil {
		return err
	}
	world := false
	for _, code := range codes {
		if code == geo.WorldCode {
			world = true
			continue
		}
		if !territoryCode.MatchString(code) {
			return broken(RuleTerritoryCode, "value", code)
		}
		q.In = append(q.In, code)
	}
	if q.In = sortedSet(q.In); world {
		q.In = nil
	}
	return nil
}

func readBounds(q *Query, text string) error {
	b, err := geo.ParseBounds(text)
	if err != nil {
		return wrongPlace(err, RuleBox, text)
	}
	q.Bounds = &b
	return nil
}

func readNear(q *Query, text string) error {
	p, err := geo.ParsePoint(text)
	if err != nil {
		return wrongPlace(err, RulePoint, text)
	}
	q.Near = &p
	return nil
}

// wrongPlace says what is wrong with coordinates that geo refused: one of them
// is off the Earth, or else they break the rule of their form.
func wrongPlace(err error, form Rule, text string) error {
	if out, ok := errors.AsType[*geo.RangeError](err); ok {
		rule := RuleLongitude
		if out.Field == "latitude" {
			rule = RuleLatitude
		}
		return broken(rule, "value", strconv.FormatFloat(out.Value, 'g', -1, 64))
	}
	if errors.Is(err, geo.ErrRange) {
		form = RuleBoxUpsideDown // the only other way to be out of range
	}
	return broken(form, "value", text)
}

func readRadius(q *Query, text string) error {
	r, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(r) || r <= 0 || r > MaxRadiusMeters {
		return broken(RuleDistance, "value", text, "most", strconv.Itoa(MaxRadiusMeters))
	}
	q.Radius = r
	return nil
}

func readSort(q *Query, text string) (err error) {
	q.Sort, err = oneOf([]Sort{SortRelevance, SortDistance, SortNewest})(text)
	return err
}

func readLimit(q *Query, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxLimit {
		return broken(RuleNumber, "value", text, "least", "1", "most", strconv.Itoa(MaxLimit))
	}
	q.Limit = n
	return nil
}

func readCursor(q *Query, text string) error {
	if len(text) > maxCursor {
		return broken(RuleCursor)
	}
	q.Cursor = text
	return nil
}
