// What a cluster stands for, worked out from the elements nearest to it: the
// tile says how many they are, not where.
import type { SearchAnswer } from '../api/types'
import type { Box, Position } from '../query/query'
import { boxOf, markOf, union } from './view'

/** Metres of a pixel at zoom 0 on the equator, tiles being 512 pixels wide. */
const metresPerPixel = 78_271.517

/** How far from its centre a cluster takes its elements, in pixels: the cells within two radii of 56, and their own width. */
const reachPixels = 140

/** The most elements that one answer lists. */
const most = 200

/**
 * Answers the box of the count elements nearest to a cluster, a point when all
 * are at one place; null for a cluster too large to look into, or no answer.
 * A neighbour's element may stand in for a far one of its own: the box is for
 * looking, not for counting.
 */
export async function spread(
  at: Position,
  count: number,
  zoom: number,
  search: (reach: number) => Promise<SearchAnswer>,
): Promise<Box | null> {
  if (count > most) return null
  const reach = Math.min(500_000, (reachPixels * metresPerPixel * Math.cos((at[1] * Math.PI) / 180)) / 2 ** Math.floor(zoom))
  const answer = await search(Math.ceil(reach)).catch(() => null)
  const nearest = answer?.features.slice(0, count) ?? []
  if (nearest.length < count) return null
  const places = nearest.flatMap(({ geometry }) => {
    const place = markOf(geometry)
    return place ? [place] : []
  })
  return union(places.map((place) => boxOf({ type: 'Point', coordinates: place })!))
}
