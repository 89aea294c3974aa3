package hours_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"maillage/data/hours"
)

// stretches returns n stretches of a day that do not touch, of so many minutes, a
// period apart, the first after some minutes.
func stretches(n, after, minutes, period int) string {
	var all []string
	for i := range n {
		from := after + i*period
		all = append(all, fmt.Sprintf("%d:%02d-%d:%02d", from/60, from%60, (from+minutes)/60, (from+minutes)%60))
	}
	return strings.Join(all, ",")
}

// TestALongTextIsAskedInNoTime asks texts about as long as any whose status is the
// same all year, so that each day of it is looked at.
func TestALongTextIsAskedInNoTime(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"open, many times over":   "Mo-Su,PH 00:00-24:00," + stretches(150, 9, 8, 9) + ", SH 00:00-24:00",
		"unknown, many times":     "Mo-Su,PH 00:00-24:00," + stretches(150, 9, 8, 9) + ` "a", SH 00:00-24:00 "b"`,
		"open in holidays or not": "Mo-Su,PH " + stretches(80, 0, 9, 18) + "; SH " + stretches(80, 9, 9, 18),
		"many rules":              strings.TrimSuffix(strings.Repeat(`SH PH,Mo "a", `, 140), ", "),
	} {
		t.Run(name, func(t *testing.T) {
			h, err := hours.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			at, calendar := time.Date(2026, 1, 1, 0, 30, 0, 0, paris), hours.Calendar{Zone: paris}
			status := h.At(at, calendar)
			if change, next, ok := h.NextChange(at, calendar); ok && next == status {
				t.Errorf("it changes to %v at %v, what it was", next, change)
			}
			took := time.Since(began)
			t.Logf("%d bytes took %v", len(text), took)
			if took > 3*time.Second { // a tenth of it, where nothing else runs
				t.Errorf("that took %v", took)
			}
		})
	}
}
