// What the server says has changed, and which tiles of a map that concerns.

/** West, north, east and south of squares of zoom 18, all included. */
export type Place = [west: number, north: number, east: number, south: number]

/** A message of the live stream. */
export interface News {
  sequence: number
  /** Anything may have changed. */
  all?: boolean
  /** How many elements are new, different or gone. */
  changes: number
  /** Where they were and are; those without a place have none. */
  places?: Place[]
}

export interface TileAddress {
  z: number
  x: number
  y: number
}

const placeZoom = 18
const clusterZoom = 15

/** How far from a tile a change may lie and yet alter it, in tiles: clusters look around, the strokes of shapes reach over the border. */
const [clusterMargin, singleMargin] = [46 / 32, 1 / 64]

/** Reports whether a tile of elements may differ because of a place: the rule of the server's tiles/changed.go. */
export function touches([west, north, east, south]: Place, { z, x, y }: TileAddress): boolean {
  const margin = z < clusterZoom ? clusterMargin : singleMargin
  const size = 2 ** (z - placeZoom)
  const overlaps = (first: number, last: number, tile: number) => first * size <= tile + 1 + margin && (last + 1) * size >= tile - margin
  return overlaps(west, east, x) && overlaps(north, south, y)
}

/** Reads a message; null for one that is none. */
export function parseNews(text: string): News | null {
  try {
    const news = JSON.parse(text) as News | null
    return typeof news?.sequence === 'number' ? news : null
  } catch {
    return null
  }
}
