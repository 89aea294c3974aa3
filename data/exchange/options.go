package exchange

import (
	"cmp"

	"maillage/data"
)

// Options say of a file what it does not tell itself. The zero value leaves all
// to the file.
type Options struct {
	Format   Format      // empty: told from the content
	Source   data.Source // name, URL and licence of records that do not state theirs
	FileName string      // without folder and extension: the source of last resort
	Kind     data.Kind   // of records that do not state theirs; empty: told from the type
	Type     string      // of records that do not state theirs
	Mapping  *Mapping    // nil: columns are recognised by their names
	Taxonomy *Taxonomy   // the categories of a GoGoCarto; nil when not known
}

// fill completes a record with what the options say of all. The file's name is
// the source of a record that nothing makes known.
func (o *Options) fill(e *data.Element) {
	if e.Source.Name == "" {
		e.Source.Name = o.Source.Name
		if e.ID.IsZero() {
			e.Source.Name = cmp.Or(o.Source.Name, o.FileName)
		}
	}
	if e.Source.License == "" {
		e.Source.License = cmp.Or(o.Source.License, e.License)
	}
	e.Source.URL = cmp.Or(e.Source.URL, o.Source.URL)
	e.License = cmp.Or(e.License, spdx(e.Source.License))
	e.Type = cmp.Or(e.Type, o.Type)
}

// kind returns the kind of a record: the one it states, else the options', else
// what its types tell.
func (o *Options) kind(stated string, types []string, source string) data.Kind {
	if kind, ok := kindWords[data.SlugOf(stated)]; ok {
		return kind
	}
	if o.Kind != "" {
		return o.Kind
	}
	return kindOf(source, types)
}

// kindWords are the words by which people state a kind, as slugs.
var kindWords = map[string]data.Kind{
	"person": data.KindPerson, "personne": data.KindPerson,
	"organization": data.KindOrganization, "organisation": data.KindOrganization, "association": data.KindOrganization,
	"entreprise": data.KindOrganization, "structure": data.KindOrganization, "collectivite": data.KindOrganization,
	"project": data.KindProject, "projet": data.KindProject,
	"event": data.KindEvent, "evenement": data.KindEvent, "festival": data.KindEvent,
	"place": data.KindPlace, "lieu": data.KindPlace, "point-d-interet": data.KindPlace,
	"classified": data.KindClassified, "annonce": data.KindClassified,
}
