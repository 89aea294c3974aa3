package generate

import (
	"fmt"
	"strings"

	"maillage/data"
)

// fiction are the beginnings of the telephone numbers that France keeps for
// films and books.
var fiction = []string{"+33 1 99 00", "+33 2 61 91", "+33 3 53 01", "+33 4 65 71", "+33 5 36 49", "+33 6 39 98"}

var hours = []string{
	"Mo-Fr 09:00-12:00,14:00-18:00", "We,Sa 14:00-18:00", "Tu-Sa 10:00-19:00", "24/7", "Sa 09:00-13:00",
	"Fr 17:00-20:00", "Mo,Th 18:00-21:00", "PH,Su 10:00-18:00",
}

// makeContact gives the element a way to reach it, most of the time. Persons give
// none here.
func (m *maker) makeContact() {
	if m.e.Kind == data.KindPerson {
		return
	}
	host := data.SlugOf(m.e.Name)
	if len(host) > 40 {
		host = strings.ToValidUTF8(host[:40], "")
	}
	host += fmt.Sprintf("%04d", m.IntN(10_000)) // never a hyphen at the end
	if m.chance(0.6) {
		m.e.Website = "https://" + host + ".example.org/"
	}
	if m.chance(0.4) {
		m.e.Email = "contact@" + host + ".example.org"
	}
	if m.chance(0.3) {
		m.e.Phone = fmt.Sprintf("%s %02d %02d", pick(m, fiction), m.IntN(100), m.IntN(100))
	}
	if m.e.Kind == data.KindPlace && m.chance(0.5) {
		m.e.OpeningHours = pick(m, hours)
	}
	if m.e.Kind == data.KindPlace && m.chance(0.15) {
		m.e.Accessibility = map[string]string{"wheelchair": pick(m, []string{"yes", "limited", "no"})}
	}
}
