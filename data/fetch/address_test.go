package fetch

import (
	"errors"
	"net/netip"
	"testing"
)

func TestWhichAddressesAreAsked(t *testing.T) {
	tests := []struct {
		name, address string
		public, own   bool // whether it is asked, by anybody and when the operator names its host
	}{
		{"public", "185.199.108.153:443", true, true},
		{"public IPv6", "[2606:4700::1]:443", true, true},
		{"this machine", "127.0.0.1:80", false, true},
		{"this machine, another way", "127.8.9.10:80", false, true},
		{"this machine, IPv6", "[::1]:80", false, true},
		{"this machine, IPv4 in IPv6", "[::ffff:127.0.0.1]:80", false, true},
		{"private, 10", "10.1.2.3:80", false, true},
		{"private, 172", "172.16.0.1:80", false, true},
		{"private, 192", "192.168.1.1:80", false, true},
		{"private, IPv6", "[fd00::1]:80", false, true},
		{"a provider's own", "100.64.0.1:80", false, true},
		{"a cloud's secrets", "169.254.169.254:80", false, false},
		{"link-local IPv6", "[fe80::1%eth0]:80", false, false},
		{"nothing", "0.0.0.0:80", false, false},
		{"nothing, IPv6", "[::]:80", false, false},
		{"several at once", "224.0.0.1:80", false, false},
		{"everybody", "255.255.255.255:80", false, false},
		{"documentation", "192.0.2.1:80", false, false},
		{"benchmarks", "198.18.0.1:80", false, false},
		{"the future", "240.0.0.1:80", false, false},
		{"this machine through NAT64", "[64:ff9b::7f00:1]:80", false, false},
		{"public through NAT64", "[64:ff9b::b9c7:6c99]:443", true, true},
		{"private through 6to4", "[2002:c0a8:101::1]:80", false, false},
		{"Teredo", "[2001:0:1::1]:80", false, false},
		{"a name", "localhost:80", false, false},
		{"no port", "127.0.0.1", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for own, want := range map[bool]bool{false: tt.public, true: tt.own} {
				err := mayDial(tt.address, own)
				if (err == nil) != want || err != nil && !errors.Is(err, ErrAddress) {
					t.Errorf("mayDial(%s, own %v) = %v, want asked: %v", tt.address, own, err, want)
				}
			}
		})
	}
}

// FuzzMayDial never lets anybody but the operator reach this machine or a private
// network, however its address is written.
func FuzzMayDial(f *testing.F) {
	f.Add("127.0.0.1:80")
	f.Add("[::ffff:10.0.0.1]:80")
	f.Add("[64:ff9b::a00:1]:443")
	f.Fuzz(func(t *testing.T, address string) {
		if mayDial(address, false) != nil {
			return
		}
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			t.Fatalf("%q is asked and is no address", address)
		}
		ip := to.Addr().Unmap()
		if ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || ip.IsMulticast() {
			t.Fatalf("%q is asked", address)
		}
		if mayDial(address, true) != nil {
			t.Fatalf("%q is asked by anybody, not by the operator", address)
		}
	})
}
