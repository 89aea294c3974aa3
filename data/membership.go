package data

import (
	"slices"
	"strings"
	"time"
)

// Membership says what somebody with an account is to an element: an organization,
// a project, or anything else that people look after together.
type Membership struct {
	Num     int64    `json:"num"` // of the element
	Account ID       `json:"account"`
	State   Joining  `json:"state"`
	Level   Level    `json:"level"`
	Roles   []string `json:"roles,omitempty"` // in their own words: "trésorière"
	// Shown says that the person lets visitors read their name and their roles.
	Shown bool      `json:"shown,omitempty"`
	Since time.Time `json:"since"`
	// Message is what somebody says who asks; nothing once they belong.
	Message string `json:"message,omitempty"`
}

// LooksAfter reports whether the membership is that of somebody who looks after the
// element.
func (m *Membership) LooksAfter() bool { return m.State == Joined && m.Level == LevelAdministrator }

// Joining says how far somebody is on their way into an element.
type Joining string

// The states of a membership.
const (
	Joined    Joining = "joined"
	Requested Joining = "requested" // by the person; those who look after the element answer
)

// Joinings lists every state.
var Joinings = []Joining{Joined, Requested}

// Level says what a member may do.
type Level string

// The levels, from the least to the most.
const (
	LevelMember        Level = "member"
	LevelEditor        Level = "editor"
	LevelAdministrator Level = "administrator"
)

// Levels lists every level.
var Levels = []Level{LevelMember, LevelEditor, LevelAdministrator}

// Exceeds reports whether who has a level may do more than who has another one.
func (l Level) Exceeds(other Level) bool {
	return slices.Index(Levels, l) > slices.Index(Levels, other)
}

// Bounds of a membership.
const (
	MaxRoles = 10
	MaxRole  = 60 // characters
	// MaxRequest bounds what somebody says who asks to belong to an element, in
	// characters.
	MaxRequest = 500
	// MaxMembers bounds who belongs to an element, MaxRequests who asks to;
	// MaxRequestsOf what one person asks for at once.
	MaxMembers    = 5000
	MaxRequests   = 200
	MaxRequestsOf = 50
)

// Validate returns nil, or every broken rule as joined [*FieldError]s.
func (m *Membership) Validate() error {
	c := &checker{}
	oneOf(c, "state", m.State, Joinings)
	oneOf(c, "level", m.Level, Levels)
	c.roles(m.Roles)
	c.text("message", m.Message, MaxRequest)
	return c.err()
}

func (c *checker) roles(roles []string) {
	c.count("roles", len(roles), MaxRoles)
	for _, role := range roles {
		c.required("roles", role)
		c.line("roles", role, MaxRole)
		c.visible("roles", role)
	}
}

// TidyRoles returns roles as they are kept: blanks single, none empty, none twice.
func TidyRoles(roles []string) []string {
	var tidy []string
	for _, role := range roles {
		role = strings.Join(strings.Fields(role), " ")
		if role != "" && !slices.Contains(tidy, role) {
			tidy = append(tidy, role)
		}
	}
	return tidy
}

// Stewardship says who looks after an element.
type Stewardship struct {
	Guarded bool // whether it has an administrator of its own
	Open    bool // whether these let everybody with an account improve it
}

// RelationsTo returns what somebody with an account is to an element. m is their
// membership, its zero value for none.
//
// What nobody looks after is everybody's to improve, save a person's own words: a
// classified and what is not published yet are their author's alone, and a person is
// changed by themselves, from their profile.
func RelationsTo(account *Account, e *Element, m Membership, s Stewardship) []Relation {
	if account.ID.IsZero() {
		return nil
	}
	if e.Kind == KindPerson {
		return relationsToPerson(account, e)
	}
	all := []Relation{RelationMember}
	if account.Administrator {
		all = append(all, RelationAdministrator)
	}
	if e.CreatedBy == account.ID && !s.Guarded {
		all = append(all, RelationAuthor)
	}
	if e.Public() && !e.Personal() && (!s.Guarded || s.Open) {
		all = append(all, RelationContributor)
	}
	if m.State == Joined {
		all = append(all, RelationElementMember)
		if m.Level == LevelEditor || m.Level == LevelAdministrator {
			all = append(all, RelationElementEditor)
		}
		if m.Level == LevelAdministrator {
			all = append(all, RelationElementAdministrator)
		}
	}
	return all
}

// HasMembers reports whether people may belong to elements such as e: to all but what
// is one person's own.
func (e *Element) HasMembers() bool { return !e.Personal() }

// relationsToPerson returns what an account is to a person who is listed: themselves,
// or somebody who may not speak for them, whatever else they may do here.
func relationsToPerson(account *Account, e *Element) []Relation {
	all := []Relation{RelationMember}
	if account.Administrator {
		all = append(all, RelationModerator)
	}
	if e.CreatedBy == account.ID {
		all = append(all, RelationSelf)
	}
	return all
}

// Personal reports whether e is one person's own: themselves, or what they offer or
// need.
func (e *Element) Personal() bool { return e.Kind == KindPerson || e.Kind == KindClassified }
