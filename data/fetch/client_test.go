package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"maillage/data/fetch"
)

// serve answers on this machine, and returns the address of it.
func serve(t *testing.T, handler http.HandlerFunc) *url.URL {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return parsed(t, server.URL)
}

func parsed(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// newClient returns a client that may ask the hosts named on this machine.
func newClient(t *testing.T, private ...string) *fetch.Client {
	t.Helper()
	return fetch.New(fetch.Options{Timeout: 300 * time.Millisecond, MaxBytes: 1 << 10, Redirects: 2, UserAgent: "Maillage", Private: private})
}

func TestGet(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.UserAgent()+" "+r.Header.Get("Accept-Language"))
	})
	body, err := newClient(t, "127.0.0.1").Get(t.Context(), at, http.Header{"Accept-Language": {"fr"}})
	if string(body) != "Maillage fr" || err != nil {
		t.Errorf("Get = %q, %v", body, err)
	}
}

func TestThisMachineIsNotAsked(t *testing.T) {
	asked := false
	at := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	_, port, _ := net.SplitHostPort(at.Host)
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1"} {
		_, err := newClient(t).Get(t.Context(), parsed(t, "http://"+host+":"+port+"/"), nil)
		if err == nil || asked {
			t.Errorf("%s was asked: %v", host, err)
		}
	}
	if _, err := newClient(t).Get(t.Context(), at, nil); !errors.Is(err, fetch.ErrAddress) {
		t.Errorf("Get = %v, want ErrAddress", err)
	}
}

// TestAProxyOfTheEnvironmentIsNotAsked: it would look up and dial in our place.
func TestAProxyOfTheEnvironmentIsNotAsked(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "from the proxy") })
	t.Setenv("HTTP_PROXY", at.String())
	body, err := newClient(t, "127.0.0.1").Get(t.Context(), parsed(t, "http://10.0.0.1/"), nil)
	if !errors.Is(err, fetch.ErrAddress) {
		t.Errorf("Get = %q, %v", body, err)
	}
}

func TestRedirects(t *testing.T) {
	secret := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "secret") })
	to := ""
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Referer() != "" {
			t.Errorf("the referrer %q is told", r.Referer())
		}
		if r.URL.Path == "/end" {
			io.WriteString(w, "here")
			return
		}
		http.Redirect(w, r, to, http.StatusFound)
	})
	at.Host = strings.Replace(at.Host, "127.0.0.1", "localhost", 1)
	tests := []struct {
		name, to, want string
	}{
		{"to the same host", "/end", "here"},
		{"to this machine by its address", secret.String(), ""},
		{"to a cloud's secrets", "http://169.254.169.254/latest", ""},
		{"to a file", "file:///etc/passwd", ""},
		{"to another scheme", "gopher://localhost/", ""},
		{"with a password", "http://a:b@" + at.Host + "/end", ""},
		{"round and round", "/again", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			to = tt.to
			body, err := newClient(t, "localhost").Get(t.Context(), at, nil)
			if tt.want == "" && !errors.Is(err, fetch.ErrAddress) || string(body) != tt.want {
				t.Errorf("Get = %q, %v", body, err)
			}
		})
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	released := make(chan struct{})
	t.Cleanup(func() { close(released) })
	hang := func(r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-released:
		}
	}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	writer.Write(make([]byte, 1<<20))
	writer.Close()
	megabyte := packed.Bytes() // one such after the other is one body
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"hangs before the first byte", func(_ http.ResponseWriter, r *http.Request) { hang(r) }, fetch.ErrSlow},
		{"hangs in the middle", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "half")
			http.NewResponseController(w).Flush()
			hang(r)
		}, fetch.ErrSlow},
		{"a gigabyte", func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 1<<20)
			for range 1 << 10 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, fetch.ErrSize},
		{"a gigabyte, packed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			for range 1 << 10 {
				if _, err := w.Write(megabyte); err != nil {
					return
				}
			}
		}, fetch.ErrSize},
		{"breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "500")
			io.WriteString(w, "half")
		}, fetch.ErrUnavailable},
		{"a head without end", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}, fetch.ErrUnavailable},
		{"not the web", func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			io.WriteString(connection, "220 mail.example.org\r\n")
			connection.Close()
		}, fetch.ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := serve(t, tt.answer)
			at.Path, at.RawQuery = "/api", "q=rue+du+secret"
			body, err := newClient(t, "127.0.0.1").Get(t.Context(), at, nil)
			if body != nil || !errors.Is(err, tt.want) {
				t.Fatalf("Get = %d bytes, %v; want %v", len(body), err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells what was asked: %v", err)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := parsed(t, "http://"+listener.Addr().String()+"/?q=secret")
	listener.Close()
	if _, err := newClient(t, "127.0.0.1").Get(t.Context(), at, nil); !errors.Is(err, fetch.ErrUnavailable) || strings.Contains(err.Error(), "secret") {
		t.Errorf("Get = %v", err)
	}
}

func TestAStatusIsTold(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	_, err := newClient(t, "127.0.0.1").Get(t.Context(), at, nil)
	if status, ok := errors.AsType[*fetch.StatusError](err); !ok || status.Status != http.StatusTooManyRequests {
		t.Errorf("Get = %v", err)
	}
}

func TestWhoGivesUpIsToldSo(t *testing.T) {
	at := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := newClient(t, "127.0.0.1").Get(ctx, at, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Get = %v", err)
	}
}

func TestOtherSchemesAreRefused(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "ftp://example.org/", "unix:///run/x", "//example.org", "http:///x", "http://me:secret@example.org/"} {
		if _, err := newClient(t).Get(t.Context(), parsed(t, address), nil); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("Get(%s) = %v", address, err)
		}
	}
}
