package generate

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"maillage/data"
	"maillage/geo"
)

// SourceName is the name of the source of every generated element. Its ids are
// the seed and the number: "1-42".
const SourceName = "generated"

// Present is the day around which the elements live: they were referenced in the
// ten years before; their events take place from then on, and one in five before.
var Present = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// ErrNoTerritory says that there is no land to put elements on.
var ErrNoTerritory = errors.New("no territory is known: import some first, see `maillage import territories --help`")

// Generator makes elements. Its methods may be called from any goroutine.
type Generator struct {
	seed       uint64
	gazetteer  *geo.Gazetteer
	grounds    []ground
	population distribution // of grounds, by people
	vocabulary *vocabulary
}

// New returns a generator of elements that live on the finest territories of the
// gazetteer, more where more people do: on communes, if it has any. The error
// wraps [ErrNoTerritory].
func New(gazetteer *geo.Gazetteer, seed uint64) (*Generator, error) {
	finest := finestOf(gazetteer)
	if len(finest) == 0 {
		return nil, ErrNoTerritory
	}
	g := &Generator{seed: seed, gazetteer: gazetteer, vocabulary: newVocabulary()}
	people := inhabitants(finest)
	for i, territory := range finest {
		g.grounds = append(g.grounds, newGround(gazetteer, territory, people[i]))
	}
	g.population = newDistribution(people)
	return g, nil
}

// finestOf returns the communes, or, where there is none, every territory that is
// not divided further, by code.
func finestOf(gazetteer *geo.Gazetteer) []*geo.Territory {
	var communes, undivided []*geo.Territory
	for _, t := range gazetteer.All() {
		switch {
		case t.Level == geo.LevelCommune:
			communes = append(communes, t)
		case t.Level != geo.LevelEPCI && len(gazetteer.Children(t.Code)) == 0:
			undivided = append(undivided, t)
		}
	}
	if len(communes) > 0 {
		return communes
	}
	return undivided
}

// inhabitants returns how many people live in each territory: the mean of the
// others where nobody has counted, so that none stays empty.
func inhabitants(territories []*geo.Territory) []float64 {
	total, counted := 0, 0
	for _, t := range territories {
		if t.Population > 0 {
			total += t.Population
			counted++
		}
	}
	mean := 1000.0
	if counted > 0 {
		mean = float64(total) / float64(counted)
	}
	people := make([]float64, len(territories))
	for i, t := range territories {
		people[i] = mean
		if t.Population > 0 {
			people[i] = float64(t.Population)
		}
	}
	return people
}

// Element returns the element with a number, of which 1 is the first.
func (g *Generator) Element(number int) data.Element {
	m := &maker{
		Rand:      rand.New(rand.NewPCG(scatter(g.seed), scatter(uint64(number)))),
		generator: g,
	}
	// Ids follow one another like those that an import gives.
	m.e.ID = m.newID(Present.Add(time.Duration(number) * time.Millisecond))
	m.e.Source = data.Source{Name: SourceName, ID: strconv.FormatUint(g.seed, 10) + "-" + strconv.Itoa(number)}
	m.e.License = "CC0-1.0"
	m.e.Status, m.e.Visibility = data.StatusPublished, data.VisibilityPublic
	m.ground = &g.grounds[g.population.draw(m.Rand)]
	m.makeLife()
	m.makeKind()
	m.makePlace()
	m.makeWords()
	m.makeContact()
	return m.e
}

// scatter spreads numbers that follow one another over all 64 bits (splitmix64).
func scatter(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// maker makes one element; the methods are called once, in the order above.
type maker struct {
	*rand.Rand
	generator *Generator
	ground    *ground
	topic     *topic
	e         data.Element
}

// chance reports true with probability p.
func (m *maker) chance(p float64) bool { return m.Float64() < p }

// pick returns one of the choices, all alike.
func pick[T any](m *maker, choices []T) T { return choices[m.IntN(len(choices))] }

// makeLife gives the element the instants of its life.
func (m *maker) makeLife() {
	const years = 10
	// Commons grow: the later years have more of them.
	age := time.Duration(years * 365.25 * 24 * float64(time.Hour) * (1 - sqrt(m.Float64())))
	m.e.CreatedAt = Present.Add(-age).Truncate(time.Second)
	m.e.UpdatedAt = m.e.CreatedAt
	if m.chance(0.4) {
		m.e.UpdatedAt = m.e.CreatedAt.Add(time.Duration(m.Float64() * float64(age))).Truncate(time.Second)
	}
	if m.chance(0.2) {
		m.e.VerifiedAt = m.e.UpdatedAt
	}
}

// newID returns a UUID of version 7 for an instant.
func (m *maker) newID(at time.Time) (id data.ID) {
	high := uint64(at.UnixMilli())<<16 | 0x7000 | m.Uint64()>>52
	low := 1<<63 | m.Uint64()>>2
	for i := range 8 {
		id[i] = byte(high >> (56 - 8*i))
		id[8+i] = byte(low >> (56 - 8*i))
	}
	return id
}
