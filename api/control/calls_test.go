package control_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"maillage/api/control"
)

func TestOddCalls(t *testing.T) {
	dir, _, _ := serve(t, theCommons)
	plain := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, control.SocketName))
	}}}
	defer plain.CloseIdleConnections()
	tests := []struct {
		name, path, body string
		status           int
		want             string
	}{
		{"no document", "/control/import-elements", "", 422, "of another version"},
		{"not JSON", "/control/import-elements", "{", 422, "of another version"},
		{"a field that is not known here", "/control/import-elements", "2026-05-23T12:00:00Z\n" + `{"colour": "red"}`, 422, "of another version"},
		{"what an older command sends", "/control/import-elements", `{"Elements": [], "At": "2026-05-23T12:00:00Z"}`, 422, "of another version"},
		{"a territory with such a field", "/control/import-territories", `[{"Colour": "red"}]`, 422, "of another version"},
		{"a call that is not known here", "/control/melt", "{}", 404, "of another version"},
		{"anything else is the public's", "/livez", "", 200, "public /livez"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := plain.Post("http://maillage"+tt.path, "application/json", bytes.NewBufferString(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			text, err := io.ReadAll(got.Body)
			if err != nil || got.StatusCode != tt.status || !strings.Contains(string(text), tt.want) {
				t.Errorf("status %d, %s, %v; want %d and %q", got.StatusCode, text, err, tt.status, tt.want)
			}
		})
	}
}
