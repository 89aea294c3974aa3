package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// cookies returns the header by which a browser says who it is.
func (v *visitor) cookies() string {
	v.t.Helper()
	u, err := url.Parse(v.url)
	if err != nil {
		v.t.Fatal(err)
	}
	var all []string
	for _, cookie := range v.client.Jar.Cookies(u) {
		all = append(all, cookie.String())
	}
	return strings.Join(all, "; ")
}

// TestAStreamEndsWithTheRightToReadItsNetwork takes the right to read a network from who
// follows its map: they are told of nothing that comes after.
func TestAStreamEndsWithTheRightToReadItsNetwork(t *testing.T) {
	h := newHouse(t)
	h.join("owner@example.org", "Owner")
	owner := h.accountOf("owner@example.org").ID
	edit := func(n *data.Network, change func(*data.Network)) error {
		given := *n
		change(&given)
		_, _, err := h.commons.EditNetwork(t.Context(), owner, n.Slug, n.Revision, given, time.Now())
		return err
	}
	for i, tt := range []struct {
		name       string
		visibility data.NetworkVisibility
		asIn       bool // else as anybody
		end        func(n *data.Network, member data.ID, v *visitor) error
	}{
		{"an editor is removed", data.NetworkPrivate, true, func(n *data.Network, member data.ID, _ *visitor) error {
			return h.commons.RemoveFromNetwork(t.Context(), owner, n.Slug, member, time.Now())
		}},
		{"a member logs out", data.NetworkPrivate, true, func(_ *data.Network, _ data.ID, v *visitor) error {
			wantStatus(t, "logging out", v.post("/logout", nil), http.StatusSeeOther)
			return nil
		}},
		{"the key is another", data.NetworkByLink, false, func(n *data.Network, _ data.ID, _ *visitor) error {
			_, err := h.commons.RenewNetworkKey(t.Context(), owner, n.Slug, time.Now())
			return err
		}},
		{"it is a draft again", data.NetworkPublic, false, func(n *data.Network, _ data.ID, _ *visitor) error {
			_, err := h.commons.UnpublishNetwork(t.Context(), owner, n.Slug, time.Now())
			return err
		}},
		{"it is private now", data.NetworkPublic, false, func(n *data.Network, _ data.ID, _ *visitor) error {
			return edit(n, func(n *data.Network) { n.Visibility = data.NetworkPrivate })
		}},
		{"it is for those with the link now", data.NetworkPublic, false, func(n *data.Network, _ data.ID, _ *visitor) error {
			return edit(n, func(n *data.Network) { n.Visibility = data.NetworkByLink })
		}},
		{"it is deleted", data.NetworkPublic, false, func(n *data.Network, _ data.ID, _ *visitor) error {
			_, err := h.commons.DeleteNetwork(t.Context(), owner, n.Slug, 0)
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			email := fmt.Sprintf("member%d@example.org", i)
			member := h.join(email, "Member")
			n := h.network("owner@example.org", "Vergers", "tag=verger", func(n *data.Network) { n.Visibility = tt.visibility })
			h.belongs(n, email, data.LevelEditor)
			var headers []string
			if tt.asIn {
				headers = []string{"Cookie", member.cookies()}
			}
			f, _ := h.follow("?network="+n.Reference(), headers...)
			defer f.leave()
			h.add(garden(fmt.Sprint("Verger avant ", i), 1.1, 45.1, "verger"))
			f.next(2 * time.Second)
			if err := tt.end(&n, h.accountOf(email).ID, member); err != nil {
				t.Fatal(err)
			}
			h.settle()
			time.Sleep(h.server.hub.pace.message) // one message a second
			h.add(garden(fmt.Sprint("Verger après ", i), 1.2, 45.2, "verger"))
			select {
			case told, open := <-f.news:
				if open {
					t.Errorf("is told %+v", told)
				}
			case <-time.After(6 * time.Second):
				t.Error("the stream goes on")
			}
		})
	}
}

// TestAStreamEndsWithoutNewsToo has nothing change after the right is lost.
func TestAStreamEndsWithoutNewsToo(t *testing.T) {
	h := newHouse(t)
	h.server.hub.pace.heartbeat = 20 * time.Millisecond
	h.join("owner@example.org", "Owner")
	member := h.join("member@example.org", "Member")
	n := h.network("owner@example.org", "Vergers", "tag=verger", func(n *data.Network) { n.Visibility = data.NetworkPrivate })
	h.belongs(n, "member@example.org", data.LevelMember)
	f, _ := h.follow("?network="+n.Slug, "Cookie", member.cookies())
	f.quiet(200 * time.Millisecond)
	h.belongs(n, "member@example.org", "")
	select {
	case _, open := <-f.news:
		if open {
			t.Error("a message came")
		}
	case <-time.After(3 * time.Second):
		t.Error("the stream goes on")
	}
}

// TestAFilterByWhatVisitorsDoNotReadIsOfferedToNobody has a field for editors alone be
// called as a parameter of searches is.
func TestAFilterByWhatVisitorsDoNotReadIsOfferedToNobody(t *testing.T) {
	h := newHouse(t)
	h.join("owner@example.org", "Owner")
	other := h.network("owner@example.org", "Autre", "kind=place", nil)
	n := h.network("owner@example.org", "Jardins", "tag=jardinpartage", func(n *data.Network) {
		n.Fields = []data.NetworkField{{Key: "network", Label: "Réseau", Type: data.FieldText}, {Key: "places", Label: "Places", Type: data.FieldText, Shown: true}}
		for parameter, value := range map[string]string{"network": other.Slug, "places": "12", "kind": "place"} {
			n.Look.Groups = append(n.Look.Groups, data.FilterGroup{Title: parameter, Parameter: parameter, Choices: []data.FilterChoice{{Value: value}}})
		}
	})
	var offered []string
	for _, group := range read[searchAnswer](h, "/api/v1/search?facets=kind&network="+n.Slug).Network.Groups {
		offered = append(offered, group.Parameter)
	}
	slices.Sort(offered)
	if want := []string{"kind", "x." + n.Slug + ".places"}; !slices.Equal(offered, want) {
		t.Errorf("filters by %q are offered, want %q", offered, want)
	}
}
