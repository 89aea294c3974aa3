package index

import (
	"context"
	"maps"
	"slices"

	"maillage/data"
	"maillage/geo"
)

// ledger is a source kept in memory, for scripts of many short lives: elements,
// and the log of their changes.
type ledger struct {
	identity    string
	elements    map[int64]data.Element
	networks    map[int64]data.NetworkScope
	log         []data.Change
	territories *geo.Gazetteer
	version     int64 // of territories
}

func newLedger(territories *geo.Gazetteer) *ledger {
	return &ledger{identity: "a ledger", elements: map[int64]data.Element{}, networks: map[int64]data.NetworkScope{}, territories: territories}
}

// copied returns l as it is now, for going back to.
func (l *ledger) copied() *ledger {
	c := *l
	c.elements, c.log = maps.Clone(l.elements), slices.Clone(l.log)
	return &c
}

func (l *ledger) add(subject data.Subject, num int64) {
	l.log = append(l.log, data.Change{Sequence: int64(len(l.log) + 1), Subject: subject, Num: num})
}

// put writes an element that has a num.
func (l *ledger) put(e data.Element) {
	l.elements[e.Num] = e
	l.add(data.SubjectElement, e.Num)
}

// setTerritories replaces them.
func (l *ledger) setTerritories(g *geo.Gazetteer) {
	l.add(data.SubjectTerritories, 0)
	l.territories, l.version = g, int64(len(l.log))
}

func (l *ledger) Sequence(context.Context) (int64, error) { return int64(len(l.log)), nil }

func (l *ledger) Changes(_ context.Context, since int64, limit int) ([]data.Change, error) {
	rest := l.log[min(int(since), len(l.log)):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

func (l *ledger) ElementsByNum(_ context.Context, nums []int64) ([]data.Element, error) {
	var found []data.Element
	for _, num := range nums {
		if e, known := l.elements[num]; known {
			found = append(found, e)
		}
	}
	return found, nil
}

func (l *ledger) Gazetteer(context.Context) (*geo.Gazetteer, int64, error) {
	return l.territories, l.version, nil
}

func (l *ledger) Cleared(context.Context, int64, int64, []int64) ([]data.Element, error) {
	return nil, nil
}

func (l *ledger) Uncleared(context.Context, int64, int64) ([]int64, error) { return nil, nil }

func (l *ledger) Identity(context.Context) (string, error) { return l.identity, nil }

// setNetwork replaces a network, or ends it when there is no scope.
func (l *ledger) setNetwork(num int64, scope *data.NetworkScope) {
	l.networks = maps.Clone(l.networks)
	if delete(l.networks, num); scope != nil {
		l.networks[num] = *scope
	}
	l.add(data.SubjectNetwork, num)
}

func (l *ledger) Networks(_ context.Context, nums ...int64) ([]data.NetworkScope, error) {
	var found []data.NetworkScope
	for num, scope := range l.networks {
		if len(nums) == 0 || slices.Contains(nums, num) {
			found = append(found, scope)
		}
	}
	return found, nil
}
