package api

import (
	"net/http"
	"net/netip"
)

// scheme returns http or https: how the client reached the site. A proxy in
// front says so in X-Forwarded-Proto, which counts from those alone that the
// server was told to trust.
func (s *Server) scheme(r *http.Request) string {
	if r.TLS != nil || s.isTrusted(r.RemoteAddr) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

// isTrusted reports whether an address, host and port, is a trusted proxy's.
func (s *Server) isTrusted(address string) bool {
	from, err := netip.ParseAddrPort(address)
	if err != nil {
		return false // a unix socket's
	}
	for _, proxy := range s.trustedProxies {
		if proxy.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

func texts(prefixes []netip.Prefix) []string {
	written := make([]string, len(prefixes))
	for i, prefix := range prefixes {
		written[i] = prefix.String()
	}
	return written
}
