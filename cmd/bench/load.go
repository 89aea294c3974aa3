package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// steady asks a server for addresses in turn, so many a second, whether or not the
// answers keep up, until ctx ends. It returns how long each answer came after the
// moment it was due: a server that hesitates is charged for all who wait.
func steady(ctx context.Context, server overHTTP, addresses []string, aSecond int) ([]time.Duration, error) {
	type due struct {
		at      time.Time
		address string
	}
	const clients = 64
	asks := make(chan due, aSecond*10)
	go func() {
		defer close(asks)
		begin := time.Now()
		for n := 0; ctx.Err() == nil; n++ {
			at := begin.Add(time.Duration(n) * time.Second / time.Duration(aSecond))
			time.Sleep(time.Until(at))
			select {
			case asks <- due{at, addresses[n%len(addresses)]}:
			default: // ten seconds behind: what is lost shows in those that wait
			}
		}
	}()
	took := make([][]time.Duration, clients)
	err := together(clients, func(client int) error {
		for ask := range asks {
			if _, err := server.get(context.WithoutCancel(ctx), ask.address); err != nil {
				return err
			}
			took[client] = append(took[client], time.Since(ask.at))
		}
		return nil
	})
	var all []time.Duration
	for _, some := range took {
		all = append(all, some...)
	}
	return all, err
}

// hammer asks a server for one address over some connections as fast as it answers,
// and returns how many answers a second came. It reads no more of an answer than it
// must: what it costs itself is the server's loss, as they share the cores.
func hammer(ctx context.Context, base, address string, connections int, during time.Duration) (float64, error) {
	host := strings.TrimPrefix(base, "http://")
	ask := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n\r\n", address, host)
	counts := make([]int, connections)
	begin := time.Now()
	err := together(connections, func(client int) error {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
		if err != nil {
			return err
		}
		defer connection.Close()
		connection.SetDeadline(begin.Add(during + time.Minute))
		answers := bufio.NewReaderSize(connection, 64<<10)
		for first := true; first || time.Since(begin) < during; first = false {
			if _, err := connection.Write(ask); err != nil {
				return err
			}
			if err := skipAnswer(answers); err != nil {
				return err
			}
			counts[client]++
		}
		return nil
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(begin).Seconds(), err
}

// errAnswer says that an answer is not a whole tile.
var errAnswer = errors.New("not the answer that was expected")

// skipAnswer reads past one answer, which must be a success with its length told.
func skipAnswer(r *bufio.Reader) error {
	length := -1
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("%w: %s", errAnswer, line)
		}
		if text, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(text))); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			break
		}
	}
	if length < 0 {
		return fmt.Errorf("%w: it does not tell its length", errAnswer)
	}
	_, err := io.CopyN(io.Discard, r, int64(length))
	return err
}
