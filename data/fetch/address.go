package fetch

import (
	"fmt"
	"net/netip"
)

// reserved are the ranges that are neither public nor anybody's own network, as
// the registries of IANA list them, besides those that net/netip knows.
var reserved = prefixes(
	"0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
)

// shared is what providers use between their customers and themselves, and some
// networks as a private range.
var shared = prefixes("100.64.0.0/10")

// carried are the ranges of addresses that hold one of IPv4, and where in them.
var carried = []struct {
	prefix netip.Prefix
	from   int // byte
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
}

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// mayDial refuses an address with a port that is not of the public Internet. With
// own it may be of a private network or this machine, but nothing else.
func mayDial(address string, own bool) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: it is no address of the Internet", ErrAddress)
	}
	ip := to.Addr().WithZone("").Unmap()
	switch {
	case isPublic(ip), own && isOwn(ip):
		return nil
	case isOwn(ip):
		return fmt.Errorf("%w: %v is an address of a private network", ErrAddress, ip)
	}
	return fmt.Errorf("%w: %v is no public address", ErrAddress, ip)
}

// isOwn reports whether an address is this machine's or of a private network.
func isOwn(ip netip.Addr) bool { return ip.IsLoopback() || ip.IsPrivate() || within(ip, shared) }

// isPublic reports whether an address is of the public Internet, through and
// through: so is the one that it carries.
func isPublic(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || isOwn(ip) || within(ip, reserved) {
		return false
	}
	for _, c := range carried {
		if c.prefix.Contains(ip) {
			bytes := ip.As16()
			return isPublic(netip.AddrFrom4([4]byte(bytes[c.from : c.from+4])))
		}
	}
	return true
}

func within(ip netip.Addr, ranges []netip.Prefix) bool {
	for _, r := range ranges {
		if r.Contains(ip) {
			return true
		}
	}
	return false
}
