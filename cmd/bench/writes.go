package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"maillage/api/control"
	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
)

// seen is how long writes took until people saw them.
type seen struct{ handed, durable []time.Duration }

// writeAndLook writes one element after the other through the server's socket until
// ctx ends, and looks for each in search and on its tile.
func writeAndLook(ctx context.Context, dir string, asking overHTTP, generator *generate.Generator) (seen, error) {
	door, err := control.Dial(ctx, dir)
	if err != nil {
		return seen{}, err
	}
	defer door.Close()
	var s seen
	last := context.WithoutCancel(ctx) // what was begun is finished
	for n := 1; ctx.Err() == nil; n++ {
		e := generator.Element(n)
		if e.Geometry.IsZero() {
			continue
		}
		tag := fmt.Sprintf("mesure%d", n)
		e.Tags = append(e.Tags, tag)
		begin := time.Now()
		outcomes, err := door.ImportElements(last, []data.Element{e}, begin)
		if err != nil {
			return s, err
		}
		if outcomes[0].Err != nil {
			return s, outcomes[0].Err
		}
		durable := time.Now()
		t := geo.TileAt(geo.Project(e.Geometry.Representative()), 14)
		if err := look(last, asking, (&request{query: "limit=1&tag=" + tag}).address(), []byte(`"total":1`)); err != nil {
			return s, err
		}
		if err := look(last, asking, (&request{query: "tag=" + tag, tile: &t}).address(), nil); err != nil {
			return s, err
		}
		s.handed, s.durable = append(s.handed, time.Since(begin)), append(s.durable, time.Since(durable))
		time.Sleep(20 * time.Millisecond)
	}
	return s, nil
}

// look asks until the answer holds a text, and is not empty.
func look(ctx context.Context, asking overHTTP, address string, text []byte) error {
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(time.Millisecond) {
		body, err := asking.get(ctx, address)
		if err != nil {
			return err
		}
		if len(body) > 0 && bytes.Contains(body, text) {
			return nil
		}
	}
	return fmt.Errorf("%s does not show what was written a minute ago", address)
}

// importing imports a file into the folder of a running server, as people do, and
// waits until all of it is found.
func (b *bench) importing(ctx context.Context, dir string, server *child, add func(what, found string)) error {
	generator, err := b.generator(ctx, b.Seed+2)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "imported.ndjson")
	err = writeAll(path, func(file io.Writer) error {
		var failures error
		lines := json.NewEncoder(file)
		for n := range importedAtOnce {
			failures = errors.Join(failures, lines.Encode(generator.Element(n+1)))
		}
		return failures
	})
	if err != nil {
		return err
	}
	asking := newOverHTTP(server.base)
	before, err := total(ctx, asking)
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := b.command(ctx, "import", "elements", "--data", dir, path); err != nil {
		return err
	}
	durable := time.Since(begin)
	for now := before; now < before+importedAtOnce; {
		if time.Since(begin) > time.Hour {
			return fmt.Errorf("%d of %d imported elements are found after an hour", now-before, importedAtOnce)
		}
		time.Sleep(5 * time.Millisecond)
		if now, err = total(ctx, asking); err != nil {
			return err
		}
	}
	aSecond := func(d time.Duration) string { return number(importedAtOnce / d.Seconds()) }
	add(fmt.Sprintf("import of %s elements beside the others", grouped(importedAtOnce)),
		fmt.Sprintf("%s a second, durable and searchable (durable: %s)", aSecond(time.Since(begin)), aSecond(durable)))
	return nil
}

// total returns how many elements a server finds.
func total(ctx context.Context, asking overHTTP) (int, error) {
	body, err := asking.get(ctx, "/api/v1/search?limit=1")
	if err != nil {
		return 0, err
	}
	var answer struct{ Total int }
	err = json.Unmarshal(body, &answer)
	return answer.Total, err
}
