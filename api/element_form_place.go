package api

import (
	"slices"
	"strings"

	"maillage/data"
	"maillage/geo"
)

// placeInputs are those that say together where an element is.
var placeInputs = []string{"town", "lat", "lon", "geometry", "precision", "street", "postcode", "country", "commune"}

// place reads where the element is: drawn, a point, a town, or nowhere that is
// known.
func (f *elementForm) place() {
	if f.same(placeInputs...) {
		return
	}
	f.e.Address = f.address()
	f.e.Precision = data.Precision(f.text("precision"))
	if f.e.Precision == "" {
		f.e.Precision = data.UsualPrecision(f.e.Kind)
	}
	town := f.town()
	f.e.Geometry = geo.Geometry{}
	switch {
	case f.drawn():
	case f.e.Precision == data.PrecisionCommune && town != nil:
		f.e.Geometry = geo.PointGeometry(town.Label)
	case f.pointed():
	case town != nil:
		f.e.Geometry, f.e.Precision = geo.PointGeometry(town.Label), data.PrecisionCommune
	}
	if f.e.Geometry.IsZero() {
		f.e.Precision = ""
		return
	}
	if err := data.CheckPlace(f.gazetteer, f.e.Geometry.Representative(), f.e.Address.Country); err != nil {
		f.wrong = append(f.wrong, err)
		return
	}
	f.e.Geometry = data.Blurred(f.e.Geometry, f.e.Precision, f.gazetteer)
	f.name()
	if f.e.Precision == data.PrecisionExact {
		f.e.Precision = f.exact()
	}
}

// exact is how the present revision says that a place is exact: in so many words, or
// by saying nothing.
func (f *elementForm) exact() data.Precision {
	if f.present.Precision == "" && !f.present.ID.IsZero() {
		return ""
	}
	return data.PrecisionExact
}

func (f *elementForm) address() data.Address {
	a := data.Address{
		Street: f.text("street"), PostalCode: f.text("postcode"), Locality: f.text("town"),
		Country: strings.ToUpper(f.text("country")), Commune: f.text("commune"),
	}
	return a
}

// town returns the commune that was typed or chosen, nil for none, and puts its code
// into the address.
func (f *elementForm) town() *geo.Territory {
	a := &f.e.Address
	typed := strings.TrimSpace(a.Locality + " " + a.PostalCode)
	abroad := a.Country != "" && a.Country != "FR"
	if typed == "" || abroad {
		a.Commune = ""
		return nil
	}
	towns := data.TownsNamed(f.gazetteer, a.Locality, a.PostalCode)
	if i := slices.IndexFunc(towns, func(t *geo.Territory) bool { return t.Code == a.Commune }); i >= 0 {
		return f.settle(towns[i])
	}
	a.Commune = ""
	if f.same("town", "postcode") {
		a.Commune = f.present.Address.Commune
	}
	switch {
	case len(towns) == 1:
		return f.settle(towns[0])
	case f.text("lat") != "" && !f.sameCenter():
		return nil // the point tells
	case f.same("town", "postcode"):
		return nil // of an import
	case len(towns) > 1:
		f.towns = towns
		f.refuse("address.commune", "town_several", data.Facts{"value": shortened(typed)})
	case data.HasCommunes(f.gazetteer, "FR"):
		f.refuse("address.addressLocality", "town_unknown", data.Facts{"value": shortened(typed)})
	}
	return nil
}

// settle writes a commune into the address as it is called.
func (f *elementForm) settle(town *geo.Territory) *geo.Territory {
	a := &f.e.Address
	a.Commune = town.Code
	for _, postcode := range town.Postcodes {
		if a.PostalCode == "" && (len(town.Postcodes) == 1 || strings.Contains(a.Locality, postcode)) {
			a.PostalCode = postcode
		}
	}
	a.Locality = town.Name
	return town
}

// sameCenter reports whether the point is the one that stood for the commune before:
// then it tells nothing of a town typed since.
func (f *elementForm) sameCenter() bool {
	return f.present.Precision == data.PrecisionCommune && f.unmoved()
}

// unmoved reports whether latitude and longitude are those that the form came with.
func (f *elementForm) unmoved() bool {
	lat, lon := degreesOf(f.present.Geometry)
	return f.text("lat") == lat && f.text("lon") == lon
}

// drawn takes a line or an area: one that was drawn now, or the present one unless
// its point was moved. It reports whether it did.
func (f *elementForm) drawn() bool {
	text := f.text("geometry")
	if text == "" {
		return false
	}
	var shape geo.Geometry
	if err := shape.UnmarshalJSON([]byte(text)); err != nil || shape.IsZero() {
		f.refuse("geometry", "shape", nil)
		return true
	}
	if text == shapeOf(f.present.Geometry) && !f.unmoved() {
		return false
	}
	f.e.Geometry = shape
	return true
}

// pointed takes latitude and longitude, or what was pasted in their place. It
// reports whether there is something.
func (f *elementForm) pointed() bool {
	lat, lon := f.text("lat"), f.text("lon")
	var p geo.Point
	var err error
	switch {
	case lat == "" && lon == "":
		return false
	case lat != "" && (lon == "" || strings.Contains(lat, "://")):
		if p, err = data.ParseCoordinates(lat); err != nil && isDegrees(lat) {
			err = &data.FieldError{Field: "geometry", Rule: "place_half"}
		}
	case lat == "":
		err = &data.FieldError{Field: "geometry", Rule: "place_half"}
	default:
		if p, err = data.ParseDegrees(lat, lon); err != nil {
			if pasted, wrong := data.ParseCoordinates(lat); wrong == nil { // over what was there
				p, err = pasted, nil
			}
		}
	}
	if err != nil {
		f.wrong = append(f.wrong, err)
		return true
	}
	f.e.Geometry = geo.PointGeometry(p)
	return true
}

// isDegrees reports whether text is one number of a pair.
func isDegrees(text string) bool {
	_, err := data.ParseDegrees(text, "0")
	return err == nil
}

// name fills in the town of a place that has a point alone.
func (f *elementForm) name() {
	a := &f.e.Address
	if a.Locality != "" || a.PostalCode != "" {
		return
	}
	if chain, _ := f.gazetteer.Locate(f.e.Geometry.Representative()); len(chain) > 0 && chain[0].Level == geo.LevelCommune {
		a.Locality, a.Commune = chain[0].Name, chain[0].Code
		if len(chain[0].Postcodes) == 1 {
			a.PostalCode = chain[0].Postcodes[0]
		}
	}
}

// degreesOf returns the point of a geometry as the inputs of the form hold it.
func degreesOf(g geo.Geometry) (lat, lon string) {
	if g.IsZero() {
		return "", ""
	}
	at := g.Representative()
	return degrees(at.Lat), degrees(at.Lon)
}

// shapeOf returns a line or an area as the input of the form holds it, empty for
// a point or nothing.
func shapeOf(g geo.Geometry) string {
	if g.IsZero() || g.IsPoint() {
		return ""
	}
	text, err := g.MarshalJSON()
	if err != nil { // a geometry always writes
		panic(err)
	}
	return string(text)
}
