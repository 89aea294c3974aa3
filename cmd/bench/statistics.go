package main

import (
	"fmt"
	"slices"
	"time"
)

// summary is what a report says of many durations.
type summary struct {
	count         int
	p50, p99, max time.Duration
}

// summarise returns the summary of durations, of which zero ones do not count.
func summarise(durations []time.Duration) summary {
	sorted := measured(durations)
	slices.Sort(sorted)
	if len(sorted) == 0 {
		return summary{}
	}
	return summary{len(sorted), percentile(sorted, 50), percentile(sorted, 99), sorted[len(sorted)-1]}
}

// measured returns the durations that are not zero.
func measured(durations []time.Duration) []time.Duration {
	return slices.DeleteFunc(slices.Clone(durations), func(d time.Duration) bool { return d == 0 })
}

// percentile returns the least of some durations, sorted, that at least p percent
// of them do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

// String writes p50, p99 and max, like "0.21 / 1.4 / 2.9 ms".
func (s summary) String() string {
	if s.count == 0 {
		return "–"
	}
	scale, unit := time.Millisecond, "ms"
	switch {
	case s.max < time.Millisecond:
		scale, unit = time.Microsecond, "µs"
	case s.p50 >= 10*time.Second:
		scale, unit = time.Second, "s"
	}
	return fmt.Sprintf("%s / %s / %s %s", digits(s.p50, scale), digits(s.p99, scale), digits(s.max, scale), unit)
}

// digits writes a duration in a unit with two or three digits that count.
func digits(d, unit time.Duration) string { return number(float64(d) / float64(unit)) }

// number writes a number that is not negative with two or three digits that count.
func number(x float64) string {
	switch {
	case x >= 10_000:
		return grouped(int(x + 0.5))
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	case x >= 1:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.2g", x)
	}
}

// grouped writes a whole number with commas between its thousands.
func grouped(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// spread is one figure of several rounds.
type spread struct {
	median, least, most float64
	rounds              int
}

// spreadOf returns the spread of the rounds' figures.
func spreadOf(rounds []float64) spread {
	sorted := slices.Sorted(slices.Values(rounds))
	n := len(sorted)
	if n == 0 {
		return spread{}
	}
	return spread{(sorted[(n-1)/2] + sorted[n/2]) / 2, sorted[0], sorted[n-1], n}
}

// String writes the median and, of several rounds, the least and the most.
func (s spread) String() string {
	switch s.rounds {
	case 0:
		return "–"
	case 1:
		return number(s.median)
	}
	return fmt.Sprintf("%s (%s–%s)", number(s.median), number(s.least), number(s.most))
}

// times writes a ratio.
func (s spread) times() string {
	if s.rounds == 0 {
		return "–"
	}
	return s.String() + "×"
}

// ratio returns how many times longer the median request took a peer than us, of
// the requests that both have answered; ok is false when there is none.
func ratio(ours, peers []time.Duration) (times float64, ok bool) {
	var a, b []time.Duration
	for i := range min(len(ours), len(peers)) {
		if ours[i] > 0 && peers[i] > 0 {
			a, b = append(a, ours[i]), append(b, peers[i])
		}
	}
	if len(a) == 0 {
		return 0, false
	}
	return float64(summarise(b).p50) / float64(summarise(a).p50), true
}
