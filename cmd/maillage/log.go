package main

import (
	"log/slog"

	"maillage/api"
)

// logging is the flags that say what is logged.
type logging struct {
	LogFormat string `default:"text" enum:"text,json" placeholder:"FORMAT" help:"Log on standard error for people (text) or programs (json)."`
	LogLevel  string `default:"info" enum:"debug,info,warn,error" placeholder:"LEVEL" help:"Least level logged: debug tells of every request."`
}

// apply makes the program log so from now on, and to recent, unless that is nil,
// everything.
func (l logging) apply(p *program, recent *api.RecentLogs) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.LogLevel)); err != nil {
		return err
	}
	options := &slog.HandlerOptions{Level: level}
	handler := slog.Handler(slog.NewTextHandler(p.stderr, options))
	if l.LogFormat == "json" {
		handler = slog.NewJSONHandler(p.stderr, options)
	}
	if recent != nil {
		handler = slog.NewMultiHandler(handler, slog.NewJSONHandler(recent, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	p.log, p.saysInLog = slog.New(handler), l.LogFormat == "json"
	return nil
}
