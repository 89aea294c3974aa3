package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/text"
	"maillage/index"
	"maillage/web"
)

// Belonging is what is written of who belongs to elements, and of what they tell and
// get told; commons.Commons does it and says what each means.
type Belonging interface {
	Claim(ctx context.Context, by, id data.ID, message string, now time.Time) (atOnce bool, err error)
	ClaimByMail(ctx context.Context, by, id data.ID, now time.Time) (commons.SentInvitation, error)
	ProvingAddress(ctx context.Context, id data.ID) (string, error)
	Join(ctx context.Context, by, id data.ID, message string, now time.Time) error
	Answer(ctx context.Context, by, id, account data.ID, accepts bool, level data.Level, roles []string, now time.Time) error
	ChangeMember(ctx context.Context, by, id, account data.ID, level data.Level, roles []string, sure bool, now time.Time) error
	Remove(ctx context.Context, by, id, account data.ID, sure bool) error
	Leave(ctx context.Context, by, id data.ID, sure bool) error
	SetShown(ctx context.Context, by, id data.ID, shown bool) error
	SetOpen(ctx context.Context, by, id data.ID, open bool) error

	InviteTo(ctx context.Context, by, id data.ID, given data.Invitation, now time.Time) (commons.SentInvitation, error)
	PeekInvitation(ctx context.Context, token string, now time.Time) (i data.Invitation, to commons.InvitedTo, isNew bool, err error)
	AcceptInvitation(ctx context.Context, by data.ID, token string, now time.Time) (commons.InvitedTo, error)
	AcceptOwnInvitation(ctx context.Context, by, invitation data.ID, now time.Time) (commons.InvitedTo, error)
	RefuseInvitation(ctx context.Context, token string, now time.Time) error
	RefuseOwnInvitation(ctx context.Context, by, invitation data.ID, now time.Time) error
	WithdrawInvitation(ctx context.Context, by, id, invitation data.ID, now time.Time) error
	SignUpInvited(ctx context.Context, token, name, language, password string, now time.Time) (data.Account, commons.InvitedTo, error)

	AddNote(ctx context.Context, by, id data.ID, text string, now time.Time) error
	DeleteNote(ctx context.Context, by, id, note data.ID) error

	Contact(ctx context.Context, by, id data.ID, text string, now time.Time) (data.Message, commons.Readers, error)
	KeepMessage(ctx context.Context, m data.Message) error
	DropMessage(ctx context.Context, by, id data.ID) error
}

// BelongingStore is what is read of all that; data/store has it.
type BelongingStore interface {
	RequestsFor(ctx context.Context, account *data.Account, limit int) ([]data.Membership, error)
	AccountNames(ctx context.Context, ids []data.ID) (map[data.ID]string, error)
	InvitationsOf(ctx context.Context, num int64, now time.Time) ([]data.Invitation, error)
	InvitationsTo(ctx context.Context, email string, now time.Time) ([]data.Invitation, error)
	InvitationsBy(ctx context.Context, account data.ID, now time.Time) ([]data.Invitation, error)
	Notes(ctx context.Context, num int64, limit int) ([]data.Note, error)
	NotesBy(ctx context.Context, account data.ID) ([]data.Note, error)
	MessagesTo(ctx context.Context, account data.ID, now time.Time) ([]data.Message, error)
	MessagesBy(ctx context.Context, account data.ID) ([]data.Message, error)
}

// belonging adds the routes of the pages about who belongs to an element.
func (p *pages) belonging(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.MembersPath+":id"), p.member(language, p.membersPage))
	r.POST(language.Path(web.MembersPath+":id/:act"), p.member(language, p.changeMembers))
	r.GET(language.Path(web.MembersPath+":id/:act"), toPageOfElement(language, web.MembersPath))
	r.GET(language.Path(web.NotesPath+":id"), p.handle(language, p.notes))
	r.POST(language.Path(web.NotesPath+":id"), p.member(language, p.addNote))
	r.POST(language.Path(web.NotesPath+":id/delete"), p.member(language, p.deleteNote))
	r.GET(language.Path(web.NotesPath+":id/delete"), toPageOfElement(language, web.NotesPath))
	r.GET(language.Path(web.ContactPath+":id"), p.member(language, p.contact))
	r.POST(language.Path(web.ContactPath+":id"), p.member(language, p.sendContact))
	r.GET(language.Path(web.InvitationPath), p.private(language, p.invitation))
	r.POST(language.Path(web.InvitationPath), p.private(language, p.answerInvitation))
	r.GET(language.Path(web.MessagesPath), p.member(language, p.messages))
	r.POST(language.Path(web.MessagesPath), p.member(language, p.readMessage))
}

// toPageOfElement is toPageOfForm for forms of a page of an element.
func toPageOfElement(language web.Language, page string) gin.HandlerFunc {
	return func(c *gin.Context) {
		id, err := data.ParseID(c.Param("id"))
		if err != nil {
			toPageOfForm(language, "/")(c)
			return
		}
		toPageOfForm(language, page+id.String())(c)
	}
}

// target returns the element that a page is about, if who asks may read it, with what
// they may do.
func (p *pages) target(c *gin.Context) (data.Element, map[string]bool, error) {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return data.Element{}, nil, errNoResource
	}
	return p.readableElement(c, id)
}

func targetView(e *data.Element) web.Target {
	return web.Target{ID: e.ID.String(), Slug: e.Slug, Kind: string(e.Kind), Name: e.Name}
}

// Bounds of what the page of an element shows.
const (
	shownMembers = 200
	shownNotes   = 5
	shownTied    = 6
)

// addBelonging adds to the page of an element who belongs to it, its notes, and what is
// tied to it.
func (p *pages) addBelonging(c *gin.Context, snapshot *index.Snapshot, e *data.Element, view *web.Element, language web.Language) error {
	all, err := p.store.Memberships(c.Request.Context(), e.Num)
	if err != nil {
		return err
	}
	stewardship, err := p.store.Stewardship(c.Request.Context(), e.Num)
	if err != nil {
		return err
	}
	b := &web.Belonging{Joins: e.HasMembers(), Guarded: stewardship.Guarded, Open: stewardship.Open}
	b.Reached, _ = p.reaches(c, e, all)
	b.Section = b.Joins && (len(all) > 0 || e.Kind == data.KindOrganization || e.Kind == data.KindProject)
	var shown []data.Membership
	asks, joined := who(c).account.ID, 0
	for _, m := range all {
		switch {
		case m.State == data.Requested:
			b.Waiting++
		case m.Shown && len(shown) < shownMembers:
			shown = append(shown, m)
			joined++
		default:
			joined++
		}
		if m.Account == asks {
			b.State = string(m.State)
		}
	}
	if !view.Can[string(data.ActAdminister)] {
		b.Waiting = 0
	}
	if b.State == string(data.Joined) || view.Can[string(data.ActAdminister)] {
		b.Others = joined - len(shown)
	}
	if b.Members, err = p.memberViews(c, shown); err != nil {
		return err
	}
	view.Belonging = b
	if e.HasNotes() {
		if view.Notes, err = p.noteViews(c, e, view.Can, shownNotes); err != nil {
			return err
		}
	}
	view.Tied, err = p.tied(c, snapshot, e, language)
	return err
}

// reaches reports whether a message of who asks to an element reaches anybody else,
// and, if not, whether it would come back to them alone.
func (p *pages) reaches(c *gin.Context, e *data.Element, all []data.Membership) (others, themselves bool) {
	asks := who(c).account.ID
	for _, m := range all {
		if m.LooksAfter() && m.Account != asks {
			return true, false
		}
		themselves = themselves || m.LooksAfter()
	}
	switch {
	case themselves:
		return false, true
	case e.Personal() && !e.CreatedBy.IsZero():
		return e.CreatedBy != asks, e.CreatedBy == asks
	}
	return data.ValidateEmail(data.TidyEmail(e.Email)) == nil && p.sends(c.Request), false
}

// memberViews returns what is shown of memberships, with the names of who they are of.
func (p *pages) memberViews(c *gin.Context, all []data.Membership) ([]web.ElementMember, error) {
	ids := make([]data.ID, len(all))
	for i, m := range all {
		ids[i] = m.Account
	}
	names, err := p.store.AccountNames(c.Request.Context(), ids)
	if err != nil {
		return nil, err
	}
	views := make([]web.ElementMember, len(all))
	for i, m := range all {
		views[i] = web.ElementMember{
			ID: m.Account.String(), Name: names[m.Account], Level: string(m.Level), Roles: m.Roles, Shown: m.Shown,
			Message: m.Message, Since: m.Since, Self: m.Account == who(c).account.ID,
		}
	}
	return views, nil
}

// noteViews returns the last notes of an element.
func (p *pages) noteViews(c *gin.Context, e *data.Element, can map[string]bool, limit int) ([]web.Note, error) {
	notes, err := p.store.Notes(c.Request.Context(), e.Num, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]data.ID, len(notes))
	for i, n := range notes {
		ids[i] = n.Author
	}
	names, err := p.store.AccountNames(c.Request.Context(), ids)
	if err != nil {
		return nil, err
	}
	asks := who(c)
	views := make([]web.Note, len(notes))
	for i, n := range notes {
		views[i] = web.Note{
			ID: n.ID.String(), Who: names[n.Author], At: n.At, Text: text.HTML(n.Text),
			Mine: asks.isIn() && (n.Author == asks.account.ID || can[string(data.ActDeleteNote)]),
		}
	}
	return views, nil
}

// tied returns what is tied to an element and everybody may see, nil for nothing.
func (p *pages) tied(c *gin.Context, snapshot *index.Snapshot, e *data.Element, language web.Language) (*web.Tied, error) {
	query := index.Query{Of: []data.ID{e.ID}, Sort: index.SortNewest, Limit: shownTied, Facets: []index.Facet{index.FacetKind}}
	answer, err := p.find(c.Request.Context(), snapshot, query, language)
	if err != nil || answer.Total == 0 {
		return nil, err
	}
	tied := &web.Tied{Of: e.ID.String()}
	for _, kind := range answer.Facets[string(index.FacetKind)] {
		tied.Kinds = append(tied.Kinds, web.KindCount{Kind: kind.Value, Count: kind.Count})
	}
	for _, f := range answer.Features {
		tied.Results = append(tied.Results, resultView(f.Properties))
	}
	return tied, nil
}
