package data

import (
	"fmt"
	"math"
	"strconv"
)

// Color is a colour of sRGB: red, green, blue.
type Color [3]uint8

// The backgrounds that colours of an instance are read on: of those that pages
// use (--wash in the style sheet), the ones that leave the least contrast.
var (
	lightGround = Color{0xf2, 0xec, 0xe1}
	darkGround  = Color{0x2b, 0x29, 0x25}
	lightPaper  = Color{0xfa, 0xf7, 0xf2}
	darkPaper   = Color{0x1b, 0x1a, 0x18}
	white       = Color{0xff, 0xff, 0xff}
	darkInk     = Color{0x14, 0x20, 0x1a}
)

// MinContrast is what WCAG 2.2 asks of text at level AA.
const MinContrast = 4.5

// ParseColor reads #rrggbb.
func ParseColor(text string) (Color, bool) {
	if len(text) != 7 || text[0] != '#' {
		return Color{}, false
	}
	n, err := strconv.ParseUint(text[1:], 16, 24)
	if err != nil {
		return Color{}, false
	}
	return Color{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// String writes #rrggbb.
func (c Color) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// luminance is the relative luminance of WCAG 2.2, 0 to 1.
func (c Color) luminance() float64 {
	var linear [3]float64
	for i, channel := range c {
		if v := float64(channel) / 255; v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// Contrast returns the contrast ratio of WCAG 2.2 between two colours, 1 to 21.
func Contrast(a, b Color) float64 {
	bright, dim := a.luminance(), b.luminance()
	if bright < dim {
		bright, dim = dim, bright
	}
	return (bright + 0.05) / (dim + 0.05)
}

// mix returns a on the way to b; share is 0 for a, 1 for b.
func mix(a, b Color, share float64) Color {
	var mixed Color
	for i := range mixed {
		mixed[i] = uint8(math.Round(float64(a[i])*(1-share) + float64(b[i])*share))
	}
	return mixed
}

// Tint is a colour as one theme shows it.
type Tint struct {
	Color Color // of text, and of buttons
	Wash  Color // a background with a touch of it
	On    Color // of text on Color
}

// Tints returns a colour that passes [Settings.Validate] as the light theme and
// as the dark one show it: text in Color on any background, on Wash, and in On
// on Color has at least [MinContrast]. In the dark the colour is brightened as
// far as that asks.
func Tints(c Color) (light, dark Tint) {
	light = Tint{Color: c, Wash: washed(c, lightPaper), On: white}
	bright := c
	for share := 0.0; share <= 1 && Contrast(bright, darkGround) < MinContrast+1; share += 0.02 {
		bright = mix(c, white, share)
	}
	return light, Tint{Color: bright, Wash: washed(bright, darkPaper), On: darkInk}
}

// Legible returns a colour that passes [Settings.Validate]: itself, or as much darker as
// that asks.
func Legible(c Color) Color {
	dark := c
	for share := 0.0; share <= 1 && Contrast(dark, lightGround) < MinContrast; share += 0.02 {
		dark = mix(c, Color{}, share)
	}
	return dark
}

// washed returns paper with as much of a colour, at most an eighth, as leaves
// the colour legible on it.
func washed(c, paper Color) Color {
	for share := 0.125; share > 0; share -= 0.0125 {
		if wash := mix(paper, c, share); Contrast(c, wash) >= MinContrast {
			return wash
		}
	}
	return paper
}
