package main

import (
	"net"
	"os"
	"strings"
)

// notify tells the service manager how the server is, in the words of
// sd_notify(3): READY=1, STOPPING=1, STATUS=... Without one it does nothing.
func notify(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	if strings.HasPrefix(path, "@") { // an abstract one
		path = "\x00" + path[1:]
	}
	connection, err := net.Dial("unixgram", path)
	if err != nil {
		return // nobody listens: then nobody misses it
	}
	defer connection.Close()
	connection.Write([]byte(state))
}
