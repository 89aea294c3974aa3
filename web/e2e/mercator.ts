// Where things are on the screen, and what our tiles hold: worked out from the
// address of the page and from the tiles themselves, without asking the map.
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { Page } from 'playwright-core'
import { server } from './browser'

export interface TilePoint {
  layer: 'clusters' | 'elements'
  count: number
  properties: Record<string, unknown>
  lon: number
  lat: number
}

/** Decodes one tile; null for an empty one. */
export async function tile(z: number, x: number, y: number, query = ''): Promise<VectorTile | null> {
  const response = await fetch(`${server}/tiles/elements/${z}/${x}/${y}.mvt${query ? `?${query}` : ''}`)
  if (response.status === 204) return null
  if (!response.ok) throw new Error(`tile ${z}/${x}/${y}?${query}: status ${response.status}`)
  return new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())))
}

/** Returns every point of a zoom over a box of tiles. */
export async function points(z: number, query = '', [x0, y0, x1, y1] = [0, 0, 2 ** z - 1, 2 ** z - 1]): Promise<TilePoint[]> {
  const found: TilePoint[] = []
  for (let x = x0!; x <= x1!; x++) {
    for (let y = y0!; y <= y1!; y++) {
      const decoded = await tile(z, x, y, query)
      for (const layer of ['clusters', 'elements'] as const) {
        const features = decoded?.layers[layer]
        for (let i = 0; i < (features?.length ?? 0); i++) {
          const { geometry, properties } = features!.feature(i).toGeoJSON(x, y, z)
          if (geometry.type !== 'Point') throw new Error(`${layer} of ${z}/${x}/${y} holds a ${geometry.type}`)
          const [lon = 0, lat = 0] = geometry.coordinates
          found.push({ layer, count: layer === 'clusters' ? Number(properties?.['count']) : 1, properties: properties ?? {}, lon, lat })
        }
      }
    }
  }
  return found
}

/** The view of the map, from the address of the page. */
export function viewOf(page: Page): { zoom: number; lat: number; lon: number } {
  const [zoom = NaN, lat = NaN, lon = NaN] = /map=([^&]+)/.exec(new URL(page.url()).hash)?.[1]?.split('/').map(Number) ?? []
  return { zoom, lat, lon }
}

/** Returns the same once the map has come to rest. */
export async function restingView(page: Page): Promise<ReturnType<typeof viewOf>> {
  for (let before = ''; before !== page.url(); await page.waitForTimeout(1000)) before = page.url()
  return viewOf(page)
}

/** Returns where a position is on the screen, in pixels: the view is centred in what no sheet of a phone covers. */
export async function onScreen(page: Page, position: { lon: number; lat: number }): Promise<{ x: number; y: number }> {
  const view = viewOf(page)
  const box = (await page.locator('.map-canvas').boundingBox())!
  const { top, bottom } = await coveredOf(page, box.height)
  const world = 512 * 2 ** view.zoom
  const [at, centre] = [mercator(position), mercator(view)]
  return { x: box.x + box.width / 2 + (at.x - centre.x) * world, y: box.y + (top + box.height - bottom) / 2 + (at.y - centre.y) * world }
}

/** Returns how much of the map lies under the search box and the sheet of a phone, in pixels. */
export async function coveredOf(page: Page, height: number): Promise<{ top: number; bottom: number }> {
  if ((page.viewportSize()?.width ?? 0) > 720) return { top: 0, bottom: 0 }
  if (await page.locator('.card').count()) return { top: 100, bottom: height * 0.62 }
  const collapsed = (await page.locator('.panel').getAttribute('data-size')) === 'collapsed'
  return { top: 100, bottom: collapsed ? 52 : height * 0.5 }
}

/** Returns the tiles of a zoom that the map shows. */
export async function shownTiles(page: Page, z: number): Promise<[number, number, number, number]> {
  const view = viewOf(page)
  const box = (await page.locator('.map-canvas').boundingBox())!
  const centre = mercator(view)
  const world = 512 * 2 ** view.zoom
  const clamp = (value: number) => Math.max(0, Math.min(2 ** z - 1, Math.floor(value * 2 ** z)))
  const [dx, dy] = [box.width / 2 / world, box.height / 2 / world]
  return [clamp(centre.x - dx), clamp(centre.y - dy), clamp(centre.x + dx), clamp(centre.y + dy)]
}

function mercator({ lon, lat }: { lon: number; lat: number }): { x: number; y: number } {
  const sin = Math.sin((lat * Math.PI) / 180)
  return { x: (lon + 180) / 360, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) }
}
