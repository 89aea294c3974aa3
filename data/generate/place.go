package generate

import (
	"strconv"

	"maillage/data"
	"maillage/geo"
)

// Shares of where elements are, out of all.
const (
	shareWithoutPlace = 0.02
	shareWithShape    = 0.005
)

// makePlace gives the element its geometry and its address. A person is shown in
// the middle of their commune.
func (m *maker) makePlace() {
	person := m.e.Kind == data.KindPerson
	switch where := m.Float64(); {
	case where < shareWithoutPlace:
		if m.chance(0.5) {
			return // nothing tells
		}
	case person || where < shareWithoutPlace+0.05:
		m.e.Geometry = geo.PointGeometry(geo.Point{Lon: rounded(m.ground.Label.Lon), Lat: rounded(m.ground.Label.Lat)})
		m.e.Precision = data.PrecisionCommune
	case where > 1-shareWithShape/0.97: // persons have none
		m.e.Geometry = m.shape(m.point())
	default:
		m.e.Geometry = geo.PointGeometry(m.point())
		m.e.Precision = data.PrecisionExact
		if m.chance(0.2) {
			m.e.Precision = data.PrecisionStreet
		}
	}
	m.e.Address = data.Address{Locality: m.ground.Name, Country: m.ground.country}
	if m.ground.Level == geo.LevelCommune {
		m.e.Address.Commune = m.ground.Code
	}
	if codes := m.ground.Postcodes; len(codes) > 0 {
		m.e.Address.PostalCode = pick(m, codes)
	}
	if !person && m.chance(0.7) {
		m.e.Address.Street = m.street()
	}
}

// street returns the number and the name of a street.
func (m *maker) street() string {
	name := pick(m, streetNames)
	if m.chance(0.3) {
		name = m.generator.vocabulary.properName(m.IntN(5000))
	}
	return strconv.Itoa(1+m.IntN(120)) + " " + pick(m, streetKinds) + " " + name
}
