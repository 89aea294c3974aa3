// Other tiles of elements, in whatever moment they are wanted.
//
// MapLibre draws a tile that is on its way as it was asked for, whatever its source is
// told meanwhile; it never asks again for one that failed; and it may draw again what a
// tile was when the style changes while the tile is asked for anew. So a source is told
// of other tiles when all of its own are there, which then stay until the others have
// come. In any other moment it gives way to a new one, which the next style brings.
import type { Map as MapLibre, VectorTileSource } from 'maplibre-gl'

const source = 'elements'

/** Has the elements of a styled map asked for at another address, and answers whether that can be: otherwise the map needs a style that says so. */
export function retile(map: MapLibre, tiles: string): boolean {
  const manager = map.style.tileManagers[source]
  if (!manager || manager._paused) return false
  manager._outOfViewCache.reset() // or one on its way could come back from there
  if (!states(map)?.every((state) => state === 'loaded')) return false
  map.getSource<VectorTileSource>(source)?.setTiles([tiles])
  return true
}

/** Takes the elements from a styled map that could draw what they were before: the next style brings them back. */
export function dropUnsettled(map: MapLibre): void {
  const now = states(map)
  if (!map.getSource(source) || (now && !now.includes('expired'))) return
  for (const id of map.getLayersOrder()) if (map.getLayer(id)?.source === source) map.removeLayer(id)
  map.removeSource(source)
}

/** How the tiles in sight are; null while the source is being told which ones they are. */
function states(map: MapLibre): string[] | null {
  const manager = map.style.tileManagers[source]
  return manager?.getSource().loaded() ? manager.getIds().map((id) => manager.getTileByID(id)?.state ?? '') : null
}
