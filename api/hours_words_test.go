package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data/hours"
	"maillage/web"
)

func TestEveryMistakeInHoursIsSaidInEveryLanguage(t *testing.T) {
	catalogue, err := web.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range hours.Mistakes() {
		for _, language := range web.Languages {
			if text, ok := catalogue.HoursMistake(language, string(mistake)); !ok || text == "" {
				t.Errorf("%s has no words in %s", mistake, language)
			}
		}
	}
}

func TestHoursThatSomebodyWritesAreSaidBack(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		name, query string
		want        hoursAnswer
	}{
		{"read, in the shortest form", "text=" + url.QueryEscape("Mo 9:00-12:00; Tu 9:00-12:00; PH off"),
			hoursAnswer{Valid: true, Simplified: "Mo,Tu 09:00-12:00; PH off", Lines: []string{"Le lundi et le mardi de 9 h à 12 h", "Fermé les jours fériés"}}},
		{"open, where the clock is known", "text=24/7&lon=1&lat=45",
			hoursAnswer{Valid: true, Simplified: "24/7", Lines: []string{"Ouvert jour et nuit, tous les jours"}, State: "open", Now: "Ouvert"}},
		{"at sea, where nobody knows the clock", "text=24/7&lon=-30&lat=48.11",
			hoursAnswer{Valid: true, Simplified: "24/7", Lines: []string{"Ouvert jour et nuit, tous les jours"}}},
		{"nothing", "text=", hoursAnswer{Valid: true, Lines: []string{}}},
		{"the end is missing", "text=" + url.QueryEscape("Mo 09:00"),
			hoursAnswer{Lines: []string{"Mo 09:00"}, Mistake: &hoursMistake{Rule: "no_end", Detail: "il manque l’heure de fin, comme dans 09:00-12:00"}}},
		{"a script", "text=" + url.QueryEscape("Mo 09:00-12:00 <script>"),
			hoursAnswer{Lines: []string{"Mo 09:00-12:00 <script>"}, Mistake: &hoursMistake{Rule: "unknown", At: "<script>",
				Detail: "on attend ici des jours (Mo, Tu, We, Th, Fr, Sa, Su), des mois (Jan, Feb…), des heures, ou une remarque entre guillemets droits"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := h.get("/api/v1/hours?"+tt.query, "Accept-Language", "fr")
			var answer hoursAnswer
			if err := json.Unmarshal(got.body, &answer); err != nil || got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.body)
			}
			for i := range answer.Lines {
				answer.Lines[i] = plainSpaces.Replace(answer.Lines[i])
			}
			if diff := cmp.Diff(tt.want, answer); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
