// What a search finds in a part of the map.
import { get } from '../api/client'
import type { SearchAnswer } from '../api/types'
import { contains, markOf, queryBox } from '../map/view'
import { filterOf, formatQuery, type Box, type Position, type Query } from '../query/query'

/** How many elements may be taken at once. */
export const mostTaken = 1000

/** How many are looked at to find those within a ring. */
export const mostRead = 3000

/** Elements by their ids, or how many there are when that is too many: to take, or around a ring to look at one by one. */
export type Inside = { ids: string[] } | { many: number } | { around: number }

/** Answers what a query finds in a box and, when there is one, in a ring drawn there. */
export async function inside(query: Query, box: Box, ring: Position[] | null, signal: AbortSignal): Promise<Inside> {
  const there = formatQuery({ ...filterOf(query), bbox: queryBox(box), sort: 'newest' })
  const ids: string[] = []
  let cursor = ''
  do {
    const page = await get<SearchAnswer>(`/api/v1/search?${there}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, signal)
    if (ring && page.total > mostRead) return { around: page.total }
    if (!ring && page.total > mostTaken) return { many: page.total }
    for (const { geometry, properties } of page.features) {
      const at = markOf(geometry)
      if (at && (!query.bbox || contains(query.bbox, at)) && (!ring || encloses(ring, at))) ids.push(properties.id)
    }
    cursor = page.next ?? ''
  } while (cursor)
  return ids.length > mostTaken ? { many: ids.length } : { ids }
}

/** Returns the box of a ring. */
export function boxOfRing(ring: Position[]): Box {
  const lons = ring.map(([lon]) => lon)
  const lats = ring.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** Reports whether a ring, closed or not, encloses a position, on whichever turn round the globe it was drawn. */
export function encloses(ring: Position[], [lon, lat]: Position): boolean {
  return [lon - 360, lon, lon + 360].some((turn) => {
    let odd = false
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [x1, y1] = ring[i]!
      const [x2, y2] = ring[j]!
      if (y1 > lat !== y2 > lat && turn < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd
    }
    return odd
  })
}
