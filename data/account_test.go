package data_test

import (
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// ruleOf returns the rule that an error breaks first, empty for none.
func ruleOf(err error) string {
	if wrong := data.AccountErrors(err); len(wrong) > 0 {
		return wrong[0].Rule
	}
	return ""
}

func TestWhichAddressesAreTaken(t *testing.T) {
	tests := []struct{ name, address, rule string }{
		{"usual", "camille@example.org", ""}, {"with a tag", "camille+carte@example.org", ""}, {"dots and hyphens", "c.d-e_f@a-b.example.org", ""},
		{"odd but right", "o'neil!#$%&*=?^`{|}~@example.org", ""}, {"empty", "", "email"}, {"no host", "camille@", "email"}, {"no name", "@example.org", "email"},
		{"no dot in the host", "camille@localhost", "email"}, {"two dots", "a..b@example.org", "email"}, {"a dot at the end", "a@example.org.", "email"},
		{"a header", "a@example.org\r\nBcc: b@c.org", "email"}, {"a blank", "a b@example.org", "email"}, {"a list", "a@b.org,c@d.org", "email"},
		{"in brackets", "<a@example.org>", "email"}, {"quoted", `"a b"@example.org`, "email"}, {"a comment", "a(b)@example.org", "email"},
		{"an address of numbers", "a@[127.0.0.1]", "email"}, {"two signs", "a@b@example.org", "email"}, {"a letter that looks like another", "аdmin@example.org", "email"},
		{"a direction", "a\u202e@example.org", "email"}, {"bytes", "\xff@example.org", "email"}, {"long before the sign", strings.Repeat("a", 65) + "@example.org", "email"},
		{"long", "a@" + strings.Repeat("a.", 130) + "org", "email"}, {"a long label", "a@" + strings.Repeat("a", 64) + ".org", "email"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ruleOf(data.ValidateEmail(tt.address)); got != tt.rule {
				t.Errorf("ValidateEmail(%q) breaks %q, want %q", tt.address, got, tt.rule)
			}
		})
	}
	if got := data.TidyEmail("  Camille@Example.ORG\n"); got != "camille@example.org" {
		t.Errorf("TidyEmail = %q", got)
	}
}

func TestWhichNamesAreTaken(t *testing.T) {
	tests := []struct{ name, text, rule string }{
		{"usual", "Camille Dupré", ""}, {"another alphabet", "Даша", ""}, {"with an emoji", "Camille 🌱", ""}, {"sixty", strings.Repeat("é", 60), ""},
		{"sixty-one", strings.Repeat("é", 61), "long"}, {"empty", "", "name_missing"}, {"blank", " \t\n ", "name_missing"}, {"fillers", "\u3164", "visible"},
		{"a direction", "a\u202eb", "invisible"}, {"NUL", "a\x00", "invisible"}, {"bytes", "\xff", "encoding"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ruleOf(data.ValidateAccountName(data.TidyName(tt.text))); got != tt.rule {
				t.Errorf("%q breaks %q, want %q", tt.text, got, tt.rule)
			}
		})
	}
	if got := data.TidyName("  Camille \t e\u0301 "); got != "Camille é" {
		t.Errorf("TidyName = %q", got)
	}
}

func TestWhichPasswordsAreTaken(t *testing.T) {
	owner := &data.Account{Email: "camille.dupre@example.org", Name: "Camille Dupré"}
	tests := []struct{ name, password, rule string }{
		{"some words", "un vélo dans le jardin", ""}, {"ten letters", "abcdefghik", ""}, {"blanks around", "  dix lettres  ", ""}, {"1,024 bytes", strings.Repeat("ab", 512), ""},
		{"nine characters", "éééééééé1", "password_short"}, {"empty", "", "password_short"}, {"1,025 bytes", strings.Repeat("a", 1025), "password_long"},
		{"one key", strings.Repeat("A", 20), "password_common"}, {"common", "Azerty1234", "password_common"}, {"the address", "camille.dupre@example.org", "password_yours"},
		{"what is before the sign", "Camille.Dupre", "password_yours"}, {"the name", "camille dupré", "password_yours"}, {"bytes", strings.Repeat("\xff", 20), "encoding"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ruleOf(data.ValidatePassword(tt.password, owner)); got != tt.rule {
				t.Errorf("%q breaks %q, want %q", tt.password, got, tt.rule)
			}
		})
	}
}

func TestAPasswordHasItsHashAlone(t *testing.T) {
	hash := data.HashPassword("un vélo dans le jardin")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || hash == data.HashPassword("un vélo dans le jardin") {
		t.Errorf("hash %q", hash)
	}
	cheap := "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" // of another cost
	tests := []struct {
		name, password, hash string
		right                bool
	}{
		{"right", "un vélo dans le jardin", hash, true}, {"its é written in two", "un ve\u0301lo dans le jardin", hash, true}, {"wrong", "un velo dans le jardin", hash, false},
		{"empty", "", hash, false}, {"too long", strings.Repeat("a", 1025), hash, false}, {"nobody's", "", data.NoPassword, false}, {"no hash", "x", "", false},
		{"a hash cut short", "x", hash[:len(hash)-4], false}, {"of no cost", "x", strings.Replace(hash, "t=2", "t=0", 1), false},
		{"of too much memory", "x", strings.Replace(hash, "m=19456", "m=4000000000", 1), false}, {"of another sort", "x", strings.Replace(hash, "argon2id", "argon2i", 1), false},
		{"without a key", "x", cheap, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if right, old := data.CheckPassword(tt.password, tt.hash); right != tt.right || old {
				t.Errorf("CheckPassword = %v, %v, want %v, false", right, old, tt.right)
			}
		})
	}
}

// TestWhoMayDoWhat tells the whole table, relation by relation.
func TestWhoMayDoWhat(t *testing.T) {
	want := map[data.Act]string{
		data.ActChangeSettings: "operator administrator", data.ActHandOverLinks: "operator administrator", data.ActInvite: "operator", data.ActNameOthers: "operator",
		data.ActReadAccount: "self", data.ActChangeAccount: "self", data.ActEraseAccount: "self", data.ActListOneself: "self",
		data.ActFollow:    "self",
		data.ActReference: "member", data.ActVerify: "member", data.ActJoin: "member", data.ActGivePhoto: "member",
		data.ActReadHidden: "author element_editor element_administrator administrator self moderator",
		data.ActEdit:       "contributor author element_editor element_administrator administrator",
		data.ActPublish:    "author element_editor element_administrator",
		data.ActHide:       "author element_administrator administrator moderator",
		data.ActLinkTo:     "contributor author element_member element_editor element_administrator administrator",
		data.ActAdminister: "element_administrator administrator",
		data.ActClaim:      "author administrator", data.ActAccept: "invited", data.ActLeave: "member", data.ActContact: "member",
		data.ActNote:       "contributor author element_editor element_administrator",
		data.ActDeleteNote: "self element_administrator administrator",

		data.ActMakeNetwork: "member", data.ActReadNetwork: "network_member network_editor network_administrator",
		data.ActSuggestToNetwork: "network_suggester network_contributor network_editor network_administrator",
		data.ActAddToNetwork:     "network_contributor network_editor network_administrator",
		data.ActEditNetwork:      "network_editor network_administrator", data.ActAdministerNetwork: "network_administrator",
		data.ActUnpublishNetwork: "network_administrator administrator",
		data.ActJoinNetwork:      "network_reader",
		data.ActAnswerNetwork:    "network_editor network_administrator",
		data.ActLeaveNetwork:     "network_member network_requester",
	}
	if len(want) != len(data.Acts()) {
		t.Errorf("the table has %d acts, this test %d", len(data.Acts()), len(want))
	}
	for _, act := range append(data.Acts(), "made.up") {
		if data.May(act) {
			t.Errorf("anybody may %s", act)
		}
		for _, relation := range data.Relations {
			allowed := strings.Contains(" "+want[act]+" ", " "+string(relation)+" ")
			if got := data.May(act, relation); got != allowed {
				t.Errorf("%s may %s: %v, want %v", relation, act, got, allowed)
			}
		}
	}
}

func TestLinksAreGoodForAWhile(t *testing.T) {
	for _, purpose := range data.LinkPurposes {
		if life := purpose.Life(); life < 10*time.Minute || life > data.HandedLife {
			t.Errorf("a link for %s is good for %v", purpose, life)
		}
	}
}

func TestAnEmptiedElementKeepsNothing(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, kind := range data.Kinds {
		e := data.Element{
			ID: data.NewID(), Num: 7, Kind: kind, Name: "Camille", Description: "secret", Email: "camille@example.org", Tags: []string{"secret"}, Status: data.StatusPublished,
			CreatedBy: data.NewID(), UpdatedBy: data.NewID(), Revision: 3, CreatedAt: now.AddDate(-1, 0, 0), UpdatedAt: now.AddDate(0, -1, 0),
		}
		if kind == data.KindClassified {
			e.Offer = &data.Offer{Intent: data.Intents[0], Basis: data.Bases[0], Unit: "secret"}
		}
		left := e.Emptied(now)
		document, err := left.AppendDocument(nil)
		if err != nil || left.Validate() != nil || left.ID != e.ID || left.Num != 7 || left.Revision != 4 || left.Status != data.StatusArchived {
			t.Errorf("%s: %+v, %v, %v", kind, left, err, left.Validate())
		}
		for _, gone := range []string{"Camille", "secret", "example.org", e.CreatedBy.String(), e.UpdatedBy.String()} {
			if strings.Contains(string(document), gone) {
				t.Errorf("%s still holds %q: %s", kind, gone, document)
			}
		}
	}
}

// FuzzParseErasure holds that what is read is written the same.
func FuzzParseErasure(f *testing.F) {
	f.Add(data.Erasure{Account: data.NewID(), Contributions: data.KeepContributions, At: time.Unix(0, 0)}.String())
	f.Add("2026-11-23T04:45:00+02:00 hide 01890a5d-ac96-774b-bcce-b302099a8057")
	f.Add("")
	f.Fuzz(func(t *testing.T, line string) {
		e, err := data.ParseErasure(line)
		if err != nil {
			if (e != data.Erasure{}) && e.At.IsZero() {
				t.Errorf("%q: an error and %v", line, e)
			}
			return
		}
		if again, err := data.ParseErasure(e.String()); err != nil || !again.At.Equal(e.At.Truncate(time.Second)) || again.Account != e.Account {
			t.Errorf("%q is read as %v, which is read as %v, %v", line, e, again, err)
		}
	})
}

// FuzzEmail holds that an address that is taken breaks no header.
func FuzzEmail(f *testing.F) {
	f.Add("camille@example.org")
	f.Add("a\r\n@b.c")
	f.Fuzz(func(t *testing.T, text string) {
		address := data.TidyEmail(text)
		if data.ValidateEmail(address) == nil && (strings.ContainsAny(address, "\r\n\t \x00<>,;:\"()[]\\") || strings.Count(address, "@") != 1 || len(address) > data.MaxEmail) {
			t.Errorf("%q is taken", address)
		}
	})
}
