package control_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/media"
	"maillage/data/store"
)

func TestAnInstanceIsSetUpThroughTheServer(t *testing.T) {
	dir, client, _ := serve(t, theCommons)
	reading, err := store.OpenForReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	version, err := client.ChangeSettings(t.Context(), 0, data.Settings{data.SettingName: "Ma carte", data.SettingMailUser: "u", data.SettingMailPassword: " secret "})
	if err != nil || version != 1 {
		t.Fatalf("version %d, %v", version, err)
	}
	if kept, _, err := reading.Settings(t.Context()); err != nil || kept[data.SettingName] != "Ma carte" || kept[data.SettingMailPassword] != " secret " {
		t.Errorf("kept %v, %v", kept, err)
	}
	if _, err := client.ChangeSettings(t.Context(), 0, data.Settings{}); !errors.Is(err, commons.ErrChangedMeanwhile) {
		t.Errorf("an older version: %v", err)
	}
	if _, err := client.ChangeSettings(t.Context(), 1, data.Settings{data.SettingPrimary: "vert"}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a wrong setting: %v", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	if err := client.SetLogo(t.Context(), []byte("<svg/>")); !errors.Is(err, media.ErrPicture) {
		t.Errorf("a drawing: %v", err)
	}
	if err := client.SetLogo(t.Context(), picture.Bytes()); err != nil {
		t.Errorf("a logo: %v", err)
	}
	if logo, err := reading.Logo(t.Context()); err != nil || len(logo) == 0 {
		t.Errorf("the logo has %d bytes, %v", len(logo), err)
	}
	if err := client.SetLogo(t.Context(), nil); err != nil {
		t.Errorf("no logo: %v", err)
	}
	if _, err := reading.Logo(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("once taken away: %v", err)
	}
	token, err := client.NewAdminLink(t.Context())
	if err != nil || len(token) != 43 {
		t.Errorf("link %q, %v", token, err)
	}
}
