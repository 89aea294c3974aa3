package hours_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// someHours writes hours of the subset, with a few rules that overlap much.
func someHours(r *rand.Rand) string {
	var b strings.Builder
	for i := range 1 + r.IntN(4) {
		rule := someRule(r)
		switch {
		case i == 0:
		case r.IntN(3) == 0 && !strings.HasPrefix(rule, "0") && !strings.HasPrefix(rule, "1") && !strings.HasPrefix(rule, "2"):
			b.WriteString(", ")
		default:
			b.WriteString("; ")
		}
		b.WriteString(rule)
	}
	return b.String()
}

func someRule(r *rand.Rand) string {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	var parts []string
	if r.IntN(3) == 0 {
		parts = append(parts, pick("Jan", "Apr-Oct", "Nov-Feb", "Mar 10-Mar 20", "Mar 28,29", "Dec 24-Jan 02", "Feb 29", "Mar-Apr,Jul"))
	}
	if r.IntN(8) == 0 {
		parts = append(parts, "SH")
	}
	if r.IntN(4) > 0 {
		parts = append(parts, pick("Mo-Fr", "Sa,Su", "We", "Sa-Mo", "Mo-Su", "Sa[1]", "Su[-1]", "Fr[2-3]", "PH", "Mo-Sa,PH", "Tu,Th[5,-1]"))
	}
	switch r.IntN(8) {
	case 0:
		parts = append(parts, "off")
	case 1:
		parts = append(parts, pick("24/7", "open"))
	case 2:
		parts = append(parts, `"sur rendez-vous"`)
	default:
		var times []string
		for range 1 + r.IntN(3) {
			start, length := r.IntN(96)*15, 15+r.IntN(80)*15
			text := fmt.Sprintf("%02d:%02d", start/60, start%60)
			if r.IntN(6) > 0 {
				end := (start + length) % (24 * 60)
				text += fmt.Sprintf("-%02d:%02d", end/60, end%60)
			} else {
				text += "+"
			}
			times = append(times, text)
		}
		parts = append(parts, strings.Join(times, ","))
		if r.IntN(8) == 0 {
			parts = append(parts, `"si possible"`)
		}
	}
	return strings.Join(parts, " ")
}
