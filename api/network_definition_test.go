package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestWhoEditsANetworkReadsWhatTheyMayWriteBack(t *testing.T) {
	h := newHouse(t)
	camille, sacha, member := h.member("camille@example.org"), h.member("sacha@example.org"), h.member("member@example.org")
	n := h.networkOf("camille@example.org", "Réseau", func(n *data.Network) {
		n.Query, n.Clears, n.Text, n.Frames = "tag=jardinpartage", true, "Des **jardins**.", []string{"https://example.org"}
		n.Look.Marks = []data.NetworkMark{{Parameter: "kind", Value: "place", Color: "#2f6b4f", Icon: data.NetworkIcons[0]}}
		fieldsOf(n)
	})
	h.belongs(n, "member@example.org", data.LevelMember)
	closed := h.networkOf("camille@example.org", "Fermé", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	path := networksPath + "/" + n.Slug
	read := func() (map[string]any, string) {
		t.Helper()
		got := camille.look(path + "/definition")
		var document map[string]any
		if err := json.Unmarshal(got.body, &document); err != nil || got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v: %v\n%s", got.status, got.header, err, got.body)
		}
		return document, got.header.Get("ETag")
	}
	write := func(document map[string]any, match string, status int) {
		t.Helper()
		body, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		got := camille.send(http.MethodPut, path, "application/json", bytes.NewReader(body), "If-Match", match)
		if got.status != status {
			t.Errorf("PUT = %d, want %d\n%s", got.status, status, got.body)
		}
	}
	before, match := read()
	write(before, match, http.StatusOK) // as it was: nothing is lost, no revision made
	after, same := read()
	if diff := cmp.Diff(before, after); diff != "" || same != match {
		t.Errorf("sent back as it was, from %s to %s (-want +got):\n%s", match, same, diff)
	}
	before["title"] = "Réseau des jardins"
	write(before, match, http.StatusOK)
	after, next := read()
	changed := map[string]bool{"title": true, "revision": true, "updatedAt": true}
	for name, value := range after {
		if !changed[name] && !cmp.Equal(value, before[name]) {
			t.Errorf("%s is %v, was %v", name, value, before[name])
		}
	}
	if after["title"] != "Réseau des jardins" || next == match {
		t.Errorf("changed, it is %v at %s", after["title"], next)
	}
	write(before, match, http.StatusPreconditionFailed)

	for name, tt := range map[string]struct {
		v      *visitor
		slug   string
		status int
	}{
		"nobody": {h.visitor(), n.Slug, http.StatusUnauthorized}, "nobody of none": {h.visitor(), "aucune", http.StatusUnauthorized},
		"another": {sacha, n.Slug, http.StatusForbidden}, "a member": {member, n.Slug, http.StatusForbidden},
		"another, of a closed one": {sacha, closed.Slug, http.StatusNotFound}, "of none": {sacha, "aucune", http.StatusNotFound},
	} {
		if got := tt.v.look(networksPath + "/" + tt.slug + "/definition"); got.status != tt.status || strings.Contains(string(got.body), n.Key) {
			t.Errorf("%s: %d, want %d", name, got.status, tt.status)
		}
	}
}
