package geo_test

import (
	"testing"
	"time"

	"maillage/geo"
)

func TestFrenchZone(t *testing.T) {
	tests := []struct{ name, code, want string }{
		{"a département", "FR-35", "Europe/Paris"},
		{"of Corsica", "FR-2A", "Europe/Paris"},
		{"a région", "FR-BRE", "Europe/Paris"},
		{"overseas", "FR-974", "Indian/Reunion"},
		{"a collectivity", "NC", "Pacific/Noumea"},
		{"France as a whole", "FR", ""},
		{"Polynesia, of three zones", "PF", ""},
		{"a commune tells through its département", "FR-35238", ""},
		{"an intercommunalité", "FR-EPCI-243500139", ""},
		{"abroad", "DE", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := geo.FrenchZone(tt.code); got != tt.want {
				t.Errorf("FrenchZone(%q) = %q, want %q", tt.code, got, tt.want)
			}
		})
	}
}

func TestEveryFrenchRegionHasAZoneThatExists(t *testing.T) {
	for _, region := range geo.FrenchRegions {
		if zone := geo.FrenchZone(region.Code); zone == "" {
			t.Errorf("%s has no zone", region.Code)
		} else if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", region.Code, err)
		}
	}
}
