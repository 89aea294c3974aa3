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
	RelationModerator     Relation = "moderator"     // keeps the instance on which another person is listed

	// What somebody with an account is to an element, see [RelationsTo].
	RelationAuthor               Relation = "author"                // made it known, and nobody looks after it
	RelationContributor          Relation = "contributor"           // may improve it as everybody may
	RelationElementMember        Relation = "element_member"        // belongs to it
	RelationElementEditor        Relation = "element_editor"        // writes for it
	RelationElementAdministrator Relation = "element_administrator" // looks after it
	RelationInvited              Relation = "invited"               // is asked to belong to it

	// What somebody with an account is to a network, see [RelationsToNetwork].
	RelationNetworkReader        Relation = "network_reader"        // may read it, and does not belong to it
	RelationNetworkRequester     Relation = "network_requester"     // asks to belong to it
	RelationNetworkSuggester     Relation = "network_suggester"     // may say what it lacks
	RelationNetworkContributor   Relation = "network_contributor"   // may add to it
	RelationNetworkMember        Relation = "network_member"        // belongs to it
	RelationNetworkEditor        Relation = "network_editor"        // makes it
	RelationNetworkAdministrator Relation = "network_administrator" // answers for it
)

// Relations lists every relation.
var Relations = []Relation{
	RelationOperator, RelationAdministrator, RelationMember, RelationSelf, RelationModerator,
	RelationAuthor, RelationContributor, RelationElementMember, RelationElementEditor, RelationElementAdministrator, RelationInvited,
	RelationNetworkReader, RelationNetworkRequester, RelationNetworkSuggester, RelationNetworkContributor, RelationNetworkMember, RelationNetworkEditor, RelationNetworkAdministrator,
}

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
	ActListOneself    Act = "account.list"   // as a person on the map, and say what it tells
	ActFollow         Act = "account.follow" // what it follows, its news, what it is told

	ActReference  Act = "element.reference"   // make one known
	ActReadHidden Act = "element.read_hidden" // one that is a draft, or was taken off the map
	ActEdit       Act = "element.edit"        // write its next revision, an earlier one again too
	ActPublish    Act = "element.publish"     // of a draft
	ActHide       Act = "element.hide"        // take it off the map, or put it back
	ActVerify     Act = "element.verify"      // say that it is still right
	ActLinkTo     Act = "element.link_to"     // say that another one belongs to it
	ActAdminister Act = "element.administer"  // say who belongs to it, and what they may do
	ActJoin       Act = "element.join"        // ask to belong to it
	ActGivePhoto  Act = "photo.give"          // one that an element may show
	ActClaim      Act = "element.claim"       // look after it at once, when nobody does
	ActAccept     Act = "element.accept"      // take an invitation to belong to it
	ActLeave      Act = "element.leave"       // end one's own membership or request, say whether others see it
	ActNote       Act = "element.note"        // tell how it goes on
	ActDeleteNote Act = "element.delete_note" // one's own is one's self
	ActContact    Act = "element.contact"     // write to those who look after it

	ActMakeNetwork       Act = "network.make"
	ActReadNetwork       Act = "network.read"       // one that is closed
	ActSuggestToNetwork  Act = "network.suggest"    // an element; an editor decides
	ActAddToNetwork      Act = "network.add"        // pick an element for it
	ActEditNetwork       Act = "network.edit"       // its definition, what it shows and hides, notes, values, approvals
	ActAdministerNetwork Act = "network.administer" // who sees it, who belongs to it, its end
	ActUnpublishNetwork  Act = "network.unpublish"  // make it a draft again
	ActJoinNetwork       Act = "network.join"       // ask to belong to it
	ActAnswerNetwork     Act = "network.answer"     // let somebody in who asks, as a member, or not
	ActLeaveNetwork      Act = "network.leave"      // end one's own membership, or take back that one asks for it
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
	ActListOneself:    {RelationSelf},
	ActFollow:         {RelationSelf},

	ActReference:  {RelationMember},
	ActReadHidden: {RelationAuthor, RelationElementEditor, RelationElementAdministrator, RelationAdministrator, RelationSelf, RelationModerator},
	ActEdit:       {RelationContributor, RelationAuthor, RelationElementEditor, RelationElementAdministrator, RelationAdministrator},
	ActPublish:    {RelationAuthor, RelationElementEditor, RelationElementAdministrator},
	ActHide:       {RelationAuthor, RelationElementAdministrator, RelationAdministrator, RelationModerator},
	ActVerify:     {RelationMember},
	ActLinkTo:     {RelationContributor, RelationAuthor, RelationElementMember, RelationElementEditor, RelationElementAdministrator, RelationAdministrator},
	ActAdminister: {RelationElementAdministrator, RelationAdministrator},
	ActJoin:       {RelationMember},
	ActGivePhoto:  {RelationMember},
	ActClaim:      {RelationAuthor, RelationAdministrator},
	ActAccept:     {RelationInvited},
	ActLeave:      {RelationMember},
	ActNote:       {RelationContributor, RelationAuthor, RelationElementEditor, RelationElementAdministrator},
	ActDeleteNote: {RelationSelf, RelationElementAdministrator, RelationAdministrator},
	ActContact:    {RelationMember},

	ActMakeNetwork:       {RelationMember},
	ActReadNetwork:       {RelationNetworkMember, RelationNetworkEditor, RelationNetworkAdministrator},
	ActSuggestToNetwork:  {RelationNetworkSuggester, RelationNetworkContributor, RelationNetworkEditor, RelationNetworkAdministrator},
	ActAddToNetwork:      {RelationNetworkContributor, RelationNetworkEditor, RelationNetworkAdministrator},
	ActEditNetwork:       {RelationNetworkEditor, RelationNetworkAdministrator},
	ActAdministerNetwork: {RelationNetworkAdministrator},
	ActUnpublishNetwork:  {RelationNetworkAdministrator, RelationAdministrator},
	ActJoinNetwork:       {RelationNetworkReader},
	ActAnswerNetwork:     {RelationNetworkEditor, RelationNetworkAdministrator},
	ActLeaveNetwork:      {RelationNetworkMember, RelationNetworkRequester},
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
