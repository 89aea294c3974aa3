package main

import (
	"testing"

	"maillage/data"
	"maillage/data/generate"
	"maillage/geo"
)

func newInvented(t *testing.T, count int) *invented {
	t.Helper()
	home := geo.Territory{Code: "FR-35001", Level: geo.LevelCommune, Name: "Bourg", Label: geo.Point{Lon: -1.5, Lat: 48}, Population: 1000}
	gazetteer := geo.NewGazetteer([]geo.Territory{home})
	generator, err := generate.New(gazetteer, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := &invented{generator: generator, gazetteer: gazetteer}
	s.count.Store(int64(count))
	return s
}

func TestEngineFollowsWhatIsInvented(t *testing.T) {
	const count = 500
	source := newInvented(t, count)
	e, err := openEngine(t.Context(), source, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	public := 0
	for n := range int64(count) {
		elements, _ := source.ElementsByNum(t.Context(), []int64{n + 1})
		if elements[0].Public() {
			public++
		}
	}
	if got := e.snapshot.Total(); got != public {
		t.Errorf("the engine shows %d elements, want %d", got, public)
	}
	if _, err := addSome(t.Context(), e, source); err != nil {
		t.Fatal(err)
	}
	if got := e.Snapshot().Sequence(); got != count+addedOneByOne {
		t.Errorf("after some were added, the engine has come to %d, want %d", got, count+addedOneByOne)
	}
}

func TestSomeAreAsManyAsASurveyWants(t *testing.T) {
	source, yielded := newInvented(t, 5*keptElements), 0
	err := source.some(t.Context(), func(data.Element) error {
		yielded++
		return nil
	})
	if err != nil || yielded < keptElements || yielded > 3*keptElements {
		t.Errorf("%d of %d, %v", yielded, source.count.Load(), err)
	}
}
