package data_test

import (
	"slices"
	"testing"

	"maillage/data"
)

// TestWhoIsWhatToAnElement tells what each sort of account is to each sort of element.
func TestWhoIsWhatToAnElement(t *testing.T) {
	author, other := data.NewID(), data.NewID()
	element := func(kind data.Kind, status data.Status) data.Element {
		return data.Element{Kind: kind, Status: status, Visibility: data.VisibilityPublic, CreatedBy: author}
	}
	garden := element(data.KindPlace, data.StatusPublished)
	tests := []struct {
		name        string
		element     data.Element
		account     data.Account
		membership  data.Membership
		stewardship data.Stewardship
		want        []data.Relation
	}{
		{"nobody", garden, data.Account{}, data.Membership{}, data.Stewardship{}, nil},
		{"anybody, of what nobody looks after", garden, data.Account{ID: other}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember, data.RelationContributor}},
		{"its author", garden, data.Account{ID: author}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember, data.RelationAuthor, data.RelationContributor}},
		{"its author, once others look after it", garden, data.Account{ID: author}, data.Membership{}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember}},
		{"anybody, of what is looked after and open", garden, data.Account{ID: other}, data.Membership{}, data.Stewardship{Guarded: true, Open: true},
			[]data.Relation{data.RelationMember, data.RelationContributor}},
		{"who asks to belong to it", garden, data.Account{ID: other}, data.Membership{State: data.Requested, Level: data.LevelAdministrator}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember}},
		{"a member", garden, data.Account{ID: other}, data.Membership{State: data.Joined, Level: data.LevelMember}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember, data.RelationElementMember}},
		{"an editor", garden, data.Account{ID: other}, data.Membership{State: data.Joined, Level: data.LevelEditor}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember, data.RelationElementMember, data.RelationElementEditor}},
		{"an administrator of it", garden, data.Account{ID: other}, data.Membership{State: data.Joined, Level: data.LevelAdministrator}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember, data.RelationElementMember, data.RelationElementEditor, data.RelationElementAdministrator}},
		{"an administrator of the instance", garden, data.Account{ID: other, Administrator: true}, data.Membership{}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember, data.RelationAdministrator}},
		{"anybody, of a draft", element(data.KindPlace, data.StatusDraft), data.Account{ID: other}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember}},
		{"its author, of a draft", element(data.KindPlace, data.StatusDraft), data.Account{ID: author}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember, data.RelationAuthor}},
		{"anybody, of a person", element(data.KindPerson, data.StatusPublished), data.Account{ID: other}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember}},
		{"a person, of themselves", element(data.KindPerson, data.StatusPublished), data.Account{ID: author}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember, data.RelationSelf}},
		{"an administrator of the instance, of a person", element(data.KindPerson, data.StatusPublished), data.Account{ID: other, Administrator: true}, data.Membership{State: data.Joined, Level: data.LevelAdministrator}, data.Stewardship{Guarded: true},
			[]data.Relation{data.RelationMember, data.RelationModerator}},
		{"anybody, of a classified", element(data.KindClassified, data.StatusPublished), data.Account{ID: other}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember}},
		{"anybody, of what was hidden", element(data.KindPlace, data.StatusArchived), data.Account{ID: other}, data.Membership{}, data.Stewardship{},
			[]data.Relation{data.RelationMember}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := data.RelationsTo(&tt.account, &tt.element, tt.membership, tt.stewardship); !slices.Equal(got, tt.want) {
				t.Errorf("RelationsTo = %v, want %v", got, tt.want)
			}
		})
	}
}
