package main

import (
	"fmt"
	"slices"
	"time"
)

func (b *bench) reportSizes(all []sized, names []string) {
	b.report.say("The engine alone, in process, on elements made as it asks for them: no store, no peer, one request at a time. "+
		"The same mixes as beside PostGIS, drawn from each size's own frequencies, asked once: p50 / p99 / max, and k, how many elements "+
		"the median request finds (of a tile, those on it). A list of 200 that is not through after %v is cut.", 2*b.Turn)
	head := []string{"elements"}
	rows := [][]string{
		{"index, from nothing"}, {"… an element, all told"}, {"… of that, making it up"}, {"… memory held at most, territories and generator too"},
		{"open again"}, {"one more element, until it is found"},
	}
	for _, name := range names {
		rows = append(rows, []string{name})
	}
	for _, one := range all {
		head = append(head, grouped(one.count))
		column := []string{
			fmt.Sprintf("%.1f s", one.built.Seconds()), each(one.built, one.count), each(one.making, one.count), bytesText(one.peak),
			digits(one.opened, time.Second) + " s", one.shown.String(),
		}
		for _, answer := range one.answers {
			column = append(column, fmt.Sprintf("%s, k %s", answer.summary, grouped(answer.matches)))
		}
		for i, cell := range column {
			rows[i] = append(rows[i], cell)
		}
	}
	b.report.table(head, rows)
	b.reportParts(all)
}

// each writes what one of many took.
func each(d time.Duration, count int) string {
	return digits(d/time.Duration(count), time.Microsecond) + " µs"
}

// reportParts writes where the bytes are.
func (b *bench) reportParts(all []sized) {
	b.report.say("Bytes an element, of the segments by part; territories are counted nowhere:")
	largest := all[len(all)-1]
	names := slices.DeleteFunc(most(largest.parts, len(largest.parts)), func(name string) bool { return largest.parts[name] < largest.count })
	head := []string{"elements"}
	rows := [][]string{{"Go's heap, all of the engine, just opened"}, {"… after all of the above, filters kept"}, {"files of the index"}, {"segments"}}
	for _, name := range names {
		rows = append(rows, []string{"… " + name})
	}
	rows = append(rows, []string{"… parts of less than a byte"})
	for _, one := range all {
		head = append(head, grouped(one.count))
		sum := 0
		for _, bytes := range one.parts {
			sum += bytes
		}
		column := []int{int(one.bytes), int(one.after), int(one.files), sum}
		for _, name := range names {
			column = append(column, one.parts[name])
			sum -= one.parts[name]
		}
		for i, bytes := range append(column, sum) {
			rows[i] = append(rows[i], number(float64(bytes)/float64(one.count)))
		}
	}
	b.report.table(head, rows)
}
