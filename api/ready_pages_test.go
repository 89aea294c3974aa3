package api

import (
	"bytes"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestAPageThatIsReadyIsTheOneThatWasMade(t *testing.T) {
	h := newHouse(t)
	for _, tt := range []struct {
		name, path string
		headers    []string
	}{
		{"explore", "/", nil}, {"English", "/en/?tag=jardinpartage", nil}, {"compressed", "/?q=jardin", []string{"Accept-Encoding", "gzip, deflate, br, zstd"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fresh := h.another(func(*Options) {})
			made := answered(fresh, tt.path, tt.headers...)
			ready := answered(fresh, tt.path, tt.headers...)
			if fresh.preparedPages.sent.Load() != 1 {
				t.Fatal("it was not ready")
			}
			if ready.Code != 200 || !bytes.Equal(ready.Body.Bytes(), made.Body.Bytes()) {
				t.Errorf("%d with %d bytes, made %d with %d", ready.Code, ready.Body.Len(), made.Code, made.Body.Len())
			}
			if diff := cmp.Diff(made.Header(), ready.Header()); diff != "" {
				t.Errorf("headers (-made +ready):\n%s", diff)
			}
		})
	}
}

func TestWhichPagesAreMadeAnew(t *testing.T) {
	h := newHouse(t)
	for _, tt := range []struct {
		name string
		ask  func(s *Server) *httptest.ResponseRecorder
	}{
		{"another address", func(s *Server) *httptest.ResponseRecorder { return answered(s, "/?kind=place") }},
		{"another coding", func(s *Server) *httptest.ResponseRecorder { return answered(s, "/", "Accept-Encoding", "gzip") }},
		{"for somebody with a cookie", func(s *Server) *httptest.ResponseRecorder { return answered(s, "/", "Cookie", "maillage_session=x") }},
		{"of a change that is asked for", func(s *Server) *httptest.ResponseRecorder { return answered(s, "/", "Min-Sequence", "1") }},
		{"a page of people", func(s *Server) *httptest.ResponseRecorder {
			answered(s, "/login")
			return answered(s, "/login")
		}},
		{"once it is old", func(s *Server) *httptest.ResponseRecorder {
			for _, page := range s.preparedPages.byAsked {
				page.made = page.made.Add(-readyPageAge)
			}
			return answered(s, "/")
		}},
		{"after a change of the settings", func(s *Server) *httptest.ResponseRecorder {
			_, version, err := h.store.Settings(t.Context())
			if err == nil {
				_, err = h.commons.ChangeSettings(t.Context(), version.Settings, data.Settings{data.SettingName: "Autre nom"})
			}
			if err != nil {
				t.Fatal(err)
			}
			s.renew()
			return answered(s, "/")
		}},
		{"after a change of the log", func(s *Server) *httptest.ResponseRecorder {
			h.add(data.Element{Kind: data.KindPlace, Name: "Le lavoir", Source: data.Source{Name: "test", ID: "ready"}, Status: data.StatusPublished, Visibility: data.VisibilityPublic})
			for s.engine.Snapshot().Sequence() == s.preparedPages.sequence {
				time.Sleep(time.Millisecond)
			}
			return answered(s, "/")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fresh := h.another(func(*Options) {})
			answered(fresh, "/")
			if answer := tt.ask(fresh); answer.Code != 200 || fresh.preparedPages.sent.Load() != 0 {
				t.Errorf("%d, and it was %d times ready", answer.Code, fresh.preparedPages.sent.Load())
			}
		})
	}
}

func TestOfThoseWhoAskForAPageAtOnceOneMakesIt(t *testing.T) {
	h := newHouse(t)
	fresh := h.another(func(*Options) {})
	const visitors = 20
	var all sync.WaitGroup
	for range visitors {
		all.Go(func() {
			if answer := answered(fresh, "/?q=jardin"); answer.Code != 200 {
				t.Errorf("%d", answer.Code)
			}
		})
	}
	all.Wait()
	if sent := fresh.preparedPages.sent.Load(); sent != visitors-1 {
		t.Errorf("%d of %d got the page that was made for another", sent, visitors)
	}
}

func TestWhileAPageIsMadeAnewOthersGetItAsItWas(t *testing.T) {
	h := newHouse(t)
	fresh := h.another(func(*Options) {})
	answered(fresh, "/")
	for _, page := range fresh.preparedPages.byAsked {
		page.made = page.made.Add(-readyPageAge)
		page.anew.Store(true)
	}
	if answer := answered(fresh, "/"); answer.Code != 200 || fresh.preparedPages.sent.Load() != 1 {
		t.Errorf("%d, and it was %d times ready", answer.Code, fresh.preparedPages.sent.Load())
	}
	for _, page := range fresh.preparedPages.byAsked {
		page.made = page.made.Add(-readyPageAge)
	}
	if answered(fresh, "/"); fresh.preparedPages.sent.Load() != 1 {
		t.Error("a page that nobody made anew is sent for ever")
	}
}
