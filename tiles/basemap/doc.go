// Package basemap reads the tiles of a basemap from a PMTiles archive, version
// 3, which is one file on this machine or on a web server, and extracts a
// territory from a larger archive.
// https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
//
// # Conventions
//
// An archive is not trusted, nor is the server it comes from: every size, count,
// depth and offset it names is checked before anything is read or allocated,
// and every wait ends. Of go-pmtiles the package takes the words of the format
// and the extraction; directories are parsed here, as those of go-pmtiles may
// crash on damaged ones.
//
// # What it never does
//
// It never makes a file name from a request: a tile is three numbers. It keeps
// no tile, and does not look into one.
package basemap
