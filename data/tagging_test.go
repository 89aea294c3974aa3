package data_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestTagsAreAddedAndTakenOff(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		tags, add, remove, want []string
	}{
		{"one more", []string{"vélo"}, []string{" #Jardin "}, nil, []string{"vélo", "Jardin"}},
		{"one that is there, written otherwise", []string{"Vélo"}, []string{"velo"}, nil, []string{"Vélo"}},
		{"one less", []string{"vélo", "jardin"}, nil, []string{"VELO"}, []string{"jardin"}},
		{"one in place of another", []string{"velo"}, []string{"bicyclette"}, []string{"vélo"}, []string{"bicyclette"}},
		{"nothing to compare", []string{"velo"}, []string{"###", ""}, []string{"jardin"}, []string{"velo"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := data.Element{Kind: data.KindPlace, Name: "Atelier", Tags: tt.tags, Revision: 3}
			next, changed := data.Tagged(e, tt.add, tt.remove, data.NewID(), time.Unix(1_700_000_000, 0))
			if diff := cmp.Diff(tt.want, next.Tags); diff != "" {
				t.Errorf("tags (-want +got):\n%s", diff)
			}
			if same := cmp.Equal(tt.tags, tt.want); changed == same || changed != (next.Revision == 4) {
				t.Errorf("changed: %v, revision %d", changed, next.Revision)
			}
		})
	}
}
