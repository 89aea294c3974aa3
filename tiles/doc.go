// Package tiles draws what the engine selects, and the territories, as vector
// tiles: squares of the Web Mercator world in the Mapbox Vector Tile format,
// version 2.1.
//
// # Conventions
//
// A tile is 512 pixels wide on a screen and 4096 units wide in its own
// coordinates, x eastwards and y southwards. Points carry no buffer: each is in
// exactly one tile, at units 0 to 4095, rounded down. Lines and areas reach 64
// units beyond the tile, so that their strokes do not end at its border.
// Feature ids stay below 2^53, which is as far as JavaScript counts exactly.
//
// # Elements
//
// At every zoom, what the layers clusters and elements hold over all tiles adds
// up to the matches that have a place; nothing is dropped. Below [ClusterZoom]
// elements that stand close together are one cluster, by a rule which decides
// the same whatever part of the world it is shown; from there on every element
// stands alone, and those at exactly one place are one mark. The layer shapes holds
// no counts: it shows the extent of elements that are among the points anyway,
// where that is two pixels or more.
//
// # What it never does
//
// The package does no HTTP and reads nothing but what it is given: a selection
// of the index, a gazetteer. It never changes a geometry it is handed.
package tiles
