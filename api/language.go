package api

import (
	"golang.org/x/text/language"

	"maillage/geo"
	"maillage/web"
)

// languages chooses among the languages of the pages; the first is for those who
// ask for none of them.
var languages = language.NewMatcher([]language.Tag{language.French, language.English})

// readLanguage returns the language in which territories are named to whoever
// sent an Accept-Language header.
func readLanguage(header string) web.Language {
	_, chosen := language.MatchStrings(languages, header)
	return web.Languages[chosen]
}

// nameIn returns a territory's name in a language.
func nameIn(l web.Language, t *geo.Territory) string {
	if name, ok := t.Names[string(l)]; ok {
		return name
	}
	return t.Name
}

// worldNames names the world; other territories bring their names.
var worldNames = map[web.Language]string{web.French: "Monde", web.English: "World"}
