package commons

import (
	"context"
	"fmt"

	"maillage/data/store"
	"maillage/geo"
)

// ImportTerritories keeps territories, each in place of what was kept under its
// code. Unless all of it was kept already, the log gets one entry.
func (c *Commons) ImportTerritories(ctx context.Context, territories []geo.Territory) error {
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

// Gazetteer reads every territory kept. It is good as long as the store's
// TerritoriesVersion is version.
func (c *Commons) Gazetteer(ctx context.Context) (g *geo.Gazetteer, version int64, err error) {
	// The version first: an import meanwhile makes it look old, not fresh.
	version, err = c.store.TerritoriesVersion(ctx)
	if err != nil {
		return nil, 0, err
	}
	var territories []geo.Territory
	err = c.store.EachTerritory(ctx, func(t geo.Territory) error {
		territories = append(territories, t)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return geo.NewGazetteer(territories), version, nil
}
