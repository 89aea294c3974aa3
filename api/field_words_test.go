package api

import (
	"strings"
	"testing"

	"maillage/data"
	"maillage/web"
)

func TestEveryRuleOfElementsHasWords(t *testing.T) {
	catalogue := newCatalogue(t)
	facts := data.Facts{
		"value": "x", "count": 61, "most": 60, "character": "U+202E", "only": "event", "choices": "a, b", "price": "-1", "year": 20000, "lon": "48.1", "lat": "-1.6", "name": "Le Fournil", "here": "Somalie", "there": "Strasbourg",
	}
	for _, rule := range data.FieldRules() {
		if said := (&data.FieldError{Field: "name", Rule: rule, Facts: facts}).Error(); said == "name: " || strings.Contains(said, "{") {
			t.Errorf("%s on the command line: %q", rule, said)
		}
		for _, language := range web.Languages {
			if said, err := catalogue.Sentence(language, "field", web.Mistake{Rule: rule, Facts: facts}); err != nil || strings.Contains(said, "{") {
				t.Errorf("%s in %s: %q, %v", rule, language, said, err)
			}
		}
	}
}

func TestWhatSomebodyTypedIsNeverReadAsAPlaceholder(t *testing.T) {
	wrong := web.Mistake{Rule: "web", Facts: data.Facts{"value": "{most}", "most": 3}}
	if said, err := newCatalogue(t).Sentence(web.English, "field", wrong); err != nil || !strings.Contains(said, "“{most}”") {
		t.Errorf("said %q, %v", said, err)
	}
}
