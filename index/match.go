package index

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// filters is a query's meaning on a snapshot. What always applies is one set;
// what a facet must be able to leave out is kept apart, nil when the query does
// not ask for it.
type filters struct {
	always bitmaps // living, words, tag, notTag
	place  bitmaps // bbox, radius
	in     bitmaps
	kind   bitmaps
	types  bitmaps
	anyTag bitmaps
}

// understand checks what of q only a snapshot can check, and reads its words.
// The error is a [*QueryError]: for parameters that do not go together, for a
// territory that does not exist; or the context's.
func (s *Snapshot) understand(ctx context.Context, q Query) (*reading, error) {
	if err := q.checkTogether(); err != nil {
		return nil, err
	}
	for _, code := range q.In {
		if _, known := s.territories.Territory(code); !known {
			return nil, Refuse("in", RuleNoTerritory, "value", code)
		}
	}
	if q.Words == "" {
		return nil, nil
	}
	words, err := s.read(ctx, q.Words)
	if err != nil {
		return nil, err
	}
	return &words, nil
}

// filters resolves q, whose words were read so; nil when it has none.
func (s *Snapshot) filters(q Query, words *reading) filters {
	f := filters{always: make(bitmaps, len(s.parts))}
	for i, p := range s.parts {
		f.always[i] = p.living().Clone()
		if words != nil {
			f.always[i].And(words.matches[i])
		}
	}
	for i, p := range s.parts {
		tags := &p.Columns[byTag]
		for _, tag := range q.Tags {
			if having := tags.having(tag); having != nil {
				f.always[i].And(having)
			} else {
				f.always[i].Clear()
			}
		}
		for _, tag := range q.NotTags {
			if having := tags.having(tag); having != nil {
				f.always[i].AndNot(having)
			}
		}
	}
	if len(q.In) > 0 {
		f.in = s.having(byTerritory, q.In)
	}
	if len(q.Kinds) > 0 {
		f.kind = s.having(byKind, texts(q.Kinds))
	}
	if len(q.Types) > 0 {
		f.types = s.having(byType, q.Types)
	}
	if len(q.AnyTags) > 0 {
		f.anyTag = s.having(byTag, q.AnyTags)
	}
	f.place = s.placed(q)
	return f
}

// placed returns the entries inside q's bbox and radius, nil when it has none.
func (s *Snapshot) placed(q Query) bitmaps {
	if q.Bounds == nil && q.Radius == 0 {
		return nil
	}
	found := make(bitmaps, len(s.parts))
	for i, p := range s.parts {
		switch {
		case q.Bounds == nil:
			found[i] = p.runs.around(*q.Near, q.Radius)
		case q.Radius == 0:
			found[i] = p.runs.within(*q.Bounds)
		default:
			found[i] = roaring.And(p.runs.within(*q.Bounds), p.runs.around(*q.Near, q.Radius))
		}
	}
	return found
}

// omit says which parts of a query a set of matches leaves out.
type omit int

const (
	omitNothing omit = 0
	omitKind    omit = 1 << iota
	omitType
	omitAnyTag
	omitIn
	omitPlace // in, bbox and radius
)

// matches returns the entries that match, but for what is omitted. The result
// may share its bitmaps with f: read only.
func (f filters) matches(omitted omit) bitmaps {
	found := f.always
	for _, step := range []struct {
		set     bitmaps
		leaveBy omit
	}{
		{f.place, omitPlace}, {f.in, omitIn | omitPlace}, {f.kind, omitKind}, {f.types, omitType}, {f.anyTag, omitAnyTag},
	} {
		if step.set != nil && omitted&step.leaveBy == 0 {
			found = found.and(step.set)
		}
	}
	return found
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
