package exchange

import (
	"strconv"
	"strings"
	"time"

	"maillage/data"
)

// event reads when an event takes place. A date without a time is the whole day.
func (r row) event(e *data.Element, w *warnings) {
	e.EventStatus = data.EventStatus(r.text(fieldEventStatus))
	if capacity := r.text(fieldCapacity); capacity != "" && e.Kind == data.KindEvent {
		n, err := strconv.Atoi(capacity)
		if err != nil {
			w.add("capacity", "%q is no number, left out", shortened(capacity))
		}
		e.Capacity = n
	}
	if e.Kind != data.KindEvent || r.text(fieldStart) == "" {
		return
	}
	starts, ends := strings.Split(r.text(fieldStart), "|"), strings.Split(r.text(fieldEnd), "|")
	e.Schedule = &data.Schedule{Zone: r.text(fieldTimeZone)}
	if e.Schedule.Zone == "" {
		e.Schedule.Zone = "Europe/Paris"
	}
	for i, start := range starts {
		slot := data.Slot{Start: wallTime(start, "T00:00")}
		if i < len(ends) && ends[i] != "" {
			slot.End = wallTime(ends[i], "T23:59")
		}
		e.Schedule.Slots = append(e.Schedule.Slots, slot)
	}
}

// wallTime brings a date, or a date and a time, to the form of a slot; missing is
// the time of a date alone. What is neither stays as it is.
func wallTime(text, missing string) string {
	for _, layout := range []string{"2006-01-02", "02/01/2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format("2006-01-02") + missing
		}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "02/01/2006 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format("2006-01-02T15:04")
		}
	}
	return text
}

func (r row) offer(e *data.Element, w *warnings) {
	if e.Kind != data.KindClassified {
		return
	}
	e.Offer = &data.Offer{
		Intent: data.Intent(r.text(fieldIntent)), Basis: data.Basis(r.text(fieldBasis)), Unit: r.text(fieldUnit),
		State: data.OfferState(r.text(fieldOfferState)), ValidThrough: r.instant(fieldValidThrough, w),
	}
	if price := r.text(fieldPrice); price != "" {
		value, err := strconv.ParseFloat(strings.Replace(price, ",", ".", 1), 64)
		if err != nil {
			w.add("price", "%q is no number, left out", shortened(price))
		}
		e.Offer.Price = value
	}
}
