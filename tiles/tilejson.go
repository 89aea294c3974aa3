package tiles

import (
	"strings"

	"maillage/data"
	"maillage/geo"
	"maillage/index"
)

// TileJSON describes a set of tiles to a map, in the JSON form of TileJSON
// 3.0.0. https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
type TileJSON struct {
	Version      string        `json:"tilejson"`
	Name         string        `json:"name"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"` // absolute addresses with {z}, {x}, {y}
	VectorLayers []VectorLayer `json:"vector_layers"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"` // west, south, east, north; never wraps
}

// VectorLayer describes a layer: what its properties mean, by name.
type VectorLayer struct {
	ID      string            `json:"id"`
	Fields  map[string]string `json:"fields"`
	MinZoom int               `json:"minzoom"`
	MaxZoom int               `json:"maxzoom"`
}

// ElementsTileJSON describes the tiles of the elements that match a filter, as
// [Elements] draws them. base is the public address of the site, without a path
// at its end.
func ElementsTileJSON(base string, filter index.Query) TileJSON {
	address := base + "/tiles/elements/{z}/{x}/{y}.mvt"
	if text := filter.Filter().String(); text != "" {
		address += "?" + text
	}
	kinds := make([]string, len(data.Kinds))
	for n, kind := range data.Kinds {
		kinds[n] = string(kind)
	}
	const uuid, name = "the element's UUID", "the element's name"
	kind := "one of " + strings.Join(kinds, ", ")
	return describe("elements", address, MaxElementsZoom, []VectorLayer{
		{ID: clustersLayer, Fields: map[string]string{
			"count": "how many elements stand here",
			"id":    "number of the cluster",
		}},
		{ID: elementsLayer, Fields: map[string]string{
			"id": uuid, "kind": kind, "type": "finer than kind, as the parameter type takes it", "name": name,
			"mark": "of a network that draws elements by tag: the number of the mark, from 1",
		}},
		{ID: shapesLayer, Fields: map[string]string{"id": uuid, "kind": kind, "name": name}},
	})
}

// TerritoriesTileJSON describes the tiles of territories, as [Territories.Tile]
// draws them; base is that of [ElementsTileJSON].
func TerritoriesTileJSON(base string) TileJSON {
	var levels []string
	for _, drawn := range drawnLevels {
		levels = append(levels, drawn.level.String())
	}
	fields := func() map[string]string {
		return map[string]string{
			"code": "the territory's code, as the parameter in takes it", "name": "the territory's name",
			"name_en": "its name in English, where that is another one",
			"level":   "one of " + strings.Join(levels, ", "),
		}
	}
	outlined, named := fields(), fields()
	outlined["parts"] = "1 for a country whose first-level divisions are drawn too"
	named["rank"] = "how much the name matters in its level, 0 to 32, smaller first"
	return describe("territories", base+"/tiles/territories/{z}/{x}/{y}.mvt", MaxTerritoriesZoom, []VectorLayer{
		{ID: outlinesLayer, Fields: outlined},
		{ID: namesLayer, Fields: named},
	})
}

func describe(name, address string, maxZoom int, layers []VectorLayer) TileJSON {
	for n := range layers {
		layers[n].MaxZoom = maxZoom
	}
	return TileJSON{
		Version:      "3.0.0",
		Name:         name,
		Scheme:       "xyz",
		Tiles:        []string{address},
		VectorLayers: layers,
		MaxZoom:      maxZoom,
		Bounds:       [4]float64{-180, -geo.MaxLatitude, 180, geo.MaxLatitude},
	}
}
