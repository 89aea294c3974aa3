package commons_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
)

// TestEveryActAsksTheTable tries every act upon an element as everybody, and expects
// what the table of permissions says.
func TestEveryActAsksTheTable(t *testing.T) {
	type act struct {
		name string
		act  data.Act
		try  func(c *commons.Commons, by data.ID, e data.Element, other, invitation, note data.ID) error
	}
	acts := []act{
		{"answer", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, other, _, _ data.ID) error {
			return c.Answer(t.Context(), by, e.ID, other, true, data.LevelMember, nil, noon)
		}},
		{"refuse", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, other, _, _ data.ID) error {
			return c.Answer(t.Context(), by, e.ID, other, false, data.LevelMember, nil, noon)
		}},
		{"invite", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			_, err := c.InviteTo(t.Context(), by, e.ID, data.Invitation{Email: "x@example.org", Level: data.LevelAdministrator}, noon)
			return err
		}},
		{"withdraw", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, _, invitation, _ data.ID) error {
			return c.WithdrawInvitation(t.Context(), by, e.ID, invitation, noon)
		}},
		{"change a member", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			return c.ChangeMember(t.Context(), by, e.ID, by, data.LevelAdministrator, nil, true, noon)
		}},
		{"remove", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			return c.Remove(t.Context(), by, e.ID, by, true)
		}},
		{"open", data.ActAdminister, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			return c.SetOpen(t.Context(), by, e.ID, true)
		}},
		{"note", data.ActNote, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			return c.AddNote(t.Context(), by, e.ID, "on avance", noon)
		}},
		{"delete a note", data.ActDeleteNote, func(c *commons.Commons, by data.ID, e data.Element, _, _, note data.ID) error {
			return c.DeleteNote(t.Context(), by, e.ID, note)
		}},
		{"contact", data.ActContact, func(c *commons.Commons, by data.ID, e data.Element, _, _, _ data.ID) error {
			_, _, err := c.Contact(t.Context(), by, e.ID, "bonjour", noon)
			return err
		}},
	}
	door, kept := newDoor(t)
	author, owner, other := join(t, door, "author@example.org"), join(t, door, "owner@example.org"), join(t, door, "other@example.org")
	people := map[string]data.Account{
		"author": author, "nobody": {ID: data.NewID()}, "anybody": join(t, door, "any@example.org"), "asks": join(t, door, "asks@example.org"),
		"member": join(t, door, "member@example.org"), "editor": join(t, door, "editor@example.org"), "owner": owner,
		"keeper": join(t, door, "keeper@example.org"),
	}
	keeper := people["keeper"]
	keeper.Administrator = true
	setAdministrator(t, kept, keeper)
	people["keeper"] = keeper
	levels := map[string]data.Level{"member": data.LevelMember, "editor": data.LevelEditor, "owner": data.LevelAdministrator, "asks": data.LevelAdministrator}
	for _, sort := range []struct {
		name          string
		guarded, open bool
		hidden        bool
	}{{"looked after", true, false, false}, {"open", true, true, false}, {"nobody's", false, false, false}, {"hidden", true, false, true}} {
		for who, account := range people {
			for _, act := range acts {
				t.Run(fmt.Sprintf("%s/%s/%s", sort.name, who, act.name), func(t *testing.T) {
					project := garden("Projet")
					project.Kind = data.KindProject
					written, err := door.Reference(t.Context(), author.ID, project, noon)
					if err != nil {
						t.Fatal(err)
					}
					e := written.Element
					invitation := data.Invitation{ID: data.NewID(), Num: e.Num, Email: "x@example.org", Level: data.LevelMember, By: owner.ID, ExpiresAt: noon.Add(time.Hour)}
					note := data.Note{ID: data.NewID(), Num: e.Num, Author: other.ID, Text: "déjà", At: noon}
					_, err = kept.Update(t.Context(), func(tx *store.Tx) error {
						errs := []error{
							tx.PutMembership(data.Membership{Num: e.Num, Account: other.ID, State: data.Requested, Level: data.LevelMember, Since: noon}),
							tx.PutInvitation(invitation.ID.String(), invitation), tx.PutNote(note),
						}
						for name, level := range levels {
							m := data.Membership{Num: e.Num, Account: people[name].ID, State: data.Joined, Level: level, Since: noon}
							if name == "asks" {
								m.State = data.Requested
							}
							if name != "owner" || sort.guarded {
								errs = append(errs, tx.PutMembership(m))
							}
						}
						if sort.hidden {
							archived := data.Hidden(e, true, author.ID, noon)
							errs = append(errs, tx.PutElement(&archived, data.ReasonHidden, ""))
							e = archived
						}
						return errors.Join(append(errs, tx.SetOpen(e.Num, sort.open))...)
					})
					if err != nil {
						t.Fatal(err)
					}
					var relations []data.Relation
					if who != "nobody" {
						m, err := kept.Membership(t.Context(), e.Num, account.ID)
						if err != nil {
							t.Fatal(err)
						}
						relations = data.RelationsTo(&account, &e, m, data.Stewardship{Guarded: sort.guarded, Open: sort.open})
					}
					want := data.May(act.act, relations...) && (e.Public() || data.May(data.ActReadHidden, relations...))
					got := act.try(door, account.ID, e, other.ID, invitation.ID, note.ID)
					refused := errors.Is(got, commons.ErrForbidden) || errors.Is(got, store.ErrNotFound)
					if want && refused && !(act.name == "change a member" || act.name == "remove") { // these are not members
						t.Errorf("refused: %v", got)
					}
					if !want && !refused {
						t.Errorf("not refused: %v", got)
					}
					if !want && (who != "nobody" || e.Public()) && !e.Public() && errors.Is(got, commons.ErrForbidden) && !data.May(data.ActReadHidden, relations...) {
						t.Errorf("who may not see it learns that it exists: %v", got)
					}
				})
			}
		}
	}
}
