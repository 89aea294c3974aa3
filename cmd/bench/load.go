package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// steady asks a server for addresses in turn, some of them together so many times a
// second, whether or not the answers keep up, until ctx ends. It returns how long each answer came after the
// moment it was due: a server that hesitates is charged for all who wait.
func steady(ctx context.Context, server overHTTP, addresses []string, aSecond, atOnce int) ([]time.Duration, error) {
	type due struct {
		at      time.Time
		address string
	}
	const clients = 64
	asks := make(chan due, aSecond*atOnce*10)
	go func() {
		defer close(asks)
		begin := time.Now()
		for n := 0; ctx.Err() == nil; n++ {
			at := begin.Add(time.Duration(n/atOnce) * time.Second / time.Duration(aSecond))
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
// and returns how many answers a second came. As it shares the cores with the server,
// it does as little as it can: one goroutine takes the connections in turn, each of
// which has a question under way while the others are read.
func hammer(ctx context.Context, base, address string, connections int, during time.Duration) (float64, error) {
	host := strings.TrimPrefix(base, "http://")
	ask := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n\r\n", address, host)
	ring := make([]net.Conn, connections)
	begin := time.Now()
	for i := range ring {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
		if err != nil {
			return 0, err
		}
		defer connection.Close()
		connection.SetDeadline(begin.Add(during + time.Minute))
		if _, err := connection.Write(ask); err != nil {
			return 0, err
		}
		ring[i] = connection
	}
	answers, room := 0, make([]byte, 256<<10)
	for last := false; !last; {
		last = time.Since(begin) >= during
		for _, connection := range ring {
			if err := takeAnswer(connection, room); err != nil {
				return 0, err
			}
			answers++
			if last {
				continue
			}
			if _, err := connection.Write(ask); err != nil {
				return 0, err
			}
		}
	}
	return float64(answers) / time.Since(begin).Seconds(), nil
}

// errAnswer says that an answer is not a whole tile.
var errAnswer = errors.New("not the answer that was expected")

// takeAnswer reads one answer; nothing may come after it. It must be a success that
// tells its length, and fit into room.
func takeAnswer(r io.Reader, room []byte) error {
	have, whole := 0, 0 // 0: not known yet
	for whole == 0 || have < whole {
		n, err := r.Read(room[have:])
		if have += n; n == 0 {
			return fmt.Errorf("%w: %d bytes came: %w", errAnswer, have, cmp.Or(err, io.ErrShortBuffer))
		}
		if whole == 0 {
			if whole, err = lengthOf(room[:have]); err != nil {
				return err
			}
		}
	}
	if have > whole {
		return fmt.Errorf("%w: %d bytes more than it tells", errAnswer, have-whole)
	}
	return nil
}

// lengthOf returns how long an answer is, head and body, from what came of it; 0
// while the head is not whole.
func lengthOf(came []byte) (int, error) {
	end := bytes.Index(came, []byte("\r\n\r\n"))
	if end < 0 {
		return 0, nil
	}
	const name = "\r\nContent-Length: "
	at := bytes.Index(came[:end], []byte(name))
	if !bytes.HasPrefix(came, []byte("HTTP/1.1 200")) || at < 0 {
		return 0, fmt.Errorf("%w: %s", errAnswer, came[:end])
	}
	text, _, _ := bytes.Cut(came[at+len(name):end], []byte("\r"))
	length, err := strconv.Atoi(string(text))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errAnswer, err)
	}
	return end + 4 + length, nil
}
