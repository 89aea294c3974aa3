package main

import (
	"errors"
	"fmt"
	"time"

	"maillage/data/commons"
	"maillage/data/demo"
	"maillage/data/store"
)

type demoCommand struct {
	serving
}

func (*demoCommand) Help() string {
	return `The demo is invented: none of its people, associations and places exist. It fills an empty data folder; a folder that
holds the demo already is served as it is.

Examples:
  maillage demo
  maillage demo --data ./demo --listen 127.0.0.1:0`
}

// Run fills the data folder unless it holds the demo, and serves it.
func (c *demoCommand) Run(p *program) error {
	return c.serve(p, func() (*store.Store, error) {
		kept, door, err := p.openToServe()
		if err != nil {
			return nil, err
		}
		if err := p.fillWithDemo(kept, door); err != nil {
			return nil, errors.Join(err, kept.Close())
		}
		return kept, nil
	})
}

func (p *program) fillWithDemo(kept *store.Store, door *commons.Commons) error {
	elements, err := demo.Elements()
	if err != nil {
		return err
	}
	count, err := kept.ElementCount(p.ctx)
	if err != nil {
		return err
	}
	if count > 0 {
		_, err := kept.Element(p.ctx, elements[0].ID)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("the data folder %s holds other elements, and the demo fills an empty one: "+
				"serve it with `maillage serve --data %s`, or give the demo another folder with --data", p.data, p.data)
		}
		return err
	}
	existing, _, err := kept.Gazetteer(p.ctx)
	if err != nil {
		return err
	}
	territories, err := demo.Territories(existing)
	if err != nil {
		return err
	}
	if err := door.ImportTerritories(p.ctx, territories); err != nil {
		return err
	}
	outcomes, err := door.ImportElements(p.ctx, elements, time.Now())
	for i, outcome := range outcomes {
		err = errors.Join(err, rejection(elements[i].Name, outcome))
	}
	if err == nil {
		p.say("The demo is in place: %d invented elements.", len(elements))
	}
	return err
}

func rejection(name string, outcome commons.Outcome) error {
	if outcome.Err == nil {
		return nil
	}
	return fmt.Errorf("the demo's element %q: %w", name, outcome.Err)
}
