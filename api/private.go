package api

import (
	"context"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// privateTimeouts let a profile be taken for some minutes.
var privateTimeouts = timeouts{
	header: 5 * time.Second, read: 10 * time.Second, write: 10 * time.Minute, idle: 2 * time.Minute, stop: time.Second,
}

// ServePrivate answers those who run the server, through a listener that nobody
// else reaches: metrics, profiles, the last lines of the log, and how the server
// is. It ends like [Server.Serve].
func (s *Server) ServePrivate(ctx context.Context, listener net.Listener) error {
	return s.serve(ctx, listener, s.private(), privateTimeouts)
}

func (s *Server) private() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /livez", s.handler)
	mux.Handle("GET /readyz", s.handler)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	if s.recentLogs != nil {
		mux.Handle("GET /debug/logs", s.recentLogs)
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
