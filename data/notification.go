package data

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// NotificationSort says what a notification tells.
type NotificationSort string

// The sorts. The element is the one of the notification, somebody its Other.
const (
	NotifyChanged    NotificationSort = "changed"    // somebody changed an element that is mine
	NotifyHidden     NotificationSort = "hidden"     // somebody took an element that is mine off the map
	NotifyInvitation NotificationSort = "invitation" // somebody invites me to the element
	NotifyRequest    NotificationSort = "request"    // somebody asks to join an element that is mine
	NotifyAccepted   NotificationSort = "accepted"   // what I asked of the element was accepted
	NotifyDeclined   NotificationSort = "declined"   // what I asked of the element was declined
	NotifyJoined     NotificationSort = "joined"     // somebody I invited to the element came
	NotifyRole       NotificationSort = "role"       // somebody gave me another role in the element
	NotifyContact    NotificationSort = "contact"    // somebody wrote to an element that is mine

	// Those of networks, which Num names then.
	NotifySuggested         NotificationSort = "network_suggested"  // suggestions wait for a network that I make; of nobody in particular
	NotifySuggestionTaken   NotificationSort = "network_taken"      // what I suggested to the network was accepted
	NotifySuggestionLeft    NotificationSort = "network_left"       // what I suggested to the network was not
	NotifyNetworkInvitation NotificationSort = "network_invitation" // somebody invites me to the network
	NotifyNetworkJoined     NotificationSort = "network_joined"     // somebody I invited to the network came
	NotifyNetworkRole       NotificationSort = "network_role"       // somebody gave me another role in the network
	NotifyNetworkRemoved    NotificationSort = "network_removed"    // somebody ended that I belong to the network
	NotifyNetworkRequest    NotificationSort = "network_request"    // somebody asks to belong to a network that I make
	NotifyNetworkAccepted   NotificationSort = "network_accepted"   // what I asked of the network was accepted
	NotifyNetworkDeclined   NotificationSort = "network_declined"   // what I asked of the network was declined
)

// OfNetwork reports whether a notification of a sort is about a network.
func (s NotificationSort) OfNetwork() bool { return strings.HasPrefix(string(s), "network_") }

// NotificationSorts lists every sort.
var NotificationSorts = []NotificationSort{
	NotifyChanged, NotifyHidden, NotifyInvitation, NotifyRequest, NotifyAccepted, NotifyDeclined, NotifyJoined, NotifyRole, NotifyContact,
	NotifySuggested, NotifySuggestionTaken, NotifySuggestionLeft, NotifyNetworkInvitation, NotifyNetworkJoined, NotifyNetworkRole, NotifyNetworkRemoved,
	NotifyNetworkRequest, NotifyNetworkAccepted, NotifyNetworkDeclined,
}

// Bounds of what is kept for an account.
const (
	MaxNotifications = 300
	NotificationLife = 365 * 24 * time.Hour
)

// Notification tells somebody what concerns them directly.
type Notification struct {
	ID      ID               `json:"id"`
	Account ID               `json:"-"` // who is told
	Sort    NotificationSort `json:"sort"`
	Num     int64            `json:"num,omitempty"`  // of an element, or of a network as the sort says; 0 for none
	Other   ID               `json:"other,omitzero"` // the account that did it; zero for none
	At      time.Time        `json:"at"`
	Seen    bool             `json:"seen"`
}

// Validate returns nil, or an error that wraps [ErrInvalid].
func (n *Notification) Validate() error {
	if n.Account.IsZero() || !slices.Contains(NotificationSorts, n.Sort) || n.Num < 0 {
		return fmt.Errorf("%w: a notification of the sort %q to account %s", ErrInvalid, n.Sort, n.Account)
	}
	return nil
}
