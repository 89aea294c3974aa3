package data

import "slices"

// Relation is what somebody is to what they want to act upon.
type Relation string

// The relations. Who acts may have several.
const (
	RelationOperator      Relation = "operator"      // runs the machine, or was let in by who does
	RelationAdministrator Relation = "administrator" // keeps the instance, with an account
	RelationMember        Relation = "member"        // has an account
	RelationSelf          Relation = "self"          // is whom the act is about
)

// Relations lists every relation.
var Relations = []Relation{RelationOperator, RelationAdministrator, RelationMember, RelationSelf}

// Act is something that not everybody may do.
type Act string

// The acts.
const (
	ActChangeSettings Act = "settings.change"
	ActHandOverLinks  Act = "links.hand_over"     // make the links that people wait for
	ActInvite         Act = "account.invite"      // make a link for an address of one's choice
	ActNameOthers     Act = "account.administers" // make somebody an administrator, or no more
	ActReadAccount    Act = "account.read"        // its address, its sessions, all about it
	ActChangeAccount  Act = "account.change"      // name, address, password, sessions
	ActEraseAccount   Act = "account.erase"
)

// permissions is the one table that says who may do what: any of the relations is
// enough. What is not in it may be done by nobody.
var permissions = map[Act][]Relation{
	ActChangeSettings: {RelationOperator, RelationAdministrator},
	ActHandOverLinks:  {RelationOperator, RelationAdministrator},
	ActInvite:         {RelationOperator},
	ActNameOthers:     {RelationOperator},
	ActReadAccount:    {RelationSelf},
	ActChangeAccount:  {RelationSelf},
	ActEraseAccount:   {RelationSelf},
}

// Acts lists every act, in their order.
func Acts() []Act {
	acts := make([]Act, 0, len(permissions))
	for act := range permissions {
		acts = append(acts, act)
	}
	slices.Sort(acts)
	return acts
}

// May reports whether somebody with these relations may act.
func May(act Act, who ...Relation) bool {
	for _, relation := range permissions[act] {
		if slices.Contains(who, relation) {
			return true
		}
	}
	return false
}
