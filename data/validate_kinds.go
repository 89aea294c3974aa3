package data

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// kindFields checks the fields that only one kind has.
func (c *checker) kindFields(e *Element) {
	only := func(kind Kind, field string, present bool) {
		if present && e.Kind != kind {
			c.refuse(field, "kind", "only", string(kind))
		}
	}
	only(KindEvent, "schedule", e.Schedule != nil)
	only(KindEvent, "eventStatus", e.EventStatus != "")
	only(KindEvent, "capacity", e.Capacity != 0)
	only(KindClassified, "offer", e.Offer != nil)
	only(KindProject, "progress", e.Progress != "")
	if e.Schedule != nil {
		c.schedule(e.Schedule)
	}
	optionalOneOf(c, "eventStatus", e.EventStatus, EventStatuses)
	if e.Capacity < 0 {
		c.refuse("capacity", "negative")
	}
	optionalOneOf(c, "progress", e.Progress, Stages)
	switch {
	case e.Offer != nil:
		c.offer(e.Offer)
	case e.Kind == KindClassified:
		c.refuse("offer", "offer")
	}
}

func (c *checker) offer(o *Offer) {
	oneOf(c, "offer.intent", o.Intent, Intents)
	oneOf(c, "offer.basis", o.Basis, Bases)
	optionalOneOf(c, "offer.state", o.State, OfferStates)
	c.line("offer.unit", o.Unit, MaxWord)
	if !(o.Price >= 0 && o.Price <= 1e12) || math.IsNaN(o.Price) {
		c.refuse("offer.price", "price", "price", fmt.Sprint(o.Price))
	}
}

// slotLayout is the local wall time of a slot.
const slotLayout = "2006-01-02T15:04"

// zones are the names of zones that were looked up and found: as few as there are.
var zones sync.Map

// isZone reports whether there is a time zone of that name.
func isZone(name string) bool {
	if _, known := zones.Load(name); known {
		return true
	}
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return false
	}
	zones.Store(name, nil)
	return true
}

func (c *checker) schedule(s *Schedule) {
	if !isZone(s.Zone) {
		c.refuse("schedule.timezone", "zone", "value", truncate(s.Zone, 100))
	}
	if len(s.Slots) == 0 {
		c.refuse("schedule.slots", "schedule_empty")
	}
	c.count("schedule.slots", len(s.Slots), 800)
	for i, slot := range s.Slots {
		field := fmt.Sprintf("schedule.slots[%d]", i)
		start, err := time.Parse(slotLayout, slot.Start)
		if err != nil {
			c.refuse(field+".start", "time", "value", truncate(slot.Start, 100))
			continue
		}
		if slot.End == "" {
			continue
		}
		end, err := time.Parse(slotLayout, slot.End)
		if err != nil {
			c.refuse(field+".end", "time", "value", truncate(slot.End, 100))
		} else if end.Before(start) {
			c.refuse(field+".end", "before_start")
		}
	}
}
