package data_test

import (
	"slices"
	"testing"

	"maillage/data"
)

func TestAWebsiteHasOneName(t *testing.T) {
	tests := []struct{ name, address, want string }{
		{"as people copy it", "https://www.Jardin.example.org/Accueil/", "web:jardin.example.org/accueil"},
		{"without a protocol", "jardin.example.org", "web:jardin.example.org"},
		{"with what follows visitors", "http://jardin.example.org/?utm_source=lettre#contact", "web:jardin.example.org"},
		{"with a port", "https://jardin.example.org:443/", "web:jardin.example.org"},
		{"accents in a path", "https://jardin.example.org/été", "web:jardin.example.org/%c3%a9t%c3%a9"},
		{"a page of a platform", "https://fr-fr.facebook.com/JardinDesLilas/?ref=page", "web:facebook.com/jardindeslilas"},
		{"a platform", "https://www.facebook.com/", ""},
		{"a platform's page of everybody", "https://www.facebook.com/profile.php?id=100012", ""},
		{"a site on a platform", "https://jardin.wordpress.com", "web:jardin.wordpress.com"},
		{"nothing", " ", ""},
		{"no host", "https://localhost/", ""},
		{"not an address", "http://%zz.example.org", ""},
		{"a mail address", "mailto:jardin@example.org", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := data.WebIdentifier(tt.address); got != tt.want {
				t.Errorf("WebIdentifier(%q) = %q, want %q", tt.address, got, tt.want)
			}
		})
	}
}

func TestATelephoneNumberHasOneForm(t *testing.T) {
	tests := []struct {
		name, phone, country string
		want                 []string
	}{
		{"as the French write it", "02 99 00 12 34", "", []string{"tel:+33299001234"}},
		{"with points", "02.99.00.12.34", "FR", []string{"tel:+33299001234"}},
		{"with slashes", "02/99/00/12/34", "FR", []string{"tel:+33299001234"}},
		{"as the world dials it", "+33 2 99 00 12 34", "FR", []string{"tel:+33299001234"}},
		{"with a zero in brackets", "+33 (0)2 99 00 12 34", "", []string{"tel:+33299001234"}},
		{"with a zero too many", "+33 02 99 00 12 34", "", []string{"tel:+33299001234"}},
		{"with 00", "0033 2 99 00 12 34", "", []string{"tel:+33299001234"}},
		{"with spaces that do not break", "02\u00a099\u202f00 12 34", "", []string{"tel:+33299001234"}},
		{"out of a spreadsheet", "299001234", "FR", []string{"tel:+33299001234"}},
		{"with words around", "Tél : 02 99 00 12 34 (standard)", "", []string{"tel:+33299001234"}},
		{"two", "02 99 00 12 34 / 06 39 98 00 00", "", []string{"tel:+33299001234", "tel:+33639980000"}},
		{"two, in words", "0299001234 ou 0639980000", "", []string{"tel:+33299001234", "tel:+33639980000"}},
		{"the same twice", "02 99 00 12 34, 02.99.00.12.34", "", []string{"tel:+33299001234"}},
		{"la Réunion", "0262 12 34 56", "FR", []string{"tel:+262262123456"}},
		{"la Réunion from elsewhere", "+262 262 12 34 56", "FR", []string{"tel:+262262123456"}},
		{"Belgium, dialled there", "0471 12 34 56", "BE", []string{"tel:BE0471123456"}},
		{"Belgium, dialled from anywhere", "+32 471 12 34 56", "BE", []string{"tel:+32471123456"}},
		{"a short number, everybody's", "39 39", "FR", nil},
		{"an emergency", "115", "", nil},
		{"no number", "sur demande", "", nil},
		{"far too long", "+" + "123456789012345678901234567890", "", nil},
		{"nothing", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := data.PhoneIdentifiers(tt.phone, tt.country); !slices.Equal(got, tt.want) {
				t.Errorf("PhoneIdentifiers(%q, %q) = %q, want %q", tt.phone, tt.country, got, tt.want)
			}
		})
	}
}

func TestANumberOfARegisterHasOneForm(t *testing.T) {
	tests := []struct {
		register     data.Register
		number, want string
	}{
		{data.RegisterSIRET, "123 456 789 00012", "siret:12345678900012"},
		{data.RegisterSIRET, "123456789", ""}, // a SIREN: one for all the places of a firm
		{data.RegisterSIRET, "12345678900012 ou 12345678900020", ""},
		{data.RegisterRNA, "w351 000 123", "rna:W351000123"},
		{data.RegisterRNA, "351000123", ""},
		{data.RegisterOSM, "node/123", "osm:node/123"},
		{data.RegisterOSM, "https://www.openstreetmap.org/way/42#map=19/48.1/-1.6", "osm:way/42"},
		{data.RegisterOSM, "way/42/history", ""},
		{data.RegisterOSM, "https://www.openstreetmap.org/", ""},
		{"by", "123", ""},
	}
	for _, tt := range tests {
		if got := tt.register.Identifier(tt.number); got != tt.want {
			t.Errorf("%s %q is %q, want %q", tt.register, tt.number, got, tt.want)
		}
	}
}

func TestAnElementHasTheIdentifiersOfItsFields(t *testing.T) {
	e := data.Element{
		Website: "https://jardin.example.org/", Phone: "02 99 00 12 34",
		ExternalIDs: map[string]string{"siret": "12345678900012", "osm": "node/1", "by": "x", "web": "y", "finess": "350000000"},
	}
	want := []string{"web:jardin.example.org", "tel:+33299001234", "siret:12345678900012", "osm:node/1"}
	if got := e.Identifiers(); !slices.Equal(got, want) {
		t.Errorf("Identifiers() = %q, want %q", got, want)
	}
}

// FuzzIdentifiers: an identifier read again is the same one.
func FuzzIdentifiers(f *testing.F) {
	for _, text := range []string{"https://www.example.org/a/?b=c#/d", "+33 (0)2 99 00 12 34 / 06", "facebook.com", "w351000123", "https://osm.org/node/1", "//", "é.example.org/%2f"} {
		f.Add(text, "FR")
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		if web := data.WebIdentifier(text); web != "" {
			if again := data.WebIdentifier("https://" + web[len("web:"):]); again != web && len(web)+4 < data.MaxWebAddress {
				t.Errorf("WebIdentifier(%q) = %q, which is %q when read again", text, web, again)
			}
		}
		for _, phone := range data.PhoneIdentifiers(text, "") {
			if again := data.PhoneIdentifiers(phone[len("tel:"):], country); !slices.Equal(again, []string{phone}) {
				t.Errorf("PhoneIdentifiers(%q) has %q, which is %q when read again", text, phone, again)
			}
		}
		for _, register := range data.Registers {
			if id := register.Identifier(text); id != "" && register.Identifier(id[len(register)+1:]) != id {
				t.Errorf("%s %q = %q, which is %q when read again", register, text, id, register.Identifier(id[len(register)+1:]))
			}
		}
	})
}
