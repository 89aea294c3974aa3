package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"golang.org/x/image/draw"
)

// Bounds of a photo that is given.
const (
	MaxPhotoBytes  = 15 << 20 // of the file
	MaxPhotoSide   = 12_000   // pixels
	MinPhotoSide   = 32       // pixels
	MaxPhotoPixels = 50_000_000
	// MaxPhotoMemory bounds what reading a photo takes, in bytes: phones make photos
	// that take less, other files may take ten times as much for the same size.
	MaxPhotoMemory = 256 << 20
)

// The sides of what is kept of a photo, in pixels at most.
const (
	LargeSide = 1280
	SmallSide = 320
)

// maxScanned bounds the pixels that a progressive JPEG goes over, all its scans
// together: 50 million take about a second.
const maxScanned = 600_000_000

// How much of a photo's detail is kept, in percent.
const (
	largeQuality = 84
	smallQuality = 80
)

// Picture is a photo as it is kept: two JPEGs that hold nothing but its points, the
// right way up.
type Picture struct {
	Width, Height int    // pixels, of Large
	Large, Small  []byte // at most [LargeSide] and [SmallSide] pixels a side; never larger than what was given
}

// Photo makes a photo fit to be shown. It takes JPEG, PNG and WebP. Where it is
// transparent it becomes white. The error is a [*PictureError].
func Photo(given []byte) (Picture, error) {
	if len(given) > MaxPhotoBytes {
		return Picture{}, TooManyBytes()
	}
	if isHEIF(given) {
		return Picture{}, &PictureError{"photo_heic", nil, "this is a photo in HEIC or AVIF: save or share it as JPEG, and give that"}
	}
	header, err := inspect(given)
	if err != nil {
		return Picture{}, err
	}
	read, _, err := image.Decode(bytes.NewReader(given))
	if err != nil {
		return Picture{}, errPhotoDamaged
	}
	upright := turned(averaged(read, shrinkage(header.width, header.height)), header.orientation)
	width, height := header.width, header.height
	if header.orientation >= 5 { // it lies on its side
		width, height = height, width
	}
	large := image.NewRGBA(image.Rectangle{Max: fitting(width, height, LargeSide)})
	draw.ApproxBiLinear.Scale(large, large.Bounds(), upright, upright.Bounds(), draw.Src, nil)
	small := image.NewRGBA(image.Rectangle{Max: fitting(width, height, SmallSide)})
	draw.CatmullRom.Scale(small, small.Bounds(), large, large.Bounds(), draw.Src, nil)
	return written(large, small)
}

// TooManyBytes is what is wrong with a photo of more than [MaxPhotoBytes].
func TooManyBytes() *PictureError {
	return &PictureError{"photo_bytes", map[string]any{"most": MaxPhotoBytes >> 20},
		fmt.Sprintf("the photo has more than %d MB: give a smaller one", MaxPhotoBytes>>20)}
}

// written returns the two forms of a photo as JPEGs.
func written(large, small image.Image) (Picture, error) {
	var largeFile, smallFile bytes.Buffer
	err := jpeg.Encode(&largeFile, large, &jpeg.Options{Quality: largeQuality})
	if err == nil {
		err = jpeg.Encode(&smallFile, small, &jpeg.Options{Quality: smallQuality})
	}
	if err != nil {
		return Picture{}, fmt.Errorf("cannot write a photo of %v: %w", large.Bounds(), err)
	}
	size := large.Bounds().Size()
	return Picture{Width: size.X, Height: size.Y, Large: largeFile.Bytes(), Small: smallFile.Bytes()}, nil
}

// fitting returns the size that a picture has within a square, which it fills only
// if it is larger.
func fitting(width, height, side int) image.Point {
	if longest := max(width, height); longest > side {
		return image.Pt(max(1, (width*side+longest/2)/longest), max(1, (height*side+longest/2)/longest))
	}
	return image.Pt(width, height)
}

// shrinkage returns how many points a side become one before a picture is scaled:
// so many that it stays larger than [LargeSide], if it is.
func shrinkage(width, height int) int { return max(1, max(width, height)/LargeSide) }

// averaged returns a picture on white, each square of n points a side as one point:
// their average. It takes the memory of what it returns, and of n lines.
func averaged(picture image.Image, n int) *image.RGBA {
	bounds := picture.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, (bounds.Dx()+n-1)/n, (bounds.Dy()+n-1)/n))
	lines := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), n))
	white := image.NewUniform(color.White)
	for y := range small.Rect.Dy() {
		high := min(n, bounds.Dy()-y*n)
		lines.Rect.Max.Y = high
		draw.Draw(lines, lines.Rect, white, image.Point{}, draw.Src)
		draw.Draw(lines, lines.Rect, picture, bounds.Min.Add(image.Pt(0, y*n)), draw.Over)
		for x := range small.Rect.Dx() {
			averagePoint(small.Pix[y*small.Stride+x*4:], lines, x*n, min((x+1)*n, bounds.Dx()), high)
		}
	}
	return small
}

// averagePoint writes the average of some columns of lines to a point.
func averagePoint(to []uint8, lines *image.RGBA, from, until, high int) {
	var red, green, blue uint32 // n is at most 9: no sum overflows
	for y := range high {
		row := lines.Pix[y*lines.Stride:]
		for x := from; x < until; x++ {
			red, green, blue = red+uint32(row[x*4]), green+uint32(row[x*4+1]), blue+uint32(row[x*4+2])
		}
	}
	count := uint32(high * (until - from))
	to[0], to[1], to[2] = uint8((red+count/2)/count), uint8((green+count/2)/count), uint8((blue+count/2)/count)
	to[3] = 0xFF
}

// turned returns a picture the right way up, whose first line and column lie as an
// orientation of EXIF says, 1 to 8.
func turned(picture *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return picture
	}
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	upright := image.NewRGBA(picture.Rect)
	if orientation >= 5 {
		upright = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range upright.Rect.Dy() {
		for x := range upright.Rect.Dx() {
			fromX, fromY := x, y
			switch orientation {
			case 2: // mirrored
				fromX = width - 1 - x
			case 3: // upside down
				fromX, fromY = width-1-x, height-1-y
			case 4: // mirrored upside down
				fromY = height - 1 - y
			case 5: // mirrored along the diagonal
				fromX, fromY = y, x
			case 6: // to be turned clockwise
				fromX, fromY = y, height-1-x
			case 7: // mirrored along the other diagonal
				fromX, fromY = width-1-y, height-1-x
			case 8: // to be turned counter-clockwise
				fromX, fromY = width-1-y, x
			}
			copy(upright.Pix[y*upright.Stride+x*4:][:4], picture.Pix[fromY*picture.Stride+fromX*4:][:4])
		}
	}
	return upright
}
