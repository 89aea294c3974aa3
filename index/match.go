package index

import "context"

// understand checks what of q only a snapshot can check, and reads its words.
// The error is a [*QueryError]: for parameters that do not go together, for a
// territory that does not exist; or the context's.
func (s *Snapshot) understand(ctx context.Context, q Query) (filter, reading, error) {
	if err := q.checkTogether(); err != nil {
		return filter{}, reading{}, err
	}
	for _, code := range q.In {
		if _, known := s.territories.Territory(code); !known {
			return filter{}, reading{}, Refuse("in", RuleNoTerritory, "value", code)
		}
	}
	network, err := s.networkOf(ctx, q)
	if err != nil {
		return filter{}, reading{}, err
	}
	f := filter{query: q.Filter(), network: network}
	f.query.Words = ""
	if q.Words == "" {
		return f, reading{}, nil
	}
	words, err := s.read(ctx, q.Words)
	if err != nil {
		return filter{}, reading{}, err
	}
	f.terms, f.nothing = words.terms, len(words.terms) == 0
	return f, words, nil
}
