package commons

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"maillage/data"
	"maillage/data/media"
	"maillage/data/store"
)

// ErrChangedMeanwhile marks a change of settings that were changed since they
// were read.
var ErrChangedMeanwhile = errors.New("the settings have changed meanwhile")

// ChangeSettings keeps settings in place of those of the version given, and
// returns their version. What says the same as before writes nothing.
//
// The error joins a [*data.SettingError] for each rule that is broken, or wraps
// [ErrChangedMeanwhile] when version is not the present one.
func (c *Commons) ChangeSettings(ctx context.Context, version int64, settings data.Settings) (written int64, err error) {
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		written, err = putSettings(tx, version, settings.Tidy())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("cannot change the settings: %w", err)
	}
	return written, nil
}

// ChangeSettingsAndLogo does what [Commons.ChangeSettings] and [Commons.SetLogo]
// do, both or neither.
func (c *Commons) ChangeSettingsAndLogo(ctx context.Context, version int64, settings data.Settings, picture []byte) (written int64, err error) {
	logo, err := logoOf(picture)
	if err != nil {
		return 0, err
	}
	_, err = c.store.Update(ctx, func(tx *store.Tx) error {
		if written, err = putSettings(tx, version, settings.Tidy()); err != nil {
			return err
		}
		return tx.PutLogo(logo)
	})
	if err != nil {
		return 0, fmt.Errorf("cannot change the settings: %w", err)
	}
	return written, nil
}

// putSettings writes settings that are right and not yet kept, and returns the
// version then.
func putSettings(tx *store.Tx, version int64, settings data.Settings) (int64, error) {
	unknown, err := unknownTerritory(tx, settings[data.SettingTerritory])
	if err != nil {
		return 0, err
	}
	if broken := errors.Join(settings.Validate(), unknown); broken != nil {
		return 0, broken
	}
	kept, present, err := tx.Settings()
	if err != nil {
		return 0, err
	}
	if present.Settings != version {
		return 0, fmt.Errorf("%w: this is version %d, you changed version %d", ErrChangedMeanwhile, present.Settings, version)
	}
	if maps.Equal(kept, settings) {
		return version, nil
	}
	return tx.PutSettings(settings)
}

// unknownTerritory returns the broken rule when no territory has the code that
// the map is to start with.
func unknownTerritory(tx *store.Tx, code string) (broken, err error) {
	if code == "" {
		return nil, nil
	}
	known, err := tx.HasTerritory(code)
	if err != nil || known {
		return nil, err
	}
	return &data.SettingError{Key: data.SettingTerritory, Rule: "territory", Facts: data.Facts{"value": code}}, nil
}

// SetLogo keeps a picture as the logo, in place of the one before, as
// [media.Logo] makes it; nil takes the logo away. The error may be a
// [*media.PictureError].
func (c *Commons) SetLogo(ctx context.Context, picture []byte) error {
	logo, err := logoOf(picture)
	if err != nil {
		return err
	}
	if _, err := c.store.Update(ctx, func(tx *store.Tx) error { return tx.PutLogo(logo) }); err != nil {
		return fmt.Errorf("cannot set the logo: %w", err)
	}
	return nil
}

// logoOf returns the logo that is made of a picture, nil of none.
func logoOf(picture []byte) ([]byte, error) {
	if picture == nil {
		return nil, nil
	}
	logo, err := media.Logo(picture)
	if err != nil {
		return nil, fmt.Errorf("cannot set the logo: %w", err)
	}
	return logo, nil
}
