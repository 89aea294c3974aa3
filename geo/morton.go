package geo

// Key is a position's Morton key: the bits of x and y interleaved, y above x.
// Sorted by key, the positions inside any tile are one contiguous range.
type Key uint64

// KeyOf returns the Morton key of p.
func KeyOf(p Position) Key { return Key(spread(p.X) | spread(p.Y)<<1) }

// Position returns the position that k was made of.
func (k Key) Position() Position { return Position{gather(uint64(k)), gather(uint64(k) >> 1)} }

// spread moves bit i of v to bit 2i, by the usual halving masks
// (Warren, Hacker's Delight, 7-2).
func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	x = (x | x<<1) & 0x5555555555555555
	return x
}

// gather is the inverse of spread; odd bits are ignored.
func gather(x uint64) uint32 {
	x &= 0x5555555555555555
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	x = (x | x>>16) & 0x00000000ffffffff
	return uint32(x)
}
