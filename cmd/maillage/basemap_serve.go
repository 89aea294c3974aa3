package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"maillage/tiles/basemap"
)

// openBasemap opens the archive that --basemap names, nil when it names none. An
// archive that cannot be read stops the program: better now than a map that
// stays blank.
func (c *serving) openBasemap(p *program) (*basemap.Archive, error) {
	if c.Basemap == "" {
		return nil, nil
	}
	archive, err := basemap.Open(p.ctx, c.Basemap)
	if err != nil {
		if p.ctx.Err() != nil {
			return nil, p.ctx.Err()
		}
		return nil, fmt.Errorf("--basemap %s: %w", withoutPassword(c.Basemap), err)
	}
	info := archive.Info()
	if info.Format.Name == basemap.Vector && !slices.ContainsFunc(info.Layers, isDrawn) {
		p.say("The basemap will be blank: its layers (%s) are none of those drawn (%s). Take an archive made by Protomaps.",
			strings.Join(info.Layers, ", "), strings.Join(drawnLayers, ", "))
	}
	if info.Attribution == "" {
		p.say("The basemap does not say whose data it is: if its licence asks you to name them, do so on your site.")
	}
	return archive, nil
}

// drawnLayers are the layers without which the map shows nothing of an archive;
// web/src/map/basemap.ts draws them.
var drawnLayers = []string{"earth", "water", "roads"}

func isDrawn(layer string) bool { return slices.Contains(drawnLayers, layer) }

// withoutPassword returns a name that may be a web address fit to be shown.
func withoutPassword(name string) string {
	if address, err := url.Parse(name); err == nil && address.User != nil {
		return address.Redacted()
	}
	return name
}
