package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate writes a self-signed certificate for 127.0.0.1 with a serial
// number, and its key, and returns what trusts it.
func writeCertificate(t *testing.T, certFile, keyFile string, serial int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certText := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(certFile, certText, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certText)
	return pool
}

func TestServingWithACertificateOfOnesOwn(t *testing.T) {
	cert, key := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	pool := writeCertificate(t, cert, key, 1)
	ctx, cancel := context.WithCancel(t.Context())
	stdout, write := io.Pipe()
	var stderr lockedBuffer
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, []string{"serve", "--data", shortFolder(t), "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key}, write, &stderr)
		write.Close()
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if err != nil || !found || !strings.HasPrefix(url, "https://127.0.0.1:") {
		t.Fatalf("it says %q, %v:\n%s", line, err, &stderr)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	got, err := client.Get(url + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusOK || got.ProtoMajor != 2 {
		t.Errorf("GET /livez = %d over %s, want 200 over HTTP/2", got.StatusCode, got.Proto)
	}
	old := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	if connection, err := tls.Dial("tcp", strings.TrimPrefix(url, "https://"), old); err == nil {
		connection.Close()
		t.Error("TLS 1.1 is still spoken")
	}
	cancel()
	client.CloseIdleConnections()
	if got := <-status; got != 0 {
		t.Errorf("exit status %d:\n%s", got, &stderr)
	}
}

func TestACertificateIsReadAgainWhenItChanges(t *testing.T) {
	certFile, keyFile := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	var log lockedBuffer
	c, err := newCertificate(certFile, keyFile, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	serial := func() int64 {
		c.looked = time.Time{} // long ago
		got, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(got.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Errorf("certificate %d, want 1", got)
	}
	writeCertificate(t, certFile, keyFile, 22)
	if got := serial(); got != 22 {
		t.Errorf("certificate %d after it was renewed, want 22", got)
	}
	if err := os.WriteFile(keyFile, []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 22 || !strings.Contains(log.String(), "the old one stays") {
		t.Errorf("certificate %d after a bad one, want 22 still; log:\n%s", got, &log)
	}
}

func TestWrongFlagsOfServe(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"certificate without key", []string{"--tls-cert", "x"}, "belong together"},
		{"certificate that is not there", []string{"--tls-cert", "x", "--tls-key", "y"}, "cannot use --tls-cert and --tls-key"},
		{"proxy that is no address", []string{"--trusted-proxy", "proxy.local"}, "neither an address like"},
		{"private port that cannot be", []string{"--private-listen", "nowhere:x"}, "give another --private-listen"},
		{"unknown log format", []string{"--log-format", "xml"}, "must be one of"},
		{"unknown log level", []string{"--log-level", "loud"}, "must be one of"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := shortFolder(t)
			status, said := command(t, append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, tt.args...)...)
			if status == 0 || !strings.Contains(said, tt.want) {
				t.Errorf("exit status %d, says %q, want %q", status, said, tt.want)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a data folder was made")
			}
		})
	}
}

func TestTheServiceManagerIsToldWhenTheServerListens(t *testing.T) {
	path := filepath.Join(filepath.Dir(shortFolder(t)), "notify")
	manager, err := net.ListenPacket("unixgram", path)
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	r := start(t, "serve", "--data", shortFolder(t), "--listen", "127.0.0.1:0")
	if status := r.end(t); status != 0 {
		t.Errorf("exit status %d:\n%s", status, r.stderr)
	}
	manager.SetReadDeadline(time.Now().Add(5 * time.Second))
	told := ""
	for text := make([]byte, 1000); !strings.Contains(told, "STOPPING=1"); {
		n, _, err := manager.ReadFrom(text)
		if err != nil {
			t.Fatalf("the manager was told %q and no more: %v", told, err)
		}
		told += string(text[:n]) + "\n"
	}
	if !strings.Contains(told, "READY=1\n") {
		t.Errorf("the manager was told %q", told)
	}
}
