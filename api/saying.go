package api

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"maillage/data"
	"maillage/data/text"
	"maillage/web"
)

// saying tells in a language what elements say, member by member.
type saying struct {
	*Server
	ctx      context.Context
	language web.Language
	targets  map[data.ID]string // names of elements that others are tied to
	members  map[*data.Element]map[string]json.RawMessage
}

func (s *Server) saying(ctx context.Context, l web.Language) *saying {
	return &saying{s, ctx, l, map[data.ID]string{}, map[*data.Element]map[string]json.RawMessage{}}
}

// proseMembers are members that people read as a text: they are compared word by word,
// the others line by line.
var proseMembers = []string{"type", "name", "summary", "description", "website", "email", "phone", "openingHours", "license"}

// all tells each member of an element.
func (s *saying) all(e *data.Element) (all []web.Said, err error) {
	for _, member := range data.Members() {
		lines, err := s.lines(e, member)
		if err != nil {
			return nil, err
		}
		if len(lines) > 0 {
			all = append(all, web.Said{Name: member, Before: alike(lines)})
		}
	}
	return all, nil
}

// both tells the members in which two elements differ, and names those that both say
// alike.
func (s *saying) both(before, after *data.Element) (differing []web.Said, same []string, err error) {
	changed := data.Changed(before, after)
	for _, member := range data.Members() {
		first, err := s.lines(before, member)
		if err != nil {
			return nil, nil, err
		}
		second, err := s.lines(after, member)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case !slices.Contains(changed, member), member == "address" && slices.Equal(first, second): // but for a code
			if len(first) > 0 {
				same = append(same, member)
			}
		case slices.Contains(proseMembers, member):
			said := web.Said{Name: member}
			said.Before, said.After = wordByWord(strings.Join(first, "\n"), strings.Join(second, "\n"))
			differing = append(differing, said)
		default:
			said := web.Said{Name: member, Before: lineByLine(first, second, "removed"), After: lineByLine(second, first, "added")}
			differing = append(differing, said)
		}
	}
	return differing, same, nil
}

// alike returns lines as they are.
func alike(lines []string) []web.Line {
	all := make([]web.Line, len(lines))
	for i, line := range lines {
		all[i] = web.Line{{Text: line}}
	}
	return all
}

// wordByWord returns a text and the one that followed, each with what the other lacks.
func wordByWord(before, after string) (removed, added []web.Line) {
	var first, second web.Line
	for _, piece := range text.Differences(before, after) {
		switch piece.Side {
		case text.Removed:
			first = append(first, web.Piece{Side: "removed", Text: piece.Text})
		case text.Added:
			second = append(second, web.Piece{Side: "added", Text: piece.Text})
		default:
			first, second = append(first, web.Piece{Text: piece.Text}), append(second, web.Piece{Text: piece.Text})
		}
	}
	for _, side := range []struct {
		line web.Line
		into *[]web.Line
	}{{first, &removed}, {second, &added}} {
		if len(side.line) > 0 {
			*side.into = []web.Line{side.line}
		}
	}
	return removed, added
}

// lineByLine returns lines, those that the others lack being of a side.
func lineByLine(lines, others []string, side string) []web.Line {
	all := alike(lines)
	for i, line := range lines {
		if !slices.Contains(others, line) {
			all[i][0].Side = side
		}
	}
	return all
}

// lines tells one member of an element, a line each; none when it says nothing. What is
// not written out here is told in its JSON form.
func (s *saying) lines(e *data.Element, member string) ([]string, error) {
	switch member {
	case "geometry":
		return s.geometry(e), nil
	case "address":
		return s.address(&e.Address), nil
	case "tags":
		return prefixed("#", e.Tags), nil
	case "image":
		return linesOf(e.Image, func(i data.Image) string {
			return strings.Join(notEmpty(cmp.Or(i.Caption, s.catalogue.Photo(s.language)), i.Credit, i.License, i.URL), " · ")
		}), nil
	case "accessibility":
		return s.pairs(e.Accessibility), nil
	case "externalIds":
		return s.pairs(e.ExternalIDs), nil
	case "links":
		return s.links(e.Links)
	case "openingHours":
		told, err := s.catalogue.Hours(s.language, hoursView(e.OpeningHours, nil, time.Time{}))
		return told.Lines, err
	case "schedule":
		return s.schedule(e.Schedule)
	case "offer":
		return s.offer(e.Offer)
	case "source":
		return notEmpty(e.Source.Name, e.Source.ID, e.Source.URL, e.Source.License), nil
	case "capacity":
		if e.Capacity == 0 {
			return nil, nil
		}
	}
	return s.plain(e, member)
}

// plain tells a member that is a text, a number or a list of them; a choice in words.
func (s *saying) plain(e *data.Element, member string) ([]string, error) {
	all, err := s.document(e)
	if err != nil {
		return nil, err
	}
	raw, ok := all[member]
	if !ok {
		return nil, nil
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return notEmpty(s.catalogue.Choice(s.language, member, one)), nil
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list, nil
	}
	return []string{string(raw)}, nil
}

// document returns the members of the JSON form of an element.
func (s *saying) document(e *data.Element) (map[string]json.RawMessage, error) {
	if all, ok := s.members[e]; ok {
		return all, nil
	}
	document, err := e.AppendDocument(nil)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	err = json.Unmarshal(document, &all)
	s.members[e] = all
	return all, err
}

// address tells an address as people write it, the commune when that is not its town.
func (s *saying) address(a *data.Address) []string {
	commune := s.territory(a.Commune)
	if strings.EqualFold(commune, a.Locality) {
		commune = ""
	}
	return notEmpty(a.Street, strings.TrimSpace(a.PostalCode+" "+a.Locality), commune, s.territory(a.Country))
}

// territory returns the name of a territory, of one that is not known its code.
func (s *saying) territory(code string) string {
	if snapshot := s.engine.Snapshot(); snapshot != nil {
		if t, ok := snapshot.Gazetteer().Territory(code); ok {
			return nameIn(s.language, t)
		}
	}
	return code
}

// geometry tells where something is.
func (s *saying) geometry(e *data.Element) []string {
	if e.Geometry.IsZero() {
		return nil
	}
	at := e.Geometry.Representative()
	return []string{s.catalogue.Place(s.language, e.Geometry.Shape().GeoJSONType(), web.Place{Lon: at.Lon, Lat: at.Lat})}
}

func (s *saying) pairs(pairs map[string]string) (lines []string) {
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		lines = append(lines, s.catalogue.Pair(s.language, key, pairs[key]))
	}
	return lines
}

// links tells what an element is tied to; the name of what is not public is told to
// nobody.
func (s *saying) links(links []data.Link) ([]string, error) {
	var lines []string
	for _, link := range links {
		name, known := s.targets[link.Target]
		if !known {
			target, err := s.publicElement(s.ctx, link.Target)
			if err != nil && !isNotFound(err) {
				return nil, err
			}
			name = target.Name
			s.targets[link.Target] = name
		}
		lines = append(lines, s.catalogue.Link(s.language, link.Rel, name, link.Roles))
	}
	return lines, nil
}

func (s *saying) schedule(schedule *data.Schedule) ([]string, error) {
	if schedule == nil {
		return nil, nil
	}
	lines := []string{}
	for _, slot := range slotViews(schedule) {
		line, err := s.catalogue.Slot(s.language, slot)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return append(lines, schedule.Zone), nil
}

func (s *saying) offer(o *data.Offer) ([]string, error) {
	if o == nil {
		return nil, nil
	}
	return s.catalogue.Offer(s.language, *offerView(o))
}

func notEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

func prefixed(prefix string, texts []string) []string {
	return linesOf(texts, func(text string) string { return prefix + text })
}

func linesOf[T any](values []T, line func(T) string) (lines []string) {
	for _, value := range values {
		lines = append(lines, line(value))
	}
	return lines
}
