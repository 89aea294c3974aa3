package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"maillage/data"
	"maillage/geo"
)

// twin invents an element of which there are others much like it: few names, one
// letter off now and then, a few sites, and places close together.
func twin(r *rand.Rand, id int) data.Element {
	names := []string{"Jardin des Lilas", "Jardin partagé des Lilas", "Les Mésanges", "Association Les Mésanges", "Repair Café Villejean", "Mairie", "Atelier", "Compagnons du Roseau Bleu", "Roseau Bleu"}
	name := names[r.IntN(len(names))]
	if r.IntN(4) == 0 {
		at := r.IntN(len(name))
		name = strings.ToValidUTF8(name[:at]+name[min(at+1, len(name)):], "")
	}
	e := randomElement(r, id)
	e.Kind, e.Offer = []data.Kind{data.KindPlace, data.KindOrganization, data.KindOrganization, data.KindProject, data.KindEvent, data.KindPerson}[r.IntN(6)], nil
	e.Name, e.Precision = name, ""
	e.Website, e.Phone = fmt.Sprintf("https://site%d.example.org", r.IntN(300)), fmt.Sprintf("02 61 91 %02d %02d", r.IntN(3), r.IntN(100))
	e.ExternalIDs = map[string]string{"osm": fmt.Sprintf("node/%d", 1+r.IntN(400))}
	if r.IntN(5) > 0 {
		e.Geometry = geo.PointGeometry(geo.Point{Lon: 1.5 + float64(r.IntN(4)) + r.Float64()*0.01, Lat: 41.5 + r.Float64()*0.01})
	}
	switch e.Kind {
	case data.KindPerson:
		e.Precision = data.PrecisionCommune
	case data.KindEvent:
		e.Schedule = &data.Schedule{Zone: "Europe/Paris", Slots: []data.Slot{{Start: fmt.Sprintf("2026-05-2%dT19:00", r.IntN(3))}}}
	}
	if r.IntN(6) == 0 {
		e.Precision = data.PrecisionCommune
	}
	return e
}

// TestWhatIsAlikeIsOffered holds invented elements against all others, one by one:
// what the rule says is alike is among the candidates, but for what only misspelt
// words or an identifier of many tell.
func TestWhatIsAlikeIsOffered(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 12))
	b := newBench(t, squareWorld())
	for range 4 {
		var batch []data.Element
		for range 150 {
			batch = append(batch, twin(r, r.IntN(700)))
		}
		b.write(batch...)
	}
	s := b.snapshot()
	elements, err := currentElements(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	elements = slices.DeleteFunc(elements, func(e data.Element) bool { return !e.Public() })
	expected := 0
	for range 300 {
		asked := twin(r, 10_000)
		var but []data.ID
		if r.IntN(3) == 0 {
			asked = elements[r.IntN(len(elements))]
			but = []data.ID{asked.ID}
		}
		offered, err := s.MayBeAlike(t.Context(), &asked, but, math.MaxInt)
		if err != nil {
			t.Fatal(err)
		}
		for i := range elements {
			e := &elements[i]
			reasons := data.Alike(&asked, e, s.Gazetteer())
			found := slices.Contains(offered, e.Num)
			if slices.Contains(but, e.ID) {
				if found {
					t.Errorf("seed %d: %q is offered though it is left out", seed, e.Name)
				}
				continue
			}
			if len(reasons) == 0 || !tellsEnough(&asked, e, elements) {
				continue
			}
			if expected++; !found {
				t.Errorf("seed %d: %q (%s) is not offered for %q (%s), like it by %q", seed, e.Name, e.Kind, asked.Name, asked.Kind, reasons)
			}
		}
	}
	if expected < 100 {
		t.Errorf("only %d pairs are alike: this proves little", expected)
	}
}

// tellsEnough reports whether two elements that are alike are so by more than a
// misspelt name at a distance, or an identifier that many have.
func tellsEnough(a, b *data.Element, all []data.Element) bool {
	for _, id := range a.Identifiers() {
		having := 0
		for i := range all {
			if slices.Contains(all[i].Identifiers(), id) && slices.Contains(data.KindsAlike(a.Kind), all[i].Kind) {
				having++
			}
		}
		if having <= sharedBy && slices.Contains(b.Identifiers(), id) {
			return true
		}
	}
	named := data.CompareName(a.Name, "").Similar(data.CompareName(b.Name, "")) != data.OtherNames
	if !named {
		return false
	}
	if !a.Geometry.IsZero() && !b.Geometry.IsZero() && a.Geometry.Representative().DistanceMeters(b.Geometry.Representative()) < data.NearMeters-1 {
		return true
	}
	words := map[string]bool{}
	for _, t := range analyze(a.Name) {
		words[t.text] = true
	}
	common := slices.ContainsFunc(analyze(b.Name), func(t term) bool { return words[t.text] })
	return common && slices.Contains(data.Alike(a, b, geo.NewGazetteer(squareWorld())), data.NearAndLike)
}

func TestAnIdentifierOfManyTellsNothing(t *testing.T) {
	b := newBench(t, squareWorld())
	asked := data.Element{Kind: data.KindPlace, Name: "Zinnia", Website: "https://federation.example.org"}
	for i := range sharedBy + 1 {
		e := publicAt(fmt.Sprint(i), fmt.Sprintf("Groupe %c", 'A'+i), geo.Point{Lon: 1.5, Lat: 41.5})
		e.Website = "http://www.federation.example.org/"
		b.write(e)
		offered, err := b.snapshot().MayBeAlike(t.Context(), &asked, nil, 100)
		want := i + 1
		if want > sharedBy {
			want = 0
		}
		if err != nil || len(offered) != want {
			t.Errorf("%d have the site: %d are offered, %v, want %d", i+1, len(offered), err, want)
		}
	}
}

func TestWhatIsNotPublicIsNeverOffered(t *testing.T) {
	b := newBench(t, squareWorld())
	at := geo.Point{Lon: 1.5, Lat: 41.5}
	draft, members, gone, person := publicAt("1", "Mésanges", at), publicAt("2", "Mésanges", at), publicAt("3", "Mésanges", at), publicAt("4", "Mésanges", at)
	draft.Status, members.Visibility = data.StatusDraft, data.VisibilityMembers
	person.Kind, person.Precision = data.KindPerson, data.PrecisionCommune
	b.write(draft, members, gone, person)
	gone.Status = data.StatusArchived
	b.write(gone)
	asked := publicAt("", "Mésanges", at)
	if offered, err := b.snapshot().MayBeAlike(t.Context(), &asked, nil, 100); err != nil || len(offered) != 0 {
		t.Errorf("%v are offered, %v", offered, err)
	}
}
