package api

import (
	"encoding/json"
	"net/url"
	"testing"
)

func TestCorrectedWordsAreWrittenInFull(t *testing.T) {
	h := newHouse(t)
	e := garden("Kermesse des Abeillers", 1.1, 45.1, "Goûters")
	e.Description = "Beaucoup de **bonne humeur**, et un peu d’entrain."
	h.add(e)
	h.wait()
	for asked, want := range map[string]string{
		"hwumeur":         "humeur",
		"entrxain":        "entrain",
		"kermxesse":       "kermesse",
		"goutxers humeur": "goûters humeur",
		"humeur entrain":  "",
	} {
		var answer searchAnswer
		got := h.get("/api/v1/search?q=" + url.QueryEscape(asked))
		if err := json.Unmarshal(got.body, &answer); err != nil || answer.Total != 1 || answer.Corrected != want {
			t.Errorf("%q is read as %q with %d results, want %q with 1: %v", asked, answer.Corrected, answer.Total, want, err)
		}
	}
}
