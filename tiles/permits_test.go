package tiles

import (
	"runtime"
	"testing"
)

// TestDrawingLeavesAProcessorToWhatIsShort checks how much is drawn at once.
func TestDrawingLeavesAProcessorToWhatIsShort(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, tt := range []struct {
		name             string
		processors, want int
	}{
		{"one: two drawings take turns", 1, 2},
		{"two", 2, 2},
		{"two cores and one processor more", 3, 2},
		{"eight cores and one processor more", 9, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runtime.GOMAXPROCS(tt.processors)
			if got := cap(NewServer(0).permits); got != tt.want {
				t.Errorf("%d tiles are drawn at once, want %d", got, tt.want)
			}
		})
	}
}
