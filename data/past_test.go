package data_test

import (
	"slices"
	"testing"

	"maillage/data"
)

func TestWhoReadsThePastOfAnElement(t *testing.T) {
	in := func(kind data.Kind, status data.Status) data.Element {
		return data.Element{Kind: kind, Status: status, Visibility: data.VisibilityPublic}
	}
	place := func(status data.Status) data.Element { return in(data.KindPlace, status) }
	tests := []struct {
		name         string
		now, past    data.Element
		shows, reads []data.Act // any of which is needed; none: anybody
	}{
		{"of what all may see", place(data.StatusPublished), place(data.StatusPublished), nil, nil},
		{"a draft", place(data.StatusPublished), place(data.StatusDraft), []data.Act{data.ActPublish}, []data.Act{data.ActPublish}},
		{"while it was hidden", place(data.StatusPublished), place(data.StatusArchived), nil, []data.Act{data.ActReadHidden}},
		{"of what is hidden", place(data.StatusArchived), place(data.StatusPublished), []data.Act{data.ActReadHidden}, []data.Act{data.ActReadHidden}},
		{"of a person", in(data.KindPerson, data.StatusPublished), in(data.KindPerson, data.StatusPublished), []data.Act{data.ActReadHidden}, []data.Act{data.ActReadHidden}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, held := range [][]data.Act{nil, {data.ActEdit}, {data.ActPublish}, {data.ActReadHidden}} {
				may := func(act data.Act) bool { return slices.Contains(held, act) }
				enough := func(needed []data.Act) bool { return len(needed) == 0 || slices.ContainsFunc(needed, may) }
				if got := tt.now.ShowsRevision(&tt.past, may); got != enough(tt.shows) {
					t.Errorf("with %v it shows = %v", held, got)
				}
				if got := tt.now.ReadsRevision(&tt.past, may); got != enough(tt.reads) {
					t.Errorf("with %v it reads = %v", held, got)
				}
			}
		})
	}
	draft, both := place(data.StatusDraft), func(data.Act) bool { return true }
	if !draft.ReadsRevision(&draft, both) {
		t.Error("an author does not read their own draft")
	}
}
