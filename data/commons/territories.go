package commons

import (
	"context"
	"fmt"

	"maillage/data/store"
	"maillage/geo"
)

// ImportTerritories keeps territories, each in place of what was kept under its
// code. Unless all of it was kept already, the log gets one entry. If one of
// them breaks a rule of [geo.Territory.Validate], that is the error and none is
// written.
func (c *Commons) ImportTerritories(ctx context.Context, territories []geo.Territory) error {
	for i := range territories {
		if err := territories[i].Validate(); err != nil {
			return fmt.Errorf("cannot import %d territories: %w", len(territories), err)
		}
	}
	_, err := c.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.PutTerritories(territories)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot import %d territories: %w", len(territories), err)
	}
	return nil
}

// EnsureWorld imports the world's countries and first-level divisions if no
// territory is kept.
func (c *Commons) EnsureWorld(ctx context.Context) error {
	version, err := c.store.TerritoriesVersion(ctx)
	if err != nil || version > 0 {
		return err
	}
	world, err := geo.World()
	if err != nil {
		return fmt.Errorf("cannot read the map of the world: %w", err)
	}
	return c.ImportTerritories(ctx, world)
}
