package generate

import (
	"math"
	"math/rand/v2"
	"sort"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }

// distribution draws numbers from 0 up, each by its weight: entry i is the sum of
// the weights up to i.
type distribution []float64

// newDistribution takes weights above 0.
func newDistribution(weights []float64) distribution {
	d := make(distribution, len(weights))
	sum := 0.0
	for i, weight := range weights {
		sum += weight
		d[i] = sum
	}
	return d
}

// newZipf returns the distribution of n ranks by the law of Zipf and Mandelbrot:
// that of rank r is 1/(r+flat)^steep. A greater flat makes the first ones more
// alike.
func newZipf(n int, flat, steep float64) distribution {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = math.Pow(float64(i+1)+flat, -steep)
	}
	return newDistribution(weights)
}

func (d distribution) draw(random *rand.Rand) int {
	x := random.Float64() * d[len(d)-1]
	return sort.Search(len(d)-1, func(i int) bool { return d[i] > x })
}
