package main

import (
	"testing"
	"time"
)

func TestSummarise(t *testing.T) {
	hundred := make([]time.Duration, 101) // one of them was not reached
	for i := range hundred {
		hundred[i] = time.Duration((i*37)%101) * time.Millisecond
	}
	tests := []struct {
		name      string
		durations []time.Duration
		want      summary
		text      string
	}{
		{"none", nil, summary{}, "–"},
		{"none reached", []time.Duration{0, 0}, summary{}, "–"},
		{"one", []time.Duration{5}, summary{1, 5, 5, 5}, "0.005 / 0.005 / 0.005 µs"},
		{"two", []time.Duration{200 * time.Microsecond, 100 * time.Microsecond},
			summary{2, 100 * time.Microsecond, 200 * time.Microsecond, 200 * time.Microsecond}, "100 / 200 / 200 µs"},
		{"a hundred", hundred, summary{100, 50 * time.Millisecond, 99 * time.Millisecond, 100 * time.Millisecond}, "50 / 99 / 100 ms"},
		{"long", []time.Duration{12 * time.Second}, summary{1, 12 * time.Second, 12 * time.Second, 12 * time.Second}, "12 / 12 / 12 s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := summarise(tt.durations)
			if got != tt.want {
				t.Errorf("summarise = %+v, want %+v", got, tt.want)
			}
			if got.String() != tt.text {
				t.Errorf("String() = %q, want %q", got.String(), tt.text)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.0123: "0.012", 0.5: "0.5", 1.26: "1.3", 9.94: "9.9", 47.4: "47", 1234: "1234", 1234567: "1,234,567"} {
		if got := number(x); got != want {
			t.Errorf("number(%v) = %q, want %q", x, got, want)
		}
	}
}

func TestSpread(t *testing.T) {
	tests := []struct {
		name   string
		rounds []float64
		want   string
	}{
		{"no round", nil, "–"},
		{"one round", []float64{3}, "3.0×"},
		{"odd", []float64{30, 10, 20}, "20 (10–30)×"},
		{"even", []float64{40, 10, 20, 30}, "25 (10–40)×"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := spreadOf(tt.rounds).times(); got != tt.want {
				t.Errorf("%v: %q, want %q", tt.rounds, got, tt.want)
			}
		})
	}
}

func TestRatioComparesWhatBothAnswered(t *testing.T) {
	ours := []time.Duration{10, 20, 30, 1000, 2000}
	peers := []time.Duration{100, 0, 300} // slower: it did not get further
	if got, ok := ratio(ours, peers); !ok || got != 10 {
		t.Errorf("ratio = %v, %v, want 10", got, ok)
	}
	if _, ok := ratio(ours, []time.Duration{0, 0}); ok {
		t.Error("a ratio to a peer that answered nothing")
	}
}

func TestSeveralClientsAreComparedByAnswersASecond(t *testing.T) {
	ours := asked{[]time.Duration{1, 1, 1, 1}, 2 * time.Second}
	peers := asked{[]time.Duration{1, 0, 0, 0}, 4 * time.Second}
	several, one := result{clients: 16}, result{clients: 1}
	if got, ok := several.ratio(ours, peers); !ok || got != 8 {
		t.Errorf("with several clients: %v, %v, want 2 a second over 0.25", got, ok)
	}
	if got, ok := one.ratio(ours, peers); !ok || got != 1 {
		t.Errorf("with one client: %v, %v, want the medians' ratio", got, ok)
	}
	if _, ok := several.ratio(ours, asked{}); ok {
		t.Error("a ratio to a peer that was not asked")
	}
}
