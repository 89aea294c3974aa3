package data

import (
	"strconv"
	"strings"
)

// NetworkLook says how a network is shown.
type NetworkLook struct {
	Logo   string        `json:"logo,omitempty"`   // the hash of a photo
	Color  string        `json:"color,omitempty"`  // #rrggbb; empty: that of the site
	Marks  []NetworkMark `json:"marks,omitempty"`  // the first that fits an element counts
	Groups []FilterGroup `json:"groups,omitempty"` // filters that visitors are offered; none: those of the site
	Layout NetworkLayout `json:"layout,omitempty"` // empty: the map
	View   *NetworkView  `json:"view,omitempty"`   // nil: all of its elements
}

// NetworkMark is how elements of a kind, of a type or with a tag are drawn.
type NetworkMark struct {
	Parameter string `json:"parameter"`       // kind, type or tag
	Value     string `json:"value"`           // as a query has it
	Color     string `json:"color,omitempty"` // #rrggbb
	Icon      string `json:"icon,omitempty"`  // one of [NetworkIcons]
}

// NetworkMarkParameters lists by what elements may be drawn otherwise.
var NetworkMarkParameters = []string{"kind", "type", "tag"}

// FilterGroupParameters lists what a filter group may filter by, besides fields of its
// network.
var FilterGroupParameters = []string{"kind", "type", "anyTag"}

// FilterGroup is a heading and what may be chosen below it.
type FilterGroup struct {
	Title     string         `json:"title"`
	Parameter string         `json:"parameter"` // kind, type or anyTag, or the key of a field of the network
	Choices   []FilterChoice `json:"choices"`
}

// FilterChoice is one thing that may be chosen.
type FilterChoice struct {
	Value string `json:"value"` // as a query has it
	Label string `json:"label"` // as people read it; empty: as the site says it
}

// NetworkLayout is what of a network is seen first.
type NetworkLayout string

// The layouts.
const (
	LayoutMap   NetworkLayout = "map"
	LayoutList  NetworkLayout = "list"
	LayoutCards NetworkLayout = "cards"
)

// NetworkLayouts lists every layout.
var NetworkLayouts = []NetworkLayout{LayoutMap, LayoutList, LayoutCards}

// NetworkView is where a map begins.
type NetworkView struct {
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
	Zoom float64 `json:"zoom"` // 0 to 19
}

// NetworkIcons lists the icons that an element may be drawn with.
var NetworkIcons = []string{"leaf", "house", "people", "tool", "book", "cup", "heart", "star", "bike", "art", "food", "water", "school", "market"}

// NetworkField is something that a network keeps of its elements besides what
// everybody knows.
type NetworkField struct {
	Key     string    `json:"key"` // names it in queries: x.<network>.<key>
	Label   string    `json:"label"`
	Type    FieldType `json:"type"`
	Choices []string  `json:"choices,omitempty"` // of a choice
	// Shown says that visitors read it; else it is for those of the network.
	Shown bool `json:"shown,omitempty"`
}

// NetworkFieldKey returns a key for a field of a label; a number from 2 on tells it
// from others.
func NetworkFieldKey(label string, number int) string {
	key := strings.TrimRight(truncate(SlugOf(label), maxFieldKey-5), "-")
	if key == "" {
		key = "champ"
	}
	if number > 1 {
		key += "-" + strconv.Itoa(number)
	}
	return key
}

// FieldType is the sort of a field's values.
type FieldType string

// The types.
const (
	FieldText   FieldType = "text"
	FieldNumber FieldType = "number"
	FieldDate   FieldType = "date"   // 2026-05-23
	FieldYesNo  FieldType = "yesno"  // yes or no
	FieldChoice FieldType = "choice" // one of its choices
	FieldLink   FieldType = "link"   // a web address
)

// FieldTypes lists every type.
var FieldTypes = []FieldType{FieldText, FieldNumber, FieldDate, FieldYesNo, FieldChoice, FieldLink}
