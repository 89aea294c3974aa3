package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"maillage/data"
)

// serving starts the house's server on a port of its own, until stop.
func (h *house) serving(times timeouts) (address string, stop context.CancelFunc, ended <-chan error) {
	h.t.Helper()
	h.server.timeouts = times
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.t.Cleanup(cancel)
	done := make(chan error, 1)
	go func() { done <- h.server.Serve(ctx, listener) }()
	return listener.Addr().String(), cancel, done
}

func TestAClientThatSendsTooSlowlyIsCut(t *testing.T) {
	times := usualTimeouts
	times.header = 200 * time.Millisecond
	address, _, _ := newHouse(t).serving(times)
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	connection.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadAll(connection); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection is still open")
	}
}

func TestAHeadThatIsTooLongIsRefused(t *testing.T) {
	address, _, _ := newHouse(t).serving(usualTimeouts)
	got, err := http.Get("http://" + address + "/api/v1/search?q=" + strings.Repeat("a", 64<<10))
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status = %d, want 431", got.StatusCode)
	}
}

// many is how many elements addMany adds: 9 MB, more than the buffers of a
// connection hold.
const many = 500

func (h *house) addMany() {
	h.t.Helper()
	batch := make([]data.Element, many)
	for i := range batch {
		batch[i] = data.Element{Kind: data.KindPlace, Name: fmt.Sprint("Lieu ", i), Description: strings.Repeat("m", 18_000), Geometry: at(1, 45)}
	}
	h.add(batch...)
}

func TestAnExportOutlivesTheTimeForOneAnswerWhileItIsRead(t *testing.T) {
	h := newColdHouse(t)
	h.addMany()
	h.run()
	times := usualTimeouts
	times.write = 700 * time.Millisecond
	address, _, _ := h.serving(times)
	got, err := http.Get("http://" + address + "/api/v1/elements.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	slow := bufio.NewReader(got.Body)
	lines := 0
	for begin := time.Now(); ; lines++ {
		if lines%50 == 0 && time.Since(begin) < 2*time.Second {
			time.Sleep(250 * time.Millisecond)
		}
		if _, err := slow.ReadString('\n'); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("after %d lines: %v", lines, err)
		}
	}
	if lines != many+5 {
		t.Errorf("%d lines, want %d", lines, many+5)
	}
}

func TestAClientThatLeavesDuringAnExportIsNoFailure(t *testing.T) {
	h := newColdHouse(t)
	h.addMany()
	h.run()
	address, _, _ := h.serving(usualTimeouts)
	got, err := http.Get("http://" + address + "/api/v1/elements.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close() // 9 MB are to come: the connection is closed
	for begin := time.Now(); !strings.Contains(h.log.String(), "route=/api/v1/elements.ndjson"); time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("the export goes on without its client")
		}
	}
	if log := h.log.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("the log tells of a failure:\n%s", log)
	}
}

func TestStoppingLetsAnswersUnderWayFinish(t *testing.T) {
	h := newColdHouse(t)
	h.addMany()
	h.run()
	address, stop, ended := h.serving(usualTimeouts)
	got, err := http.Get("http://" + address + "/api/v1/elements.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	stop()
	time.Sleep(50 * time.Millisecond)
	if _, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		t.Error("a server that stops still takes connections")
	}
	content, err := io.ReadAll(got.Body)
	if lines := strings.Count(string(content), "\n"); err != nil || lines != many+5 {
		t.Errorf("%d lines, %v, want all %d", lines, err, many+5)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("Serve does not return")
	}
}

func TestManyReadersWhileElementsCome(t *testing.T) {
	h := newHouse(t)
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			for i := range 25 {
				path := []string{"/api/v1/search?q=lieu&facets=kind,tag", "/tiles/elements/3/4/2.mvt", "/api/v1/suggest?q=lie", "/api/v1/elements.geojson"}[(reader+i)%4]
				if got := h.get(path); got.status != http.StatusOK {
					t.Errorf("GET %s = %d %s", path, got.status, got.body)
				}
			}
		})
	}
	for i := range 20 {
		h.add(data.Element{Kind: data.KindPlace, Name: fmt.Sprint("Lieu ", i), Geometry: at(1, 45)})
	}
	readers.Wait()
}
