package geocode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"maillage/data"
	"maillage/geo"
)

// service answers as a kind of geocoder does, and returns a geocoder that asks it.
func service(t *testing.T, kind, path string, handler http.HandlerFunc) *Geocoder {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	g, err := New(kind, server.URL+path)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestQuestionsAreAskedAsEachKindTakesThem(t *testing.T) {
	near := &geo.Point{Lon: -1.6812345, Lat: 48.1198765}
	tests := []struct {
		kind, path, want string
	}{
		{"photon", "", "/api?lat=48.1&limit=8&lon=-1.7&q=8+rue+%26+co"},
		{"photon", "/photon/api/", "/photon/api/?lat=48.1&limit=8&lon=-1.7&q=8+rue+%26+co"},
		{"addok", "", "/search/?lat=48.1&limit=8&lon=-1.7&q=8+rue+%26+co"},
		{"addok", "/geocodage/search?apikey=a", "/geocodage/search?apikey=a&lat=48.1&limit=8&lon=-1.7&q=8+rue+%26+co"},
	}
	for _, tt := range tests {
		t.Run(tt.kind+tt.path, func(t *testing.T) {
			var asked, language string
			g := service(t, tt.kind, tt.path, func(w http.ResponseWriter, r *http.Request) {
				asked, language = r.URL.RequestURI(), r.Header.Get("Accept-Language")
				io.WriteString(w, `{"features":[]}`)
			})
			places, err := g.Find(t.Context(), Question{Text: " 8 rue & co ", Near: near, Language: "en"})
			if len(places) != 0 || err != nil || asked != tt.want || language != "en" {
				t.Errorf("Find = %v, %v, asked %s in %s, want %s", places, err, asked, language, tt.want)
			}
		})
	}
}

func TestAnAnswerIsRemembered(t *testing.T) {
	var asked atomic.Int32
	g := service(t, "addok", "/search", func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		io.WriteString(w, addokAnswer)
	})
	for _, text := range []string{"8 rue Saint-Georges", " 8 RUE  saint-georges"} {
		if places, err := g.Find(t.Context(), Question{Text: text}); len(places) != 3 || err != nil {
			t.Fatalf("Find = %v, %v", places, err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("the service was asked %d times for the same", asked.Load())
	}
	if _, err := g.Find(t.Context(), Question{Text: "8 rue Saint-Georges", Near: &geo.Point{Lon: 2, Lat: 48}}); err != nil || asked.Load() != 2 {
		t.Errorf("elsewhere the service was asked %d times, %v", asked.Load(), err)
	}
}

func TestOldAnswersAreForgotten(t *testing.T) {
	a, now := newAnswers(), time.Now()
	for i := range 2 * maxAnswers {
		a.put(fmt.Sprint(i), nil, now)
	}
	if _, ok := a.get("0", now); ok || len(a.byKey) != maxAnswers || a.recent.Len() != maxAnswers {
		t.Errorf("%d answers are kept", len(a.byKey))
	}
	last := fmt.Sprint(2*maxAnswers - 1)
	if _, ok := a.get(last, now.Add(answerAge/2)); !ok {
		t.Error("the last answer is forgotten")
	}
	if _, ok := a.get(last, now.Add(2*answerAge)); ok {
		t.Error("an answer is kept for ever")
	}
	a.put(last, nil, now.Add(2*answerAge))
	if _, ok := a.get(last, now.Add(2*answerAge)); !ok || len(a.byKey) != a.recent.Len() {
		t.Error("an answer that came again is not kept")
	}
}

func TestServicesThatFail(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"an error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, ErrFailed},
		{"a page", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<!doctype html>") }, ErrFailed},
		{"a lie about its length", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			io.WriteString(w, addokAnswer)
		}, ErrFailed},
		{"a redirect to this machine by another name", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, strings.Replace("http://"+r.Host, "127.0.0.1", "localhost", 1), http.StatusFound)
		}, ErrFailed},
		{"a gigabyte", func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat(" ", 1<<20))
			for range 1 << 10 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, ErrFailed},
		{"silence", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ErrSlow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := service(t, "addok", "/search", tt.answer)
			begin := time.Now()
			places, err := g.Find(t.Context(), Question{Text: "rue du secret"})
			if places != nil || !errors.Is(err, tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("Find = %v, %v, want %v", places, err, tt.want)
			}
			if took := time.Since(begin); took > patience+2*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestANameOfTheInternetDoesNotLeadHere(t *testing.T) {
	// The name of this machine with a point is no name of its own network.
	g, err := New("photon", "https://localhost.:1/api")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Find(t.Context(), Question{Text: "rue"}); !errors.Is(err, ErrFailed) {
		t.Errorf("Find = %v", err)
	}
}

func TestFewQuestionsAtOnce(t *testing.T) {
	var now, most atomic.Int32
	release := make(chan struct{})
	g := service(t, "addok", "/search", func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for {
			before := most.Load()
			if n <= before || most.CompareAndSwap(before, n) {
				break
			}
		}
		<-release
		now.Add(-1)
		io.WriteString(w, addokAnswer)
	})
	var all sync.WaitGroup
	for i := range 3 * atOnce {
		all.Go(func() { g.Find(context.Background(), Question{Text: fmt.Sprint(i)}) })
	}
	all.Go(func() {
		time.Sleep(100 * time.Millisecond)
		close(release)
	})
	all.Wait()
	if most.Load() > atOnce {
		t.Errorf("%d questions were on their way at once, at most %d should be", most.Load(), atOnce)
	}
}

func TestNewRefusesWhatIsNoService(t *testing.T) {
	for address, kind := range map[string]string{"": "photon", "photon.example.org": "photon", "https://x.example.org": "bing", "file:///x": "addok"} {
		if _, err := New(kind, address); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("New(%s, %s) = %v", kind, address, err)
		}
	}
}
