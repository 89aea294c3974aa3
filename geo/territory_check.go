package geo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits of a territory. Texts are counted in bytes.
const (
	maxTerritoryName    = 1200
	maxTerritoryNames   = 200 // languages
	maxTerritoryParents = 10
	maxPostcodes        = 500
	maxPostcode         = 20
	maxOutlineVertices  = 10_000_000
)

// ErrTerritory marks a territory that cannot be one.
var ErrTerritory = errors.New("not a usable territory")

// territoryCodePattern is a country, or what lies in one: "FR", "FR-35238",
// "FR-EPCI-243500139"; of the lands that ISO does not list, see [World], the
// code has three letters.
var territoryCodePattern = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Z0-9]{1,12}){0,2}$`)

// Validate returns nil, or the first reason why t cannot be a territory: its
// code, names, level, parents, label, postcodes, population and outline are
// looked at by themselves, not whether its parents exist. The error wraps
// [ErrTerritory], or [ErrGeometry] or [ErrRange] where the outline is to blame.
func (t *Territory) Validate() error {
	if !territoryCodePattern.MatchString(t.Code) {
		return fmt.Errorf("%w: %.40q is not a code like FR, FR-35238 or FR-EPCI-243500139", ErrTerritory, t.Code)
	}
	if err := t.check(); err != nil {
		return fmt.Errorf("territory %s: %w", t.Code, err)
	}
	return nil
}

func (t *Territory) check() error {
	switch {
	case t.Level < LevelCommune || t.Level > LevelCountry:
		return fmt.Errorf("%w: its level is none from commune to country", ErrTerritory)
	case t.Population < 0:
		return fmt.Errorf("%w: its population is %d", ErrTerritory, t.Population)
	case len(t.Parents) > maxTerritoryParents:
		return fmt.Errorf("%w: it has %d parents, at most %d are taken", ErrTerritory, len(t.Parents), maxTerritoryParents)
	case len(t.Postcodes) > maxPostcodes:
		return fmt.Errorf("%w: it has %d postcodes, at most %d are taken", ErrTerritory, len(t.Postcodes), maxPostcodes)
	}
	for _, parent := range t.Parents {
		if !territoryCodePattern.MatchString(parent) || parent == t.Code {
			return fmt.Errorf("%w: %.40q cannot be the code of its parent", ErrTerritory, parent)
		}
	}
	for _, postcode := range t.Postcodes {
		if postcode == "" || len(postcode) > maxPostcode {
			return fmt.Errorf("%w: %.40q is not a postcode", ErrTerritory, postcode)
		}
	}
	if _, err := NewPoint(t.Label.Lon, t.Label.Lat); err != nil {
		return fmt.Errorf("%w: its label: %w", ErrTerritory, err)
	}
	if err := t.checkNames(); err != nil || len(t.Outline) == 0 {
		return err
	}
	outline := shapeCheck{most: maxOutlineVertices}
	return outline.shape(t.Outline)
}

func (t *Territory) checkNames() error {
	if len(t.Names) > maxTerritoryNames {
		return fmt.Errorf("%w: it has names in %d languages, at most %d are taken", ErrTerritory, len(t.Names), maxTerritoryNames)
	}
	for language, name := range t.Names {
		if len(language) > maxPostcode || !isTerritoryName(name) {
			return fmt.Errorf("%w: %.40q in the language %.40q is not a name", ErrTerritory, name, language)
		}
	}
	if !isTerritoryName(t.Name) {
		return fmt.Errorf("%w: %.40q is not a name: between 1 and %d bytes are taken", ErrTerritory, t.Name, maxTerritoryName)
	}
	return nil
}

func isTerritoryName(name string) bool {
	return strings.TrimSpace(name) != "" && len(name) <= maxTerritoryName && utf8.ValidString(name)
}
