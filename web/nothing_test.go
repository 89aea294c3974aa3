package web

import (
	"net/url"
	"testing"
)

func TestEmptyExplorePageSaysWhereThereIsMore(t *testing.T) {
	foix := Territory{"FR-09122", "Foix", "commune"}
	ladder := []Step{{foix, 0}, {Territory{"FR-09", "Ariège", "departement"}, 12}, {Territory{"FR", "France", "country"}, 1300}}
	tests := []struct {
		name   string
		query  url.Values
		fr, en string
	}{
		{"a commune", url.Values{"in": {"FR-09122"}}, "Rien à Foix\u202f; <a href=\"/?in=FR-09\">12 en Ariège</a>", "Nothing in Foix; <a href=\"/en/?in=FR-09\">12 in Ariège</a>"},
		{"several", url.Values{"in": {"FR-09122", "FR-22"}}, "Rien dans ces lieux\u202f; <a", "Nothing in these places; <a"},
		{"a zone", url.Values{"bbox": {"1,42,2,43"}}, "Rien dans la zone de la carte\u202f; <a", "Nothing in the area of the map; <a"},
		{"a circle", url.Values{"near": {"1,42"}, "radius": {"5000"}}, "Rien à moins de 5 km\u202f; <a", "Nothing within 5 km; <a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			view := Explore{Query: tt.query, Ladder: ladder}
			wantAll(t, explorePage(t, French, view), tt.fr)
			wantAll(t, explorePage(t, English, view), tt.en)
			view.Ladder = nil
			wantAll(t, explorePage(t, French, view), "Retirez un filtre")
		})
	}
}
