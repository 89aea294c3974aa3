package exchange

import (
	"strings"

	"maillage/data"
)

// typeNames returns the types of a flat record as people read them, the telling
// ones only, each once. The first is the element's type.
func typeNames(published []string) []string {
	var names []string
	seen := map[string]bool{}
	for _, text := range published {
		for _, part := range splitBroken(text) {
			name := typeName(part)
			key := data.SlugOf(name)
			if key == "" || seen[key] || vagueTypes[key] {
				continue
			}
			seen[key] = true
			names = append(names, name)
		}
	}
	return names
}

// splitBroken splits what is left of a list whose quotes were read wrongly:
// `Médiathèque,"Espace de coworking",Tiers-Lieux`. A text without quotes is
// whole: its commas are its own.
func splitBroken(text string) []string {
	if !strings.Contains(text, `"`) {
		return []string{text}
	}
	return strings.Split(strings.ReplaceAll(text, `"`, ""), ",")
}

// typeName returns a published type in words: an OpenStreetMap tag by its value
// ("amenity=place_of_worship" is a place of worship), an abbreviation spelled out.
func typeName(published string) string {
	name := strings.TrimSpace(published)
	if key, value, isTag := strings.Cut(name, "="); isTag {
		if name = value; value == "yes" {
			name = key
		}
	}
	if full, ok := abbreviations[name]; ok {
		return full
	}
	return strings.ReplaceAll(name, "_", " ")
}

// vagueTypes tell nothing. Keys are slugs.
var vagueTypes = map[string]bool{"autre": true, "autres": true, "autre-inconnu": true}

// abbreviations spells out the codes that French directories of social services
// use as types.
var abbreviations = map[string]string{
	"ACI": "Atelier et chantier d'insertion", "AFPA": "Agence pour la formation professionnelle des adultes",
	"AI": "Association intermédiaire", "ASSO": "Association", "BIB": "Bibliothèque", "BIJ": "Bureau information jeunesse",
	"CADA": "Centre d'accueil de demandeurs d'asile", "CAF": "Caisse d'allocations familiales", "CAP_EMPLOI": "Cap emploi",
	"CC": "Communauté de communes", "CCAS": "Centre communal d'action sociale", "CCONS": "Chambre consulaire",
	"CD": "Conseil départemental", "CHRS": "Centre d'hébergement et de réinsertion sociale", "CHU": "Centre d'hébergement d'urgence",
	"CIAS":  "Centre intercommunal d'action sociale",
	"CIDFF": "Centre d'information sur les droits des femmes et des familles",
	"CMS":   "Centre médico-social", "CPAM": "Caisse primaire d'assurance maladie", "CS": "Centre social",
	"EI": "Entreprise d'insertion", "EITI": "Entreprise d'insertion par le travail indépendant",
	"EPCI": "Intercommunalité", "EPN": "Espace public numérique", "GEIQ": "Groupement d'employeurs pour l'insertion et la qualification",
	"MJC": "Maison des jeunes et de la culture", "MJD": "Maison de justice et du droit", "ML": "Mission locale",
	"MQ": "Maison de quartier", "MSA": "Mutualité sociale agricole", "MSAP": "Maison de services au public",
	"MUNI": "Municipalité", "OF": "Organisme de formation", "PE": "Pôle emploi", "PAD": "Point d'accès au droit",
	"PIJ": "Point information jeunesse", "PIJ_BIJ": "Point ou bureau information jeunesse",
	"PLIE": "Plan local pour l'insertion et l'emploi", "PREF": "Préfecture", "RPA": "Résidence pour personnes âgées",
	"RS_FJT": "Résidence sociale ou foyer de jeunes travailleurs", "SPIP": "Service pénitentiaire d'insertion et de probation",
	"TIERS_LIEUX": "Tiers-lieu", "UDAF": "Union départementale des associations familiales",
}

// kindOf returns what sort of element a flat record is: a festival is an event,
// a body of people or of government is an organization, and so is every record
// of a register of co-operatives; all else is a place where one goes.
func kindOf(source string, types []string) data.Kind {
	key := ""
	if len(types) > 0 { // the first one decides
		key = data.SlugOf(types[0])
	}
	switch {
	case eventTypes[key]:
		return data.KindEvent
	case organizationTypes[key], strings.HasPrefix(key, "association"), strings.HasPrefix(source, "coops-"):
		return data.KindOrganization
	}
	return data.KindPlace
}

// Keys are slugs of types as people read them.
var (
	eventTypes = map[string]bool{"festival": true}

	organizationTypes = setOf(
		"society", "company", "unincorporated", "community-interest-company", "llp", "limited-partnership",
		"act-of-parliament", "scottish-charitable-incorporated-organisation",
		"structure-associative-de-quartier", "societe-cooperative-et-participative", "entreprise-privee",
		"entreprise-d-insertion", "entreprise-d-insertion-par-le-travail-independant",
		"groupement-d-employeurs-pour-l-insertion-et-la-qualification",
		"organisme-de-formation", "organisme-de-formations", "chambre-consulaire",
		"union-departementale-des-associations-familiales", "amap",
		"collectivite", "administration-collectivite-territoriale", "commune", "municipalite",
		"communaute-de-communes", "intercommunalite", "intercommunalite-epci", "departement",
		"conseil-departemental", "province",
		"centre-communal-d-action-sociale", "centre-communal-d-action-sociale-ccas",
		"centre-intercommunal-d-action-sociale",
	)
)

func setOf(keys ...string) map[string]bool {
	set := make(map[string]bool, len(keys))
	for _, key := range keys {
		set[key] = true
	}
	return set
}
