package api

import (
	"context"
	"log"
	"log/slog"
	"regexp"
	"strings"
)

// clientAddress finds what net/http says of a client in its log.
var clientAddress = regexp.MustCompile(`\b(from|serving) \S+`)

// connectionLog hands what net/http logs to ours, without the addresses of
// clients.
type connectionLog struct{ to *slog.Logger }

func newConnectionLog(to *slog.Logger) *log.Logger { return log.New(connectionLog{to}, "", 0) }

// Write logs one line.
func (l connectionLog) Write(line []byte) (int, error) {
	text := clientAddress.ReplaceAllString(strings.TrimSpace(string(line)), "$1 a client")
	level := slog.LevelWarn
	if strings.Contains(text, "TLS handshake") { // whoever knocks with another protocol
		level = slog.LevelDebug
	}
	l.to.Log(context.Background(), level, "connection", "error", text)
	return len(line), nil
}
