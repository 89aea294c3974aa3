package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"maillage/data/store"
	"maillage/web"
)

// listen opens the listeners of the server: the public one, with TLS when there
// is a certificate, and the private one, nil when nobody asked for it.
func (c *serving) listen(p *program) (public, private net.Listener, err error) {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return nil, nil, errors.New("--tls-cert and --tls-key belong together: give both, or none behind a proxy that brings TLS")
	}
	var secret *certificate
	if c.TLSCert != "" {
		if secret, err = newCertificate(c.TLSCert, c.TLSKey, p.log); err != nil {
			return nil, nil, err
		}
	}
	if public, err = net.Listen("tcp", c.Listen); err != nil {
		if held := p.heldBy(); held != nil {
			return nil, nil, held
		}
		return nil, nil, fmt.Errorf("cannot listen: %w: give another --listen HOST:PORT", err)
	}
	if secret != nil {
		public = tls.NewListener(public, secret.config())
	}
	if c.PrivateListen == "" {
		return public, nil, nil
	}
	if private, err = net.Listen("tcp", c.PrivateListen); err != nil {
		public.Close()
		return nil, nil, fmt.Errorf("cannot listen for those who run the server: %w: give another --private-listen HOST:PORT", err)
	}
	return public, private, nil
}

// heldBy returns who holds the data folder, nil when nobody does: that port and
// folder are both taken means that the server runs already.
func (p *program) heldBy() error {
	if p.hasData() != nil {
		return nil
	}
	kept, err := store.Open(p.ctx, p.data)
	if errors.Is(err, store.ErrOwned) {
		return err
	}
	if err == nil {
		kept.Close()
	}
	return nil
}

func closeAll(listeners ...net.Listener) {
	for _, listener := range listeners {
		if listener != nil {
			listener.Close() // closed already when it served
		}
	}
}

// scheme is how browsers reach the server itself.
func (c *serving) scheme() string {
	if c.TLSCert != "" {
		return "https"
	}
	return "http"
}

// announce prints where the server listens: the public address to standard
// output, for programs too.
func (c *serving) announce(p *program, public, private net.Listener) {
	scheme := c.scheme()
	if private != nil {
		p.say("Metrics and profiles at %s/metrics", addressOf("http", private))
		if at, ok := private.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
			p.say("Warning: whoever reaches %s learns how this server works: let a firewall keep others out, or listen on 127.0.0.1", private.Addr())
		}
	}
	fmt.Fprintf(p.stdout, "Listening on %s\n", addressOf(scheme, public))
	if c.DevMails {
		p.say("No mail is sent: read them all at %s%s", addressOf(scheme, public), web.MailsPath)
	}
}

// addressOf returns the address at which a browser on this machine finds the
// server.
func addressOf(scheme string, listener net.Listener) string {
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// proxies reads the networks of --trusted-proxy; an address is a network of its
// own.
func (c *serving) proxies() ([]netip.Prefix, error) {
	var proxies []netip.Prefix
	for _, text := range c.TrustedProxy {
		text = strings.TrimSpace(text)
		proxy, err := netip.ParsePrefix(text)
		if address, wrong := netip.ParseAddr(text); wrong == nil {
			proxy, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy %q is neither an address like 127.0.0.1 nor a network like 10.0.0.0/8", text)
		}
		proxies = append(proxies, proxy.Masked())
	}
	return proxies, nil
}
