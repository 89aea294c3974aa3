package api

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
	"maillage/geo"
	"maillage/web"
)

// inFrance are the territories of a place on the clock of Paris.
var inFrance = []*geo.Territory{{Code: "FR-35"}, {Code: "FR-BRE"}, {Code: "FR"}}

// plain writes ordinary spaces for those that hold words together.
var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

func hoursText(t *testing.T, l web.Language, text string, territories []*geo.Territory, now time.Time) web.HoursText {
	t.Helper()
	catalogue, err := web.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	said, err := catalogue.Hours(l, hoursView(text, territories, now))
	if err != nil {
		t.Fatal(err)
	}
	said.Now, said.Today = plainSpaces.Replace(said.Now), plainSpaces.Replace(said.Today)
	for i := range said.Lines {
		said.Lines[i] = plainSpaces.Replace(said.Lines[i])
	}
	return said
}

func TestOpeningHoursInWords(t *testing.T) {
	tests := []struct{ text, french, english string }{
		{"24/7", "Ouvert jour et nuit, tous les jours", "Open day and night, every day"},
		{"Mo-Fr 09:00-12:00,14:00-18:00; Su off",
			"Du lundi au vendredi de 9 h à 12 h et de 14 h à 18 h | Fermé le dimanche",
			"Monday to Friday from 9:00 to 12:00 and from 14:00 to 18:00 | Closed Sunday"},
		{"Mo 09:00-12:00; Tu 09:00-12:00; We 14:00-18:30; Th 09:00-12:00; Fr 14:00-18:30",
			"Le lundi, le mardi et le jeudi de 9 h à 12 h | Le mercredi et le vendredi de 14 h à 18 h 30",
			"Monday, Tuesday and Thursday from 9:00 to 12:00 | Wednesday and Friday from 14:00 to 18:30"},
		{"Mo-Fr 09:00-18:00; We 14:00-16:00",
			"Le lundi, le mardi, le jeudi et le vendredi de 9 h à 18 h | Le mercredi de 14 h à 16 h",
			"Monday, Tuesday, Thursday and Friday from 9:00 to 18:00 | Wednesday from 14:00 to 16:00"},
		{"Mo-Th 09:00-12:00, We 14:00-16:00",
			"Le lundi, le mardi et le jeudi de 9 h à 12 h | Le mercredi de 9 h à 12 h et de 14 h à 16 h",
			"Monday, Tuesday and Thursday from 9:00 to 12:00 | Wednesday from 9:00 to 12:00 and from 14:00 to 16:00"},
		{"Mo-We,Sa 10:00-19:00; PH off", "Du lundi au mercredi et le samedi de 10 h à 19 h | Fermé les jours fériés", "Monday to Wednesday and Saturday from 10:00 to 19:00 | Closed on public holidays"},
		{"09:00-20:00", "Tous les jours de 9 h à 20 h", "Every day from 9:00 to 20:00"},
		{"Sa open", "Le samedi toute la journée", "Saturday all day"},
		{"Apr-Oct: Sa 10:00-12:00", "D’avril à octobre, le samedi de 10 h à 12 h", "From April to October, Saturday from 10:00 to 12:00"},
		{"Nov-Mar,Jul off", "Fermé de novembre à mars et en juillet", "Closed from November to March and in July"},
		{"May 15-Sep 30 10:00-19:00; Dec 24-Jan 1 off", "Du 15 mai au 30 septembre, tous les jours de 10 h à 19 h | Fermé du 24 décembre au 1er janvier", "From 15 May to 30 September, every day from 10:00 to 19:00 | Closed from 24 December to 1 January"},
		{"May 1,Dec 25 off", "Fermé le 1er mai et le 25 décembre", "Closed on 1 May and on 25 December"},
		{"Sa[1],Su[-1] 10:00-12:00", "Le 1er samedi du mois et le dernier dimanche du mois de 10 h à 12 h", "The 1st Saturday of the month and the last Sunday of the month from 10:00 to 12:00"},
		{"We 14:00-18:00; SH Mo-Fr 10:00-18:00", "Le mercredi de 14 h à 18 h | Pendant les vacances scolaires, du lundi au vendredi de 10 h à 18 h", "Wednesday from 14:00 to 18:00 | During school holidays, Monday to Friday from 10:00 to 18:00"},
		{"Fr 17:00+; Sa 17:00-22:00+", "Le vendredi à partir de 17 h | Le samedi de 17 h à 22 h ou plus tard", "Friday from 17:00 on | Saturday from 17:00 to 22:00 or later"},
		{"Fr,Sa 18:00-02:00; Su 00:00-24:00", "Le vendredi et le samedi de 18 h à 2 h | Le dimanche toute la journée", "Friday and Saturday from 18:00 to 2:00 | Sunday all day"},
		{"Fr 18:00-24:00", "Le vendredi de 18 h à minuit", "Friday from 18:00 to midnight"},
		{`Mo 09:00-12:00 "sur rendez-vous"`, "Le lundi de 9 h à 12 h (sur rendez-vous)", "Monday from 9:00 to 12:00 (sur rendez-vous)"},
		{`Mo-Fr "sur rendez-vous"`, "Du lundi au vendredi : sur rendez-vous", "Monday to Friday: sur rendez-vous"},
		{`"sur rendez-vous"`, "Sur rendez-vous", "Sur rendez-vous"},
		{"Mo-Fr", "Du lundi au vendredi", "Monday to Friday"},
		{"Mo-Su; PH off", "Tous les jours | Fermé les jours fériés", "Every day | Closed on public holidays"},
		{"Mo-Fr 09:00-12:00, Sa[1] 10:00-12:00", "Du lundi au vendredi de 9 h à 12 h | En plus, le 1er samedi du mois de 10 h à 12 h", "Monday to Friday from 9:00 to 12:00 | In addition, the 1st Saturday of the month from 10:00 to 12:00"},
		{"off", "Fermé", "Closed"},
		{"le samedi, quand il fait beau\nou pas", "le samedi, quand il fait beau | ou pas", "le samedi, quand il fait beau | ou pas"},
		{"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			for language, want := range map[web.Language]string{web.French: tt.french, web.English: tt.english} {
				if got := strings.Join(hoursText(t, language, tt.text, nil, time.Now()).Lines, " | "); got != want {
					t.Errorf("%s:\n got %s\nwant %s", language, got, want)
				}
			}
		})
	}
}

func TestWhetherAPlaceIsOpenInWords(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	const week = "Mo-Fr 09:00-12:00,14:00-18:30"
	tests := []struct{ name, text, at, french, english, today, until string }{
		{"open", week, "2026-03-23 10:00", "Ouvert · ferme à 12 h", "Open · closes at 12:00", "Aujourd’hui : de 9 h à 12 h et de 14 h à 18 h 30", "2026-03-23 12:00"},
		{"at noon", week, "2026-03-23 12:00", "Fermé · ouvre à 14 h", "Closed · opens at 14:00", "Aujourd’hui : de 9 h à 12 h et de 14 h à 18 h 30", "2026-03-23 14:00"},
		{"in the evening", week, "2026-03-23 20:00", "Fermé · ouvre demain à 9 h", "Closed · opens tomorrow at 9:00", "Aujourd’hui : de 9 h à 12 h et de 14 h à 18 h 30", "2026-03-24 00:00"},
		{"at the end of the week", week, "2026-03-27 20:00", "Fermé · ouvre lundi à 9 h", "Closed · opens on Monday at 9:00", "Aujourd’hui : de 9 h à 12 h et de 14 h à 18 h 30", "2026-03-28 00:00"},
		{"on Sunday", week, "2026-03-29 11:00", "Fermé · ouvre demain à 9 h", "Closed · opens tomorrow at 9:00", "Aujourd’hui : fermé", "2026-03-30 00:00"},
		{"out of season", "Jul-Aug " + week, "2026-03-27 11:00", "Fermé · ouvre le 1er juillet à 9 h", "Closed · opens on 1 July at 9:00", "Aujourd’hui : fermé", "2026-03-28 00:00"},
		{"until after midnight", "Fr 18:00-02:00", "2026-03-27 23:00", "Ouvert · ferme à 2 h", "Open · closes at 2:00", "Aujourd’hui : de 18 h à 2 h", "2026-03-28 00:00"},
		{"after midnight", "Fr 18:00-02:00", "2026-03-28 01:00", "Ouvert · ferme à 2 h", "Open · closes at 2:00", "Aujourd’hui : fermé", "2026-03-28 02:00"},
		{"until midnight", "Fr 18:00-24:00", "2026-03-27 23:00", "Ouvert · ferme à minuit", "Open · closes at midnight", "Aujourd’hui : de 18 h à minuit", "2026-03-28 00:00"},
		{"through the night and the day", "Fr-Sa 00:00-24:00", "2026-03-27 11:00", "Ouvert · ferme dimanche à 0 h", "Open · closes on Sunday at 0:00", "Aujourd’hui : toute la journée", "2026-03-28 00:00"},
		{"always", "24/7", "2026-03-27 11:00", "Ouvert", "Open", "Aujourd’hui : toute la journée", "2026-03-28 00:00"},
		{"never", "off", "2026-03-27 11:00", "Fermé", "Closed", "Aujourd’hui : fermé", "2026-03-28 00:00"},
		{"on a public holiday", week + "; PH off", "2026-05-01 10:00", "Fermé · ouvre lundi à 9 h", "Closed · opens on Monday at 9:00", "Aujourd’hui : fermé", "2026-05-02 00:00"},
		{"before an open end", "Fr 17:00+", "2026-03-27 11:00", "Fermé", "Closed", "Aujourd’hui : à partir de 17 h", "2026-03-27 17:00"},
		{"during an open end", "Fr 17:00+", "2026-03-27 18:00", "", "", "Aujourd’hui : à partir de 17 h", "2026-03-28 00:00"},
		{"until a least end", "Fr 17:00-22:00+", "2026-03-27 18:00", "Ouvert", "Open", "Aujourd’hui : de 17 h à 22 h ou plus tard", "2026-03-27 22:00"},
		{"on a condition", `Fr 09:00-12:00 "sur rendez-vous"`, "2026-03-27 10:00", "", "", "Aujourd’hui : de 9 h à 12 h (sur rendez-vous)", "2026-03-27 12:00"},
		{"school holidays that nobody here knows", "Fr 09:00-12:00; SH off", "2026-03-27 10:00", "", "", "", ""},
		{"a remark alone", `"sur rendez-vous"`, "2026-03-27 10:00", "", "", "", ""},
		{"days alone", "Mo-Fr", "2026-03-27 10:00", "", "", "", ""},
		{"before the night of the long hour", "Sa 22:00-04:00", "2026-10-24 23:00", "Ouvert · ferme à 4 h", "Open · closes at 4:00", "Aujourd’hui : de 22 h à 4 h", "2026-10-25 00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, paris)
			if err != nil {
				t.Fatal(err)
			}
			french, english := hoursText(t, web.French, tt.text, inFrance, at), hoursText(t, web.English, tt.text, inFrance, at)
			until := ""
			if moment, err := time.Parse(time.RFC3339, french.Until); err == nil {
				until = moment.In(paris).Format("2006-01-02 15:04")
			}
			got := []string{french.Now, english.Now, french.Today, until}
			if diff := cmp.Diff([]string{tt.french, tt.english, tt.today, tt.until}, got); diff != "" {
				t.Errorf("%q at %s (-want +got):\n%s", tt.text, tt.at, diff)
			}
		})
	}
}

func TestWhereTheClockIsUnknownOnlyTheWordsAreTold(t *testing.T) {
	for name, territories := range map[string][]*geo.Territory{"abroad": {{Code: "DE"}}, "nowhere": nil, "in Polynesia": {{Code: "PF"}}} {
		got := hoursText(t, web.French, "24/7", territories, time.Now())
		if diff := cmp.Diff(web.HoursText{Lines: []string{"Ouvert jour et nuit, tous les jours"}}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestElementTellsItsHours(t *testing.T) {
	h := newHouse(t)
	always := data.Element{Kind: data.KindPlace, Name: "La Grange ouverte", Geometry: at(1.05, 45.05), OpeningHours: "24/7", Source: data.Source{Name: "fixture", ID: "always"}}
	h.add(always)
	if err := h.engine.Wait(t.Context(), h.sequence()); err != nil {
		t.Fatal(err)
	}
	path := "/api/v1/elements/" + h.ids["La Grange ouverte"].String()
	answer := read[struct{ Properties struct{ Opening Opening } }](h, path)
	got := answer.Properties.Opening
	if got.Until == "" {
		t.Error("nothing says until when this holds")
	}
	got.Until = ""
	want := Opening{Lines: []string{"Ouvert jour et nuit, tous les jours"}, State: "open", Now: "Ouvert", Today: "Aujourd’hui\u00a0: toute la journée"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	page := h.get("/en/e/" + h.ids["La Grange ouverte"].String() + "/la-grange-ouverte")
	if !strings.Contains(string(page.body), "Open day and night, every day") || !strings.Contains(string(page.body), `data-state="open">Open<`) {
		t.Errorf("the page says otherwise:\n%s", page.body)
	}
	if kept := page.header.Get("Cache-Control"); kept != revalidate {
		t.Errorf("Cache-Control %q keeps what holds for a while alone", kept)
	}
}
