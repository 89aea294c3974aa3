package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// SocketName is the socket's file in the data folder.
const SocketName = "control.sock"

// Bounds of a call.
const (
	maxBody      = 1 << 30 // bytes: all communes of a country at once
	headPatience = 5 * time.Second
	stopPatience = 30 * time.Second // for the calls under way when the server stops
)

// maxPath is how long the path of a unix socket may be.
const maxPath = 107

// ErrPath marks a data folder whose path is too long for a socket.
var ErrPath = errors.New("the path of the data folder is too long for a socket")

// socketPath returns the path of the socket of a data folder, from here or from
// the root, whichever is shorter.
func socketPath(dir string) (string, error) {
	path := filepath.Join(dir, SocketName)
	if absolute, err := filepath.Abs(path); err == nil && len(absolute) < len(path) {
		path = absolute
	}
	if len(path) > maxPath {
		return "", fmt.Errorf("%w: %s has %d bytes, at most %d are possible: commands work on this folder only while no server holds it, or once it has a shorter path",
			ErrPath, path, len(path), maxPath)
	}
	return path, nil
}

// Listen makes the socket of a data folder, in place of one that a server left
// behind when it was killed. The caller owns the folder. Closing the listener
// removes the socket.
func Listen(dir string) (net.Listener, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.Mode().Type() != fs.ModeSocket:
		return nil, fmt.Errorf("%s is not a socket: move it out of the data folder", path)
	default:
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("cannot make the socket of the data folder: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// Serve answers calls with a door, and everything else with the handler that
// the public has, until ctx ends; then it lets the calls under way finish, for
// half a minute at most, and returns nil. It closes the listener.
func Serve(ctx context.Context, listener net.Listener, door Door, public http.Handler) error {
	handler := http.NewServeMux()
	handler.Handle("/", public)
	handler.HandleFunc("/control/", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusNotFound, newFailure(errVersion))
	})
	for name, act := range calls(door) {
		handler.Handle("POST /control/"+name, act)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headPatience}
	stopped := make(chan error, 1)
	release := context.AfterFunc(ctx, func() {
		patience, cancel := context.WithTimeout(context.Background(), stopPatience)
		defer cancel()
		err := server.Shutdown(patience)
		if err != nil {
			err = server.Close()
		}
		stopped <- err
	})
	err := server.Serve(listener)
	if !release() {
		return <-stopped
	}
	return err
}
