package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// contentSecurityPolicy lets pages load from this server alone. MapLibre holds
// images as data: and blob:, and needs nothing else.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Bounds of a request.
const (
	maxBody     = 64 << 10         // bytes; the settings may have more
	answerLimit = 20 * time.Second // of work for one answer; exports are not bounded by it
)

// around wraps the router in what every request goes through, outermost first.
func (s *Server) around(router http.Handler) http.Handler {
	compress, err := gzhttp.NewWrapper(gzhttp.ContentTypes([]string{
		"application/json", "application/problem+json", "application/geo+json", "application/x-ndjson",
		"application/openapi+json", "application/openapi+yaml", "text/html", "text/csv", "application/xml", "application/atom+xml",
	}))
	if err != nil { // for wrong options only
		panic(err)
	}
	h := s.ofNetworks(compress(router))
	h = s.sameOrigin(h)
	h = limited(h)
	h = bounded(h)
	h = headIsGet(h)
	h = visited(h)
	h = s.readyFirst(h)
	h = s.secured(h)
	return s.watched(h)
}

// limited bounds the body of a request: the settings may bring a logo, an element
// a shape.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(maxBody)
		switch {
		case isSettings(r.URL.Path):
			most = maxSettingsBody
		case takesPhotos(r):
			most = maxUpload(r)
		case isElementForm(r.URL.Path), isNetworkForm(r.URL.Path):
			most = maxFormBody
		case strings.HasPrefix(r.URL.Path, elementsPath), strings.HasPrefix(r.URL.Path, networksPath):
			most = maxElementBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses what a page of another site asks a browser to change here.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.publicURL); err == nil && u.Host != "" {
		if err := protection.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil { // for no origin only
			panic(err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if protection.Check(r) != nil && !isUnsubscribe(r.URL.Path) {
			s.answerProblem(w, r, problemOf(errForeign))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// bounded ends an answer that takes too long. Exports go on as long as their
// client reads, and the live stream has no end: see export.go and live.go.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isExport(r.URL.Path) && !isLive(r.URL.Path) {
			limit := answerLimit
			if takesPhotos(r) {
				limit = uploadLimit
			}
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// headKey marks the context of a request that came as HEAD.
type headKey struct{}

// isHead reports whether nobody will see the body of the answer.
func isHead(ctx context.Context) bool { return ctx.Value(headKey{}) != nil }

// headIsGet answers HEAD wherever GET is answered; net/http drops the body.
func headIsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(context.WithValue(r.Context(), headKey{}, true))
			r.Method = http.MethodGet
			w = bodiless{w}
		}
		next.ServeHTTP(w, r)
	})
}

// bodiless drops the body, for whatever writer is below.
type bodiless struct{ http.ResponseWriter }

func (b bodiless) Write(p []byte) (int, error) { return len(p), nil }
func (b bodiless) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// secured sets the headers that every answer carries, and answers preflights.
func (s *Server) secured(next http.Handler) http.Handler {
	var all, shared headers
	all.add("Content-Security-Policy", contentSecurityPolicy)
	all.add("X-Content-Type-Options", "nosniff")
	all.add("Referrer-Policy", "strict-origin-when-cross-origin")
	all.add("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
	if strings.HasPrefix(s.publicURL, "https://") {
		all.add("Strict-Transport-Security", "max-age=15552000") // half a year
	}
	shared.add("Access-Control-Allow-Origin", "*")
	shared.add("Access-Control-Expose-Headers", "Sequence, ETag, Content-Disposition, Retry-After")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		all.set(h)
		if isShared(r.URL.Path) {
			shared.set(h)
			if r.Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
				h.Set("Access-Control-Allow-Headers", "Min-Sequence, If-None-Match")
				h.Set("Access-Control-Max-Age", "86400")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// isShared reports whether pages of other sites may read what is at path. Address
// search is for ours alone: another service answers it.
func isShared(path string) bool {
	switch path {
	case geocodePath:
		return false
	case oEmbedPath, embedScriptPath:
		return true
	}
	for _, prefix := range []string{"/api/", "/tiles/", "/assets/", "/embed/", "/en/embed/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// watched counts every request and logs it at the level Debug, by the pattern of
// its address: what people search for, where they stand and who they are is
// theirs. A failure's answer carries the number under which the log tells of it.
// A panic becomes a 500; the connection is cut when part of another answer is on
// its way.
func (s *Server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		recorded := &recorder{ResponseWriter: w, visit: visit{route: noRoute}}
		v := &recorded.visit
		s.metrics.inFlight.Inc()
		defer func() {
			s.metrics.inFlight.Dec()
			failure := recover()
			cut := failure == http.ErrAbortHandler
			if failure != nil && !cut {
				s.log.Error("panic", "request", v.number(), "route", v.route, "panic", failure, "stack", string(debug.Stack()))
				if cut = recorded.status != 0; !cut {
					s.answerProblem(recorded, r, problemOf(nil))
				}
			}
			took := time.Since(begin)
			s.metrics.count(v, r.Method, recorded.status, took)
			if s.log.Enabled(r.Context(), slog.LevelDebug) {
				s.log.LogAttrs(r.Context(), slog.LevelDebug, "request",
					slog.String("request", v.number()), slog.String("method", r.Method), slog.String("route", v.route),
					slog.Int("status", recorded.status), slog.Int64("bytes", recorded.bytes), slog.Duration("took", took))
			}
			if cut {
				panic(http.ErrAbortHandler) // the answer is not whole
			}
		}()
		next.ServeHTTP(recorded, r)
	})
}

// visited puts the visit into the context of a request.
func visited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, &w.(*recorder).visit)))
	})
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	visit  visit
	status int // 0 until something is written
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
		if status >= http.StatusInternalServerError {
			r.Header().Set("Request-Id", r.visit.number())
		}
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Flush lets what was written go out at once, for writers that look for it.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
