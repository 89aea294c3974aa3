package web

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// number writes n with its thousands apart: 12 345 in French, 12,345 in English.
func (w *words) number(n int) string {
	separator := "\u202f" // narrow no-break space
	if w.language == English {
		separator = ","
	}
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return digits
}

// decimal writes x with at most the given number of decimals, none of them a
// trailing zero.
func (w *words) decimal(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if w.language == French {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// quantity writes x with its thousands apart and at most three decimals, as the islands
// do; |x| is below 1e15.
func (w *words) quantity(x float64) string {
	whole, part := math.Modf(math.Round(x*1000) / 1000)
	text := w.number(int(math.Abs(whole)))
	if _, decimals, has := strings.Cut(strconv.FormatFloat(math.Abs(part), 'f', 3, 64), "."); has {
		if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
			separator := "."
			if w.language == French {
				separator = ","
			}
			text += separator + decimals
		}
	}
	if x < 0 && text != "0" {
		text = "-" + text
	}
	return text
}

// distance writes metres as "350 m", "1,2 km" or "12 km".
func (w *words) distance(metres float64) string {
	if metres < 1000 {
		return w.decimal(math.Round(metres/10)*10, 0) + " m"
	}
	decimals := 1
	if metres >= 9950 {
		decimals = 0
	}
	return w.decimal(metres/1000, decimals) + " km"
}

// date writes the day of an instant, in UTC: "23 mai 2026".
func (w *words) date(t time.Time) (string, error) {
	t = t.UTC()
	return w.text("date_short", "day", w.dayOfMonth(t), "month", w.value("month", strconv.Itoa(int(t.Month()))), "year", t.Year())
}

func (w *words) dayOfMonth(t time.Time) string {
	if t.Day() == 1 {
		return w.messages["day_first"]
	}
	return strconv.Itoa(t.Day())
}

// slotLayout is local wall time as a slot writes it.
const slotLayout = "2006-01-02T15:04"

// slot writes when something takes place, in local wall time.
func (w *words) slot(s Slot) (string, error) {
	start, err := time.Parse(slotLayout, s.Start)
	if err != nil {
		return s.Start, nil // not a time we can read: people may
	}
	end, err := time.Parse(slotLayout, s.End)
	if err != nil {
		return w.text("date_time", "date", w.day(start), "start", w.clock(start))
	}
	if start.Format(time.DateOnly) == end.Format(time.DateOnly) {
		return w.text("date_span", "date", w.day(start), "start", w.clock(start), "end", w.clock(end))
	}
	from, err := w.text("date_time", "date", w.day(start), "start", w.clock(start))
	if err != nil {
		return "", err
	}
	to, err := w.text("date_time", "date", w.day(end), "start", w.clock(end))
	if err != nil {
		return "", err
	}
	return w.text("date_range", "start", from, "end", to)
}

func (w *words) day(t time.Time) string {
	return strings.NewReplacer(
		"{weekday}", w.value("weekday", strconv.Itoa(int(t.Weekday()))),
		"{day}", w.dayOfMonth(t),
		"{month}", w.value("month", strconv.Itoa(int(t.Month()))),
		"{year}", strconv.Itoa(t.Year()),
	).Replace(w.messages["date"])
}

func (w *words) clock(t time.Time) string {
	key := "time"
	if t.Minute() == 0 {
		key = "time_sharp"
	}
	return strings.NewReplacer("{hour}", strconv.Itoa(t.Hour()), "{minute}", t.Format("04")).Replace(w.messages[key])
}

// offer writes on what terms something changes hands: "vendre · 12 €" of an
// offer, "à acheter · 12 €" of a need.
func (w *words) offer(o Offer) string {
	parts := []string{w.value("basis", o.Basis)}
	if o.Intent == "need" {
		parts[0] = w.value("need", o.Basis)
	}
	if o.Price > 0 {
		unit := o.Unit
		switch unit {
		case "EUR":
			unit = "€"
		case "hours":
			unit = w.messages["unit_hours"]
		}
		parts = append(parts, strings.TrimSpace(w.decimal(o.Price, 2)+" "+unit))
	}
	switch o.State {
	case "reserved", "done", "withdrawn":
		parts = append(parts, w.messages["offer_"+o.State])
	}
	return strings.Join(parts, " · ")
}
