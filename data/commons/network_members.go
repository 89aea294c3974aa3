package commons

import (
	"maillage/data"
	"maillage/data/store"
)

// leaveNetworks settles the networks that nobody answers for but an account that is
// erased: whoever comes next among those who belong to one answers for it. Where there
// is nobody, it goes when nobody else could see it or the account leaves nothing;
// otherwise it stays as it is.
func leaveNetworks(tx *store.Tx, erasure data.Erasure) error {
	left, err := tx.NetworksLeftBy(erasure.Account)
	if err != nil {
		return err
	}
	for i := range left {
		n := &left[i]
		heir, err := heirOf(tx, n.Num, erasure.Account)
		switch {
		case err != nil:
		case !heir.Account.IsZero():
			heir.Level = data.LevelAdministrator
			err = tx.PutNetworkMember(heir)
		case n.IsClosed() || erasure.Contributions == data.HideContributions:
			err = tx.DeleteNetwork(n.Num)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// heirOf returns who may do most in a network besides an account, and of those who has
// belonged to it longest; the zero value when there is nobody.
func heirOf(tx *store.Tx, network int64, account data.ID) (heir data.Membership, err error) {
	members, err := tx.NetworkMembers(network)
	for _, m := range members {
		if m.Account != account && (heir.Account.IsZero() || m.Level.Exceeds(heir.Level)) {
			heir = m
		}
	}
	return heir, err
}
