package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// articles lists the French territories whose name takes another article than
// "à la" or "à l'", by the word that stands before them.
type articles map[string][]string

func readArticles() (articles, error) {
	text, err := files.ReadFile("messages/to.json")
	if err != nil {
		return nil, err
	}
	var a articles
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("read web/messages/to.json: %w", err)
	}
	return a, nil
}

// towards returns the words that follow "Élargir" or "Widen" for a territory.
// It says what src/i18n/to.ts says; testdata/towards.json keeps both alike.
func (a articles) towards(l Language, t Territory) string {
	if l == English {
		return "to " + t.Name
	}
	name := strings.ReplaceAll(t.Name, "'", "’")
	switch {
	case t.Code == "FR":
		return "à la France"
	case !strings.HasPrefix(t.Code, "FR-"):
		return ": " + name
	case t.Level == "commune" || t.Level == "epci":
		return towardsTown(name)
	}
	for _, article := range []string{"à", "au", "aux"} {
		if slices.Contains(a[article], name) {
			return article + " " + name
		}
	}
	return feminine(name)
}

// inside returns the words that say something is in a territory: "à Foix", "en
// Ariège", "dans le Rhône". It says what src/i18n/to.ts says.
func (a articles) inside(l Language, t Territory) string {
	switch {
	case t.Level == "world" && l == English:
		return "in the world"
	case t.Level == "world":
		return "dans le monde"
	case l == English:
		return "in " + t.Name
	}
	name := strings.ReplaceAll(t.Name, "'", "’")
	switch {
	case t.Code == "FR":
		return "en France"
	case !strings.HasPrefix(t.Code, "FR-") && t.Level == "country": // articles of names abroad are not ours to guess
		return "dans le pays « " + name + " »"
	case !strings.HasPrefix(t.Code, "FR-"):
		return "dans la région « " + name + " »"
	case slices.Contains(a["en"], name):
		return "en " + name
	}
	to := a.towards(l, t)
	if t.Level == "commune" || t.Level == "epci" && to == "à "+name || slices.Contains(a["à"], name) {
		return to
	}
	article, rest, _ := strings.Cut(to, " ")
	return map[string]string{"à": "dans ", "au": "dans le ", "aux": "dans les "}[article] + rest
}

func towardsTown(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	switch first {
	case "Le":
		return "au " + rest
	case "Les":
		return "aux " + rest
	case "Métropole", "Eurométropole", "Communauté", "CC", "CA", "CU":
		return feminine(name)
	case "Grand", "Pays":
		return "au " + name
	}
	return "à " + name
}

func feminine(name string) string {
	if first, _ := utf8.DecodeRuneInString(strings.ToLower(name)); strings.ContainsRune("aeiouhéèêîô", first) {
		return "à l’" + name
	}
	return "à la " + name
}
