package commons_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
	"maillage/geo"
)

// oneTerritory is imported where a territory is asked for.
var oneTerritory = []geo.Territory{{Code: "FR", Level: geo.LevelCountry, Name: "France"}}

func TestSettingsChangeOneVersionAfterTheOther(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	first, err := c.ChangeSettings(t.Context(), 0, data.Settings{data.SettingName: " A "})
	if err != nil || first != 1 {
		t.Fatalf("version %d, %v", first, err)
	}
	if again, err := c.ChangeSettings(t.Context(), 1, data.Settings{data.SettingName: "A"}); err != nil || again != 1 {
		t.Errorf("saying the same makes version %d, %v", again, err)
	}
	if _, err := c.ChangeSettings(t.Context(), 0, data.Settings{data.SettingName: "B"}); !errors.Is(err, commons.ErrChangedMeanwhile) {
		t.Errorf("changing an older version: %v", err)
	}
	if kept, _, err := s.Settings(t.Context()); err != nil || kept[data.SettingName] != "A" {
		t.Errorf("kept %q, %v", kept[data.SettingName], err)
	}
}

func TestSettingsThatBreakARuleAreNotKept(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	if err := c.ImportTerritories(t.Context(), oneTerritory); err != nil {
		t.Fatal(err)
	}
	_, err := c.ChangeSettings(t.Context(), 0, data.Settings{data.SettingTerritory: "FR-99", data.SettingPrimary: "red"})
	wrong := data.SettingErrors(err)
	if len(wrong) != 2 || wrong[0].Key != data.SettingPrimary || wrong[1].Error() != "start.territory: No territory has the code “FR-99”. Give a code that the map knows, like FR-35 or FR-35238." {
		t.Errorf("refused with %v", err)
	}
	if kept, version, err := s.Settings(t.Context()); err != nil || len(kept) != 0 || version.Settings != 0 {
		t.Errorf("kept %v, version %v, %v", kept, version, err)
	}
	if _, err := c.ChangeSettings(t.Context(), 0, data.Settings{data.SettingTerritory: "FR"}); err != nil {
		t.Errorf("a territory that exists: %v", err)
	}
}

func TestTheLogoIsARealPicture(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 600, 300))); err != nil {
		t.Fatal(err)
	}
	if err := c.SetLogo(t.Context(), picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := c.SetLogo(t.Context(), []byte("<svg/>")); !errors.Is(err, media.ErrPicture) {
		t.Errorf("a drawing: %v", err)
	}
	logo, err := s.Logo(t.Context())
	if size, err := png.DecodeConfig(bytes.NewReader(logo)); err != nil || size.Width != media.LogoSide {
		t.Errorf("the logo has %d pixels, %v", size.Width, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetLogo(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Logo(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("once taken away: %v", err)
	}
}

func TestSettingsAndLogoAreKeptTogetherOrNotAtAll(t *testing.T) {
	s := openStore(t, t.TempDir())
	c := commons.New(s)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	named := data.Settings{data.SettingName: "A"}
	if _, err := c.ChangeSettingsAndLogo(t.Context(), 7, named, picture.Bytes()); !errors.Is(err, commons.ErrChangedMeanwhile) {
		t.Errorf("over another version: %v", err)
	}
	if _, err := c.ChangeSettingsAndLogo(t.Context(), 0, named, []byte("<svg/>")); !errors.Is(err, media.ErrPicture) {
		t.Errorf("with a drawing: %v", err)
	}
	if _, err := s.Logo(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the logo was kept alone: %v", err)
	}
	if kept, _, err := s.Settings(t.Context()); err != nil || len(kept) != 0 {
		t.Errorf("the settings were kept alone: %v, %v", kept, err)
	}
	if _, err := c.ChangeSettingsAndLogo(t.Context(), 0, named, picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Logo(t.Context()); err != nil {
		t.Errorf("the logo is not kept: %v", err)
	}
}

func TestAnAdminLinkIsGoodOnceAndNotForLong(t *testing.T) {
	dir := t.TempDir()
	c := commons.New(openStore(t, dir))
	token, err := c.NewAdminLink(t.Context())
	if err != nil || len(token) != 43 {
		t.Fatalf("token %q, %v", token, err)
	}
	now := time.Now()
	for _, step := range []struct {
		name, token string
		at          time.Time
		want        bool
	}{
		{"too late", token, now.Add(data.LinkSettings.Life() + time.Second), false}, {"another", strings.ToLower(token), now, false},
		{"in time", token, now, true}, {"again", token, now, false},
	} {
		if good, err := c.TakeAdminLink(t.Context(), step.token, step.at); err != nil || good != step.want {
			t.Errorf("%s: good %v, %v, want %v", step.name, good, err, step.want)
		}
	}
	if token, err = c.NewAdminLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{store.FileName, store.FileName + "-wal"} {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err != nil || bytes.Contains(content, []byte(token)) {
			t.Errorf("%s holds the token, or cannot be read: %v", name, err)
		}
	}
}
