package data_test

import (
	"fmt"
	"testing"

	"maillage/data"
)

func TestANameCanBeSeen(t *testing.T) {
	tests := []struct {
		name, text string
		taken      bool
	}{
		{"letters", "Épicerie", true},
		{"digits", "104", true},
		{"a fraction", "½", true},
		{"a symbol", "+", true},
		{"an emoji", "🌻", true},
		{"Hangul", "한글", true},
		{"letters and fillers", "A\u3164", true},
		{"a Braille cell with dots", "⠁", true},
		{"nothing", "", false},
		{"spaces", " \u00a0", false},
		{"the Hangul filler", "\u3164", false},
		{"the Hangul initial filler", "\u115f", false},
		{"the Hangul medial filler", "\u1160", false},
		{"the half-width Hangul filler", "\uffa0", false},
		{"the blank Braille cell", "\u2800", false},
		{"an accent without its letter", "\u0301", false},
		{"a zero-width space", "\u200b", false},
		{"dots alone", "...", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := data.Element{Kind: data.KindPlace, Name: tt.text}
			if err := e.Validate(); (err == nil) != tt.taken {
				t.Errorf("Validate of the name %+q: %v, want taken %v", tt.text, err, tt.taken)
			}
		})
	}
}

func TestTextsHoldNoCharacterThatNobodySees(t *testing.T) {
	tests := []struct {
		char      rune
		forbidden bool
	}{
		{'\n', false}, {'\t', false}, {'é', false}, {'\u00a0', false}, {'\u200d', false}, {'🌻', false}, {0xE0100, false},
		{0, true}, {0x1b, true}, {0x7f, true}, {0x85, true}, {'\u202e', true}, {'\u2066', true},
		{'\u2028', true}, {'\u2029', true}, {'\ufeff', true}, {0xE0000, true}, {0xE0041, true}, {0xE007F, true},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%U", tt.char), func(t *testing.T) {
			if got := data.IsForbidden(tt.char); got != tt.forbidden {
				t.Errorf("IsForbidden = %v, want %v", got, tt.forbidden)
			}
			e := data.Element{Kind: data.KindPlace, Name: "A", Description: "a" + string(tt.char) + "b"}
			if err := e.Validate(); (err != nil) != tt.forbidden {
				t.Errorf("Validate of a description with it: %v, want refused %v", err, tt.forbidden)
			}
		})
	}
}

func TestFieldErrorsListsEveryBrokenRule(t *testing.T) {
	e := data.Element{Kind: data.KindPlace, Email: "x", Capacity: -1}
	var fields []string
	for _, broken := range data.FieldErrors(e.Validate()) {
		fields = append(fields, broken.Field)
	}
	if got, want := fmt.Sprint(fields), "[name email capacity capacity]"; got != want {
		t.Errorf("FieldErrors = %s, want %s", got, want)
	}
	if got := data.FieldErrors(nil); got != nil {
		t.Errorf("FieldErrors(nil) = %v, want none", got)
	}
}
