package data

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ownSuffixes end the names of machines that no public name server knows.
var ownSuffixes = []string{".local", ".localhost", ".internal", ".lan", ".home.arpa"}

// IsOwnHost reports whether a host, as an address writes it, is plainly named as
// one of this machine's or of the network around it: an address of a private
// range, localhost, a name without a point, or one below a suffix that only such
// networks use. A name of the public Internet is not, wherever it leads.
func IsOwnHost(host string) bool {
	host = strings.ToLower(host)
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsLoopback() || ip.IsPrivate()
	}
	if host == "" || host[0] >= '0' && host[0] <= '9' { // some read a number as an address
		return false
	}
	return !strings.ContainsAny(host, ".:") ||
		slices.ContainsFunc(ownSuffixes, func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}

// ParseServiceURL reads the address at which a service takes questions: http or
// https, a host, perhaps a path and parameters of its own, nothing else.
func ParseServiceURL(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Fragment != "" || u.Opaque != "" ||
		u.Hostname() == "" || strings.ContainsAny(text, " \"<>\\`") || u.Query().Has("q") {
		return nil, false
	}
	return u, true
}

func (c *settingsChecker) service(key SettingKey, value string) {
	u, ok := ParseServiceURL(value)
	if !ok {
		c.refuse(key, "service", Facts{"value": truncate(value, 100)})
		return
	}
	if u.Scheme != "https" && !IsOwnHost(u.Hostname()) {
		c.refuse(key, "service_tls", Facts{"host": u.Hostname()})
	}
}
