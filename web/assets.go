package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed dist messages/*.json templates/*.html
var files embed.FS

// Assets returns the built files, to be served under /assets/. Their names
// carry a hash of their content, so they can be cached for ever. It is empty
// until the islands are built.
func Assets() fs.FS {
	assets, err := fs.Sub(files, "dist/assets")
	if err != nil {
		panic(err) // only for a path that is not valid, and this one is
	}
	return assets
}

// bundle lists what a page links to. The zero value is a build that did not happen.
type bundle struct {
	Script string   // path of the entry script; "" when not built
	Styles []string // paths of its style sheets
	Icon   string
}

// chunk is one entry of Vite's manifest.
type chunk struct {
	File    string   `json:"file"`
	CSS     []string `json:"css"`
	Imports []string `json:"imports"`
}

// The entries of the bundles: that of our pages, that of networks on pages of other
// sites, and the element by which those show one.
const (
	mainEntry    = "src/main.ts"
	embedEntry   = "src/embed/main.ts"
	elementEntry = "src/embed/maillage-map.ts"
)

// ElementScript returns the name, among [Assets], of the script by which pages of other
// sites show a network; "" when it is not built.
func ElementScript() string {
	b, _ := readBundle(files, elementEntry) // a manifest that cannot be read is told by New
	return strings.TrimPrefix(b.Script, "/assets/")
}

// readBundle reads what of dist/manifest.json an entry needs; a missing one is a bundle
// not built.
func readBundle(dist fs.FS, entry string) (bundle, error) {
	text, err := fs.ReadFile(dist, "dist/manifest.json")
	if err != nil {
		return bundle{}, nil
	}
	var manifest map[string]chunk
	if err := json.Unmarshal(text, &manifest); err != nil {
		return bundle{}, fmt.Errorf("read web/dist/manifest.json: %w; run make build again", err)
	}
	main, ok := manifest[entry]
	if !ok {
		return bundle{}, fmt.Errorf("web/dist/manifest.json does not list %s: run make build again", entry)
	}
	b := bundle{Script: "/" + main.File}
	if icon, ok := manifest["src/icon.svg"]; ok {
		b.Icon = "/" + icon.File
	}
	seen := map[string]bool{}
	var collect func(name string)
	collect = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, sheet := range manifest[name].CSS {
			if path := "/" + sheet; !slices.Contains(b.Styles, path) {
				b.Styles = append(b.Styles, path)
			}
		}
		for _, imported := range manifest[name].Imports {
			collect(imported)
		}
	}
	collect(entry)
	return b, nil
}
