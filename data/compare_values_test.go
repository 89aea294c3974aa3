package data

import "testing"

func TestValuesOfAFieldAreCompared(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		want       int
	}{
		{"numbers by what they count", "9", "10", -1}, {"however they are written", "1e1", "10.0", 0}, {"below zero", "-3", "2", -1},
		{"days", "2026-01-31", "2026-02-01", -1}, {"texts", "libre", "sur rendez-vous", -1}, {"a text and a number", "libre", "12", 1},
		{"nothing", "", "0", -1}, {"the same", "libre", "libre", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := CompareValues(tt.a, tt.b); got != tt.want || CompareValues(tt.b, tt.a) != -tt.want {
				t.Errorf("%q to %q = %d, want %d", tt.a, tt.b, got, tt.want)
			}
		})
	}
}
