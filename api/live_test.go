package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
	"maillage/tiles"
)

// follower is a client of the live stream.
type follower struct {
	t      testing.TB
	header http.Header
	news   chan news // closed at the end of the stream
	leave  func()
}

// follow opens a stream, and takes its first message off.
func (h *house) follow(query string, headers ...string) (*follower, news) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	h.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+livePath+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, zstd")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	if got.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(got.Body)
		h.t.Fatalf("GET %s%s = %d %s", livePath, query, got.StatusCode, body)
	}
	f := &follower{t: h.t, header: got.Header, news: make(chan news, 100), leave: cancel}
	go f.read(got.Body)
	return f, f.next(5 * time.Second)
}

// read hands messages over until the stream ends.
func (f *follower) read(body io.ReadCloser) {
	defer close(f.news)
	defer body.Close()
	var id, event string
	for lines := bufio.NewScanner(body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			event = value
		case "data":
			var n news
			if err := json.Unmarshal([]byte(value), &n); err != nil || event != "tiles" || id != fmt.Sprint(n.Sequence) {
				f.t.Errorf("event %q, id %q, data %q: %v", event, id, value, err)
			}
			f.news <- n
		}
	}
}

// next returns the next message, which comes within some time.
func (f *follower) next(within time.Duration) news {
	f.t.Helper()
	select {
	case n, open := <-f.news:
		if !open {
			f.t.Fatal("the stream has ended")
		}
		return n
	case <-time.After(within):
		f.t.Fatalf("no message within %v", within)
		return news{}
	}
}

// quiet expects no message for some time.
func (f *follower) quiet(during time.Duration) {
	f.t.Helper()
	select {
	case n, open := <-f.news:
		f.t.Errorf("message %+v (stream open: %v), want none", n, open)
	case <-time.After(during):
	}
}

func garden(name string, lon, lat float64, tags ...string) data.Element {
	return data.Element{Kind: data.KindPlace, Name: name, Geometry: at(lon, lat), Tags: tags, Source: data.Source{Name: "live", ID: name}}
}

func placeAt(lon, lat float64) [4]uint32 {
	c := tiles.ChangedAt(geo.Bounds{West: lon, South: lat, East: lon, North: lat})
	return [4]uint32{c.West, c.North, c.East, c.South}
}

func TestAnOpenMapIsToldOfWhatMatchesItsFilter(t *testing.T) {
	h := newHouse(t)
	all, first := h.follow("")
	bikes, _ := h.follow("?tag=v%C3%A9lo")
	if first.Changes != 0 || first.All || first.Sequence != h.sequence() {
		t.Errorf("the first message is %+v, want that nothing changed up to %d", first, h.sequence())
	}
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Encoding": "", "Access-Control-Allow-Origin": "*"} {
		if got := all.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	h.add(garden("Verger", 1.1, 45.1, "compost"))
	n := all.next(time.Second)
	if n.Changes != 1 || n.All || n.Zoom != 18 || len(n.Places) != 1 || n.Places[0] != placeAt(1.1, 45.1) || n.Sequence != h.sequence() {
		t.Errorf("after one new element: %+v", n)
	}
	bikes.quiet(300 * time.Millisecond)
	all.quiet(100 * time.Millisecond)
}

func TestAnElementThatNoLongerMatchesIsToldOfOnceMore(t *testing.T) {
	h := newHouse(t)
	h.add(garden("Verger", 1.1, 45.1, "pommes"))
	h.wait()
	apples, _ := h.follow("?tag=pommes")
	h.add(garden("Verger", 1.2, 45.2, "poires"))
	if n := apples.next(time.Second); n.Changes != 1 || len(n.Places) != 2 {
		t.Errorf("after it moved away: %+v, want one change and two places", n)
	}
	h.add(garden("Verger", 1.3, 45.3, "poires"))
	apples.quiet(1300 * time.Millisecond)
}

func TestOneMessageASecondHoldsAllThatChanged(t *testing.T) {
	h := newHouse(t)
	f, _ := h.follow("")
	begin := time.Now()
	messages, changes := 0, 0
	for i := range 20 {
		h.add(garden(fmt.Sprint("Arbre ", i), 1+float64(i)/100, 45))
		time.Sleep(50 * time.Millisecond)
	}
	for changes < 20 {
		n := f.next(2 * time.Second)
		messages++
		changes += n.Changes
	}
	if most := 2 + int(time.Since(begin)/time.Second); messages > most || changes != 20 {
		t.Errorf("%d messages of %d changes in %v, want at most %d of 20", messages, changes, time.Since(begin), most)
	}
}

func TestWhatNobodyMaySeeIsNeverToldOf(t *testing.T) {
	h := newHouse(t)
	f, _ := h.follow("")
	draft, members, placeless := garden("Secret", 1.1, 45.1), garden("Entre nous", 1.2, 45.2), garden("Partout", 0, 0)
	draft.Status, members.Visibility = data.StatusDraft, data.VisibilityMembers
	h.add(draft, members)
	f.quiet(500 * time.Millisecond)
	placeless.Geometry = geo.Geometry{}
	h.add(placeless)
	if n := f.next(1500 * time.Millisecond); n.Changes != 1 || len(n.Places) != 0 {
		t.Errorf("after an element without a place: %+v, want one change and no place", n)
	}
}

func TestAMapThatComesBackIsToldWhatItMissed(t *testing.T) {
	h := newHouse(t)
	staying, first := h.follow("?tag=pommes")
	h.add(garden("Verger", 1.1, 45.1, "pommes"))
	seen := staying.next(time.Second)
	h.add(garden("Pré", 1.4, 45.4, "pommes"))
	h.wait()
	staying.next(1500 * time.Millisecond)
	tests := []struct {
		name    string
		query   string
		headers []string
		changes int
		all     bool
	}{
		{"by the parameter", fmt.Sprint("?after=", first.Sequence), nil, 2, false},
		{"by the header", "", []string{"Last-Event-ID", fmt.Sprint(seen.Sequence)}, 1, false},
		{"by the header rather than the parameter", fmt.Sprint("?after=", first.Sequence), []string{"Last-Event-ID", fmt.Sprint(h.sequence())}, 0, false},
		{"knowing all", fmt.Sprint("?after=", h.sequence()), nil, 0, false},
		{"from too long ago", "?after=1", nil, 0, true},
		{"from data that was replaced", "?after=1000000", nil, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, n := h.follow(tt.query, tt.headers...)
			defer f.leave()
			if n.Changes != tt.changes || n.All != tt.all || n.Sequence != h.sequence() {
				t.Errorf("the first message is %+v, want %d changes, all: %v", n, tt.changes, tt.all)
			}
		})
	}
}

func TestTerritoriesThatChangeAreToldToEveryMap(t *testing.T) {
	h := newHouse(t)
	f, _ := h.follow("?in=FR-87085")
	renamed := fixtureTerritories()
	renamed[3].Name = "Bourg-le-Neuf"
	if err := h.commons.ImportTerritories(t.Context(), renamed); err != nil {
		t.Fatal(err)
	}
	if n := f.next(5 * time.Second); !n.All {
		t.Errorf("after an import of territories: %+v, want all", n)
	}
}

func TestAWordThatIsReadOtherwiseChangesTheWholeMap(t *testing.T) {
	h := newHouse(t)
	f, _ := h.follow("?q=jardun") // read as jardin, until something has just this word
	h.add(garden("Le Jardun", 1.1, 45.1))
	if n := f.next(time.Second); !n.All {
		t.Errorf("after the words are read otherwise: %+v, want all", n)
	}
}

func TestTheLiveStreamTakesTheFilterOfATile(t *testing.T) {
	h := newHouse(t)
	for query, param := range map[string]string{
		"?colour=red": "colour", "?sort=newest": "sort", "?limit=3": "limit", "?in=FR-XX": "in", "?radius=5": "radius",
		"?after=x": "after", "?after=-1": "after", "?after=1&after=2": "after",
	} {
		got := h.get(livePath + query)
		var p problem
		if err := json.Unmarshal(got.body, &p); err != nil || got.status != http.StatusBadRequest || p.Param != param {
			t.Errorf("%s = %d %s, want a 400 of %s", query, got.status, got.body, param)
		}
	}
	if got := h.ask(http.MethodHead, livePath); got.status != http.StatusOK || len(got.body) > 0 {
		t.Errorf("HEAD = %d with %d bytes", got.status, len(got.body))
	}
	if cold := newColdHouse(t).get(livePath); cold.status != http.StatusServiceUnavailable {
		t.Errorf("status %d before the index is ready", cold.status)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	h := newHouse(t)
	h.server.hub.pace.streams = 2
	one, _ := h.follow("")
	h.follow("?kind=place")
	got := h.get(livePath)
	if got.status != http.StatusServiceUnavailable || problemCode(t, got) != "too_many_streams" || got.header.Get("Retry-After") == "" || got.header.Get("X-Accel-Buffering") != "" {
		t.Errorf("a third stream of two = %d %s", got.status, got.body)
	}
	one.leave()
	for deadline := time.Now().Add(5 * time.Second); h.server.hub.open() == 2 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	h.follow("") // there is room again
}

func TestStreamsOfOneAddressAreBounded(t *testing.T) {
	h := newHouse(t)
	h.server.hub.pace.perAddress = 1
	here, there := networkOf("2001:db8:1:2::3"), networkOf("192.0.2.1")
	l, _, err := h.server.hub.join(mustFilter(t, ""), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.server.hub.join(mustFilter(t, "kind=place"), networkOf("2001:db8:1:2::4"), nil); problemOf(err).Status != http.StatusTooManyRequests {
		t.Errorf("a second one from the same network: %v", err)
	}
	if _, _, err := h.server.hub.join(mustFilter(t, ""), there, nil); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	h.server.hub.leave(l)
	if _, _, err := h.server.hub.join(mustFilter(t, ""), here, nil); err != nil {
		t.Errorf("after the first one left: %v", err)
	}
	for range 3 { // a proxy on this machine, which stands for everybody
		if _, _, err := h.server.hub.join(mustFilter(t, ""), networkOf("127.0.0.1"), nil); err != nil {
			t.Errorf("from this machine: %v", err)
		}
	}
}

func TestNetworkOf(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "127.0.0.1": "invalid Prefix", "::1": "invalid Prefix", "": "invalid Prefix",
	} {
		if got := networkOf(address).String(); got != want {
			t.Errorf("networkOf(%q) = %v, want %v", address, got, want)
		}
	}
}

func TestASlowClientHasOneMessageWaiting(t *testing.T) {
	h := newHouse(t)
	h.server.hub.pace.message = 10 * time.Millisecond
	l, _, err := h.server.hub.join(mustFilter(t, ""), netip.Prefix{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := h.follow("")
	for i := range 5 {
		h.add(garden(fmt.Sprint("Arbre ", i), 1.1, 45.1))
		other.next(2 * time.Second)
	}
	<-l.woken
	event, goOn := h.server.hub.next(l)
	if want := string((news{Sequence: h.sequence(), All: true}).event()); string(event) != want || !goOn {
		t.Errorf("what waits for a client that took nothing is %q, want %q", event, want)
	}
	if event, _ := h.server.hub.next(l); event != nil {
		t.Errorf("then %q waits, want nothing", event)
	}
}

func TestStoppingEndsStreamsAtOnce(t *testing.T) {
	h := newHouse(t)
	address, stop, ended := h.serving(usualTimeouts)
	h.url = "http://" + address
	f, _ := h.follow("")
	begin := time.Now()
	stop()
	select {
	case err := <-ended:
		if took := time.Since(begin); err != nil || took > 2*time.Second {
			t.Errorf("the server stops after %v: %v", took, err)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("the server does not stop while a map is open")
	}
	if _, open := <-f.news; open {
		t.Error("the stream goes on")
	}
}

func TestAStreamOutlivesTheTimeForOneAnswer(t *testing.T) {
	h := newHouse(t)
	h.server.hub.pace.heartbeat = 20 * time.Millisecond
	times := usualTimeouts
	times.write = 200 * time.Millisecond
	address, _, _ := h.serving(times)
	h.url = "http://" + address
	f, _ := h.follow("")
	f.quiet(600 * time.Millisecond)
	h.add(garden("Verger", 1.1, 45.1))
	f.next(2 * time.Second)
}

// wait lets the index show all that was written.
func (h *house) wait() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	if err := h.engine.Wait(ctx, h.sequence()); err != nil {
		h.t.Fatal(err)
	}
}

func mustFilter(t *testing.T, raw string) index.Query {
	t.Helper()
	q, err := index.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return q.Filter()
}
