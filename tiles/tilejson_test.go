package tiles

import (
	"encoding/json"
	"strings"
	"testing"

	"maillage/geo"
	"maillage/index"
)

func TestElementsTileJSONEchoesTheFilterAlone(t *testing.T) {
	tests := []struct {
		name, raw, want string
	}{
		{"no filter", "", "https://example.org/tiles/elements/{z}/{x}/{y}.mvt"},
		{"only order and paging", "sort=newest&limit=5&facets=tag", "https://example.org/tiles/elements/{z}/{x}/{y}.mvt"},
		{"words, tags and a place", "tag=jardin partagé&q=café {z}&in=FR-35&limit=5", "https://example.org/tiles/elements/{z}/{x}/{y}.mvt?q=caf%C3%A9+%7Bz%7D&tag=jardinpartage&in=FR-35"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := index.ParseQuery(strings.ReplaceAll(tt.raw, " ", "+"))
			if err != nil {
				t.Fatal(err)
			}
			if got := ElementsTileJSON("https://example.org", q).Tiles[0]; got != tt.want {
				t.Errorf("tiles are at\n%s, want\n%s", got, tt.want)
			}
		})
	}
}

func TestTileJSONHasWhatMapsNeed(t *testing.T) {
	tests := []struct {
		name     string
		tileJSON TileJSON
		maxZoom  float64
		layers   map[string]string // fields by layer
	}{
		{"elements", ElementsTileJSON("http://127.0.0.1:8080", index.Query{}), 18, map[string]string{
			"clusters": "count id", "elements": "id kind mark name type", "shapes": "id kind name",
		}},
		{"territories", TerritoriesTileJSON("http://127.0.0.1:8080"), 12, map[string]string{
			"outlines": "code level name name_en parts", "names": "code level name name_en rank",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, err := json.Marshal(tt.tileJSON)
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
			if got["tilejson"] != "3.0.0" || got["minzoom"] != 0.0 || got["maxzoom"] != tt.maxZoom {
				t.Errorf("got %s", text)
			}
			if b := tt.tileJSON.Bounds; b != [4]float64{-180, -geo.MaxLatitude, 180, geo.MaxLatitude} {
				t.Errorf("bounds are %v, want the square world", b)
			}
			for _, layer := range tt.tileJSON.VectorLayers {
				for _, field := range strings.Fields(tt.layers[layer.ID]) {
					if layer.Fields[field] == "" {
						t.Errorf("layer %s does not say what %s is", layer.ID, field)
					}
				}
				if len(layer.Fields) != len(strings.Fields(tt.layers[layer.ID])) || layer.MaxZoom != int(tt.maxZoom) {
					t.Errorf("layer %s has fields %v up to zoom %d", layer.ID, layer.Fields, layer.MaxZoom)
				}
			}
			if len(tt.tileJSON.VectorLayers) != len(tt.layers) {
				t.Errorf("%d layers, want %d", len(tt.tileJSON.VectorLayers), len(tt.layers))
			}
		})
	}
}
