package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateLookEvery is how often the files of a certificate are looked at.
const certificateLookEvery = 10 * time.Second

// certificate is a TLS certificate kept in two files, read again when they
// change: whoever renews it only writes them.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	state   string // of the files when they were read
	looked  time.Time
}

// newCertificate reads the files.
func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("cannot use --tls-cert and --tls-key: %w", err)
	}
	return c, nil
}

func (c *certificate) read() error {
	c.looked, c.state = time.Now(), c.filesState()
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.current = &pair
	return nil
}

// filesState is a text that changes with the files.
func (c *certificate) filesState() string {
	state := ""
	for _, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			state += fmt.Sprint(info.Size(), info.ModTime().UnixNano(), " ")
		}
	}
	return state
}

// get returns the certificate as it is now. One that cannot be read leaves the
// one before in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) < certificateLookEvery {
		return c.current, nil
	}
	c.looked = time.Now()
	if c.filesState() == c.state {
		return c.current, nil
	}
	if err := c.read(); err != nil {
		c.log.Error("the new TLS certificate cannot be used, the old one stays", "error", err)
	} else {
		c.log.Info("the TLS certificate was renewed")
	}
	return c.current, nil
}

// config returns what a TLS listener needs.
func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
}
