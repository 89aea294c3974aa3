package index

import "math/bits"

// Sizes tells how many bytes each part of the segments of s takes in memory, by
// its name.
func (s *Snapshot) Sizes() map[string]int {
	total := map[string]int{}
	for _, p := range s.parts {
		for part, size := range p.sizes() {
			total[part] += size
		}
	}
	return total
}

// sizes tells how many bytes each part of the segment takes in memory, by name.
func (s *segment) sizes() map[string]int {
	sizes := map[string]int{
		"R-tree of runs":    s.runs.bytes(),
		"R-tree of shapes":  len(s.shaped) * treeItemBytes,
		"cells of grids":    s.levels().bytes(),
		"order of creation": len(bytesOf(s.order.newest)) + len(bytesOf(s.order.blocks)),
	}
	for _, a := range s.arrays() {
		sizes[a.part] += len(a.memory())
	}
	for i := range s.geometries {
		sizes["shapes"] += int(s.outlines.starts[i+1] - s.outlines.starts[i]) // decoded, a vertex takes as much
	}
	for d := range s.Columns {
		sizes["bitmaps asked for"] += s.Columns[d].parsedBytes()
	}
	return sizes
}

// parsedBytes returns about how much memory the bitmaps take that somebody has
// asked for, besides what they share with the column.
func (c *column) parsedBytes() int {
	total := len(c.parsed) * bits.UintSize / 8
	for n := range c.parsed {
		if b := c.parsed[n].Load(); b != nil {
			total += int(b.Stats().Containers) * containerBytes
		}
	}
	return total
}

// containerBytes is what a container of a bitmap takes besides its content.
const containerBytes = 64
