package api

import (
	"strconv"
	"strings"
	"time"

	"maillage/data"
	"maillage/data/hours"
	"maillage/geo"
)

func (f *elementForm) event() {
	if !f.same("eventStatus") {
		f.e.EventStatus = data.EventStatus(f.text("eventStatus"))
	}
	f.e.Capacity = f.whole("capacity")
	if f.same("start", "end", "timezone") {
		return
	}
	f.e.Schedule = nil
	starts, ends := f.values["start"], f.values["end"]
	var slots []data.Slot
	for i := range max(len(starts), len(ends)) {
		slot := data.Slot{Start: wallTime(starts, i), End: wallTime(ends, i)}
		if slot == (data.Slot{}) {
			continue
		}
		if slot.Start == "" {
			f.refuse("schedule.slots["+strconv.Itoa(len(slots))+"].start", "no_start", nil)
		}
		slots = append(slots, slot)
	}
	f.values["start"], f.values["end"] = nil, nil
	for _, slot := range slots { // as they are counted when one is wrong
		f.values["start"], f.values["end"] = append(f.values["start"], slot.Start), append(f.values["end"], slot.End)
	}
	if len(slots) > 0 {
		f.e.Schedule = &data.Schedule{Zone: f.zone(), Slots: slots}
	}
}

// wallTime returns what a line of a list of local times holds, without seconds.
func wallTime(list []string, i int) string {
	if i >= len(list) {
		return ""
	}
	text := strings.TrimSpace(list[i])
	if len(text) == len("2026-05-23T19:00:00") && text[16] == ':' {
		text = text[:16]
	}
	return text
}

// usualZone is that of what says neither its zone nor a place abroad.
const usualZone = "Europe/Paris"

// zone returns the time zone that was typed, else that of the place.
func (f *elementForm) zone() string {
	if zone := f.text("timezone"); zone != "" {
		return zone
	}
	if clock, known := clockOf(&f.e, f.gazetteer); known {
		return clock.String()
	}
	if len(data.TerritoriesOf(&f.e, f.gazetteer)) > 0 {
		f.refuse("schedule.timezone", "missing", nil)
	}
	return usualZone
}

func (f *elementForm) offer() {
	offer := data.Offer{}
	if f.present.Offer != nil {
		offer = *f.present.Offer
	}
	offer.Intent, offer.Basis = data.Intent(f.text("intent")), data.Basis(f.text("basis"))
	if offer.Intent == "" {
		f.refuse("offer.intent", "missing", nil)
	}
	if offer.Basis == "" {
		f.refuse("offer.basis", "missing", nil)
	}
	if !f.same("price", "unit") {
		f.price(&offer)
	}
	if !f.same("validThrough") {
		offer.ValidThrough = f.day("validThrough", "offer.validThrough")
	}
	f.e.Offer = &offer
}

func (f *elementForm) price(offer *data.Offer) {
	offer.Price, offer.Unit = 0, ""
	if text := f.text("price"); text != "" {
		plain := strings.NewReplacer("€", "", " ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(text)
		price, err := strconv.ParseFloat(plain, 64)
		if err != nil || price-price != 0 { // infinite or no number
			f.refuse("offer.price", "number", data.Facts{"value": shortened(text)})
		} else if offer.Price = price; price != 0 {
			offer.Unit = "EUR"
		}
	}
	if unit := f.text("unit"); unit != "" {
		offer.Unit = unit
		if unit == "€" || strings.EqualFold(unit, "euros") {
			offer.Unit = "EUR"
		}
	}
}

// day returns the last second of a day that was typed, in the zone of the place.
func (f *elementForm) day(name, field string) time.Time {
	text := f.text(name)
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, usualClock(&f.e, f.gazetteer))
	if err != nil {
		f.refuse(field, "day", data.Facts{"value": shortened(text)})
		return time.Time{}
	}
	return day.AddDate(0, 0, 1).Add(-time.Second).UTC()
}

// usualClock returns the clock of the place of an element, that of the usual zone where
// it is not known.
func usualClock(e *data.Element, g *geo.Gazetteer) *time.Location {
	if clock, known := clockOf(e, g); known {
		return clock
	}
	if zone, err := time.LoadLocation(usualZone); err == nil {
		return zone
	}
	return time.UTC
}

// clockOf returns the clock of the place of an element, and whether it is known.
func clockOf(e *data.Element, g *geo.Gazetteer) (*time.Location, bool) {
	calendar, known := hours.CalendarOf(data.TerritoriesOf(e, g))
	if !known {
		return nil, false
	}
	return calendar.Zone, true
}

// whole returns a whole number, 0 for none.
func (f *elementForm) whole(name string) int {
	text := f.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.refuse(name, "whole", data.Facts{"value": shortened(text)})
	}
	return n
}
