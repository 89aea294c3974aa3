package generate

import (
	"math"
	"time"

	"maillage/data"
)

// kinds are the kinds with their shares, and the types they have: the common ones
// first, and last the one that stands for all that are rarer.
var kinds = []struct {
	kind  data.Kind
	share float64
	types []string
}{
	{data.KindOrganization, 0.42, []string{"association", "coopérative", "collectif", "AMAP", "entreprise solidaire", "fondation", "commune", "SCIC", "CUMA", "mutuelle"}},
	{data.KindPlace, 0.25, []string{"tiers-lieu", "jardin partagé", "fablab", "ressourcerie", "bibliothèque", "café associatif", "composteur", "atelier vélo", "boîte à livres", "four à pain", "refuge", "lavoir"}},
	{data.KindEvent, 0.13, []string{"atelier", "festival", "marché", "fête", "conférence", "chantier participatif", "repair café", "concert", "randonnée", "assemblée"}},
	{data.KindProject, 0.09, []string{"habitat participatif", "énergie citoyenne", "monnaie locale", "verger", "logiciel libre", "film", "épicerie participative"}},
	{data.KindClassified, 0.08, []string{"outil", "trajet", "hébergement", "compétence", "graines", "emploi", "matériaux"}},
	{data.KindPerson, 0.03, []string{"bénévole", "artisan", "animateur", "formatrice"}},
}

var (
	kindShares = func() distribution {
		weights := make([]float64, len(kinds))
		for i, k := range kinds {
			weights[i] = k.share
		}
		return newDistribution(weights)
	}()
	typeShares = newZipf(12, 1, 1) // of as many types as any kind has
)

// makeKind gives the element its kind, its type and what only that kind has.
func (m *maker) makeKind() {
	k := &kinds[kindShares.draw(m.Rand)]
	m.e.Kind = k.kind
	if m.chance(0.85) {
		m.e.Type = k.types[min(typeShares.draw(m.Rand), len(k.types)-1)]
	}
	switch k.kind {
	case data.KindEvent:
		m.makeSchedule()
	case data.KindProject:
		m.e.Progress = pick(m, data.Stages)
	case data.KindClassified:
		m.makeOffer()
	}
}

// makeSchedule gives an event its dates: one day most of the time, several in a
// row, or the same evening of some weeks. One event in ten has none yet.
func (m *maker) makeSchedule() {
	if m.chance(0.1) {
		return
	}
	if m.chance(0.04) {
		m.e.EventStatus = pick(m, data.EventStatuses)
	}
	if m.chance(0.3) {
		m.e.Capacity = 10 * (1 + m.IntN(30))
	}
	zone := "UTC"
	if m.ground.country == "FR" {
		zone = "Europe/Paris"
	}
	days := int(m.ExpFloat64() * 300)
	if m.chance(0.2) {
		days = -1 - m.IntN(500)
	}
	start := Present.AddDate(0, 0, min(days, 4*365)).Add(time.Duration(8+m.IntN(13)) * time.Hour)
	length := time.Duration(1+m.IntN(6)) * time.Hour
	slots, step := 1, 1
	switch kind := m.Float64(); {
	case kind < 0.1:
		slots = 2 + m.IntN(3)
	case kind < 0.2:
		slots, step = 2+m.IntN(10), 7
	}
	m.e.Schedule = &data.Schedule{Zone: zone}
	for range slots {
		const local = "2006-01-02T15:04"
		m.e.Schedule.Slots = append(m.e.Schedule.Slots, data.Slot{Start: start.Format(local), End: start.Add(length).Format(local)})
		start = start.AddDate(0, 0, step)
	}
}

// makeOffer gives a classified what it offers or needs, good for years.
func (m *maker) makeOffer() {
	offer := &data.Offer{Intent: data.IntentOffer, Basis: pick(m, data.Bases), State: data.OfferOpen}
	if m.chance(0.3) {
		offer.Intent = data.IntentNeed
	}
	switch offer.Basis {
	case data.BasisSell, data.BasisRent:
		offer.Price, offer.Unit = math.Round(math.Exp(m.NormFloat64()+3)), "EUR"
	case data.BasisExchange:
		if m.chance(0.5) {
			offer.Price, offer.Unit = float64(1+m.IntN(10)), "hours"
		}
	}
	if m.chance(0.6) {
		offer.ValidThrough = Present.AddDate(5, 0, m.IntN(5*365))
	}
	m.e.Offer = offer
}
