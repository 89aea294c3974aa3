package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// timeouts is how long a connection may take.
type timeouts struct {
	header time.Duration // to send the head of a request
	read   time.Duration // to send all of it
	write  time.Duration // to take the answer; an export gets it anew for each part
	idle   time.Duration // between two requests
	stop   time.Duration // for answers under way when the server stops
}

var usualTimeouts = timeouts{
	header: 5 * time.Second, read: 10 * time.Second, write: time.Minute, idle: 2 * time.Minute, stop: 10 * time.Second,
}

// maxHeader bounds the head of a request, its address included, in bytes.
const maxHeader = 16 << 10

// Serve answers requests that come in through the listener until ctx ends, then
// lets those under way finish, for ten seconds at most, and returns nil. It
// closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	defer s.outbox.sending.Wait()             // mails that are on their way: each takes half a minute at most
	defer context.AfterFunc(ctx, s.hub.end)() // live streams never finish by themselves
	return s.serve(ctx, listener, s, s.timeouts)
}

func (s *Server) serve(ctx context.Context, listener net.Listener, handler http.Handler, times timeouts) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: times.header, ReadTimeout: times.read,
		WriteTimeout: times.write, IdleTimeout: times.idle,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       newConnectionLog(s.log),
	}
	stopped := make(chan error, 1)
	release := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), times.stop)
		defer cancel()
		err := server.Shutdown(grace)
		if err != nil {
			err = server.Close() // those that would not end are cut
		}
		stopped <- err
	})
	err := server.Serve(listener)
	if !release() {
		return <-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
