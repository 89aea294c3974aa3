package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"maillage/data"
	"maillage/geo"
)

// optional holds what an element can do without, by the names of [data.FieldError],
// and how each is left out; i is the entry of a list. What is not in it makes a
// record refused: its name, its kind, what it is known by, and what decides who
// may see it.
var optional = map[string]func(e *data.Element, i int){
	"type":        func(e *data.Element, _ int) { e.Type = "" },
	"slug":        func(e *data.Element, _ int) { e.Slug = "" },
	"summary":     func(e *data.Element, _ int) { e.Summary = "" },
	"description": func(e *data.Element, _ int) { e.Description = "" },
	"tags":        func(e *data.Element, _ int) { e.Tags = nil },

	"geometry":               func(e *data.Element, _ int) { e.Geometry = geo.Geometry{} },
	"precision":              func(e *data.Element, _ int) { e.Precision = "" },
	"address":                func(e *data.Element, _ int) { e.Address = data.Address{} },
	"address.streetAddress":  func(e *data.Element, _ int) { e.Address.Street = "" },
	"address.addressCountry": func(e *data.Element, _ int) { e.Address.Country = "" },
	"address.commune":        func(e *data.Element, _ int) { e.Address.Commune = "" },

	"website":       func(e *data.Element, _ int) { e.Website = "" },
	"email":         func(e *data.Element, _ int) { e.Email = "" },
	"phone":         func(e *data.Element, _ int) { e.Phone = "" },
	"sameAs":        func(e *data.Element, i int) { e.SameAs[i] = "" },
	"openingHours":  func(e *data.Element, _ int) { e.OpeningHours = "" },
	"image":         func(e *data.Element, i int) { e.Image[i] = data.Image{} },
	"accessibility": func(e *data.Element, _ int) { e.Accessibility = nil },
	"links":         func(e *data.Element, i int) { e.Links[i] = data.Link{} },

	"schedule":           func(e *data.Element, _ int) { e.Schedule = nil },
	"eventStatus":        func(e *data.Element, _ int) { e.EventStatus = "" },
	"capacity":           func(e *data.Element, _ int) { e.Capacity = 0 },
	"progress":           func(e *data.Element, _ int) { e.Progress = "" },
	"offer":              leaveOutOffer,
	"offer.state":        inOffer(func(o *data.Offer) { o.State = "" }),
	"offer.price":        inOffer(func(o *data.Offer) { o.Price = 0 }),
	"offer.validThrough": inOffer(func(o *data.Offer) { o.ValidThrough = time.Time{} }),

	"externalIds": func(e *data.Element, _ int) { e.ExternalIDs = nil },
	"source.url":  func(e *data.Element, _ int) { e.Source.URL = "" },
	"license":     func(e *data.Element, _ int) { e.License = "" },
	"createdBy":   func(e *data.Element, _ int) { e.CreatedBy = data.ID{} },
	"createdAt":   func(e *data.Element, _ int) { e.CreatedAt = time.Time{} },
	"updatedBy":   func(e *data.Element, _ int) { e.UpdatedBy = data.ID{} },
	"updatedAt":   func(e *data.Element, _ int) { e.UpdatedAt = time.Time{} },
	"verifiedAt":  func(e *data.Element, _ int) { e.VerifiedAt = time.Time{} },
	"num":         func(e *data.Element, _ int) { e.Num = 0 },
	"revision":    func(e *data.Element, _ int) { e.Revision = 0 },
}

// leaveOutOffer keeps the offer of a classified, which is nothing without it.
func leaveOutOffer(e *data.Element, _ int) {
	if e.Kind != data.KindClassified {
		e.Offer = nil
	}
}

// inOffer changes the offer, if there is still one.
func inOffer(change func(*data.Offer)) func(*data.Element, int) {
	return func(e *data.Element, _ int) {
		if e.Offer != nil {
			change(e.Offer)
		}
	}
}

// fieldParts are those of the name of a field: "image[3].url" is an entry of a
// list, "offer.state" a part of "offer".
var fieldParts = regexp.MustCompile(`^(\w+)(?:\[(\d+)\])?`)

// leaveOut takes out of e the optional fields that break one of its rules, as err
// says, with a warning for each that says the first.
func (w *warnings) leaveOut(e *data.Element, err error) {
	done := map[string]bool{}
	for _, broken := range data.FieldErrors(err) {
		parts := fieldParts.FindStringSubmatch(broken.Field)
		field, without := broken.Field, optional[broken.Field]
		if without == nil {
			field, without = parts[0], optional[parts[1]]
		}
		if without == nil || done[field] {
			continue
		}
		done[field] = true
		entry, _ := strconv.Atoi(parts[2]) // 0 when it is no list
		without(e, entry)
		w.add(broken.Field, "%s, left out", broken.Reason())
	}
}

// dropEmpty takes out of lists what is nothing, in part what leaveOut left of it.
func dropEmpty(e *data.Element) {
	e.SameAs = slices.DeleteFunc(e.SameAs, func(page string) bool { return page == "" })
	e.Image = slices.DeleteFunc(e.Image, func(image data.Image) bool { return image.URL == "" && image.Photo == "" })
	e.Links = slices.DeleteFunc(e.Links, func(link data.Link) bool { return link.Rel == "" })
}
