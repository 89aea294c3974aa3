package exchange

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"maillage/geo"
)

// TerritoryReport says what could not be completed, each list by code.
type TerritoryReport struct {
	Orphans     []string // territories of which a parent is neither imported nor known: import it too
	Unlisted    []string // communes that the table does not have
	WithoutEPCI int      // communes of no intercommunalité
}

// PrepareTerritories completes territories that were read, and returns all that
// is to be kept of them: the territories themselves and, with a table, the
// intercommunalités of their communes. Neither read nor existing is changed;
// table and existing may be nil.
//
// A territory gets the parents that its code and the table tell. What the files
// do not tell and the existing territory of that code does is taken from there:
// other names, postcodes, population, without a table the intercommunalité. An
// intercommunalité is outlined around its communes, imported or existing; it
// lies in the région of most of them.
func PrepareTerritories(read []geo.Territory, table *Hierarchy, existing *geo.Gazetteer) ([]geo.Territory, TerritoryReport) {
	if existing == nil {
		existing = geo.NewGazetteer(nil)
	}
	p := preparation{table: table, existing: existing, made: map[string]*geo.Territory{}}
	for _, t := range read {
		t.Parents = slices.Clone(t.Parents)
		p.made[t.Code] = &t
	}
	for _, code := range slices.Sorted(maps.Keys(p.made)) {
		p.complete(p.made[code])
	}
	p.addEPCIs()
	prepared := make([]geo.Territory, 0, len(p.made))
	for _, code := range slices.Sorted(maps.Keys(p.made)) {
		t := p.made[code]
		if slices.ContainsFunc(t.Parents, func(parent string) bool { return !p.known(parent) }) {
			p.report.Orphans = append(p.report.Orphans, code)
		}
		prepared = append(prepared, *t)
	}
	return prepared, p.report
}

type preparation struct {
	table    *Hierarchy
	existing *geo.Gazetteer
	made     map[string]*geo.Territory
	report   TerritoryReport
}

func (p *preparation) known(code string) bool {
	_, made := p.made[code]
	_, exists := p.existing.Territory(code)
	return made || exists
}

// complete fills in what the table and the existing territory tell.
func (p *preparation) complete(t *geo.Territory) {
	before, exists := p.existing.Territory(t.Code)
	if !exists {
		before = &geo.Territory{}
	}
	if t.Level == geo.LevelCommune {
		p.completeCommune(t, before)
	}
	if t.Names == nil && t.Name == before.Name {
		t.Names = before.Names
	}
	if len(t.Postcodes) == 0 {
		t.Postcodes = before.Postcodes
	}
	t.Population = cmp.Or(t.Population, before.Population)
}

func (p *preparation) completeCommune(t, before *geo.Territory) {
	insee := strings.TrimPrefix(t.Code, "FR-")
	epci := ""
	if p.table == nil {
		epci = p.epciOf(before.Code)
	} else if row, listed := p.table.communes[insee]; listed {
		epci, t.Postcodes, t.Population = row.epci, row.postcodes, row.population
	} else {
		p.report.Unlisted = append(p.report.Unlisted, t.Code)
	}
	if len(t.Postcodes) == 0 {
		t.Postcodes = geo.PostcodesOfArrondissements(insee)
	}
	if epci == "" {
		p.report.WithoutEPCI++
		return
	}
	t.Parents = append([]string{epci}, t.Parents...)
}

// epciOf returns the intercommunalité of an existing commune, empty for none.
func (p *preparation) epciOf(commune string) string {
	for _, parent := range p.existing.Chain(commune) {
		if parent.Level == geo.LevelEPCI {
			return parent.Code
		}
	}
	return ""
}

// addEPCIs adds the intercommunalités of the communes that were read.
func (p *preparation) addEPCIs() {
	if p.table == nil {
		return
	}
	touched := map[string]bool{}
	for _, t := range p.made {
		if t.Level == geo.LevelCommune && strings.HasPrefix(t.Parents[0], "FR-EPCI-") {
			touched[t.Parents[0]] = true
		}
	}
	members := map[string][]*geo.Territory{}
	for _, insee := range slices.Sorted(maps.Keys(p.table.communes)) {
		epci := p.table.communes[insee].epci
		if !touched[epci] {
			continue
		}
		commune, ok := p.made["FR-"+insee]
		if !ok {
			commune, ok = p.outlined("FR-" + insee)
		}
		if ok {
			members[epci] = append(members[epci], commune)
		}
	}
	for code := range touched { // its communes that were imported before, of another département
		for _, commune := range p.existing.Children(code) {
			_, listed := p.table.communes[strings.TrimPrefix(commune.Code, "FR-")]
			if !listed && p.made[commune.Code] == nil && commune.Level == geo.LevelCommune {
				commune, _ = p.outlined(commune.Code)
				members[code] = append(members[code], commune)
			}
		}
	}
	for code, communes := range members {
		name := p.table.names[code]
		if before, exists := p.existing.Territory(code); exists && name == "" {
			name = before.Name
		}
		p.made[code] = newEPCI(code, name, communes)
	}
}

// outlined returns an existing territory with its outline, and whether there is
// one.
func (p *preparation) outlined(code string) (*geo.Territory, bool) {
	t, exists := p.existing.Territory(code)
	if !exists {
		return nil, false
	}
	outlined := *t
	outlined.Outline = p.existing.Outline(code)
	return &outlined, true
}

// newEPCI returns the intercommunalité of at least one commune. Its population
// is known when that of all of them is.
func newEPCI(code, name string, communes []*geo.Territory) *geo.Territory {
	t := &geo.Territory{Code: code, Level: geo.LevelEPCI, Name: cmp.Or(name, strings.TrimPrefix(code, "FR-EPCI-"))}
	outlines := make([]orb.MultiPolygon, len(communes))
	regions := map[string]int{}
	region, counted := "", true
	for i, commune := range communes {
		outlines[i] = commune.Outline
		t.Population += commune.Population
		counted = counted && commune.Population > 0
		parents := geo.ParentsOfCommune(strings.TrimPrefix(commune.Code, "FR-"))
		if len(parents) < 2 {
			continue
		}
		of := parents[len(parents)-2]
		if regions[of]++; regions[of] > regions[region] {
			region = of
		}
	}
	if !counted {
		t.Population = 0
	}
	if region != "" {
		t.Parents = []string{region, "FR"}
	}
	t.Outline = geo.DissolveOutlines(outlines)
	if len(t.Outline) > 0 {
		t.Label = geo.LabelOf(t.Outline)
	}
	return t
}
