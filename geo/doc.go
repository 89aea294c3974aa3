// Package geo holds the vocabulary of places on the Earth that every other
// package speaks: [Point], [Bounds], [Geometry], [Tile], [Territory] and
// [Gazetteer], and the functions that measure and project them.
//
// # Conventions
//
// Longitude comes before latitude, as in GeoJSON. Both are degrees on WGS 84:
// longitude in [-180, 180], latitude in [-90, 90]. A length is always metres,
// measured on a sphere, and a name says so when its type cannot. Bounds whose
// West exceeds East cross the antimeridian; no function treats that as an error.
//
// Web Mercator positions are two unsigned 32-bit integers, x growing eastwards
// and y growing southwards, 2^32 units across the whole square world (about a
// centimetre each). Integers make sums, and so centroids, exact.
//
// geo starts no goroutine, keeps no mutable state, imports nothing of ours and
// does no I/O, but for the embedded world map that [World] unpacks.
package geo
