// Which tiles of the map are asked for again when elements have changed: those
// in sight that a change touches, wide ones rarely.
import type { Map as MapLibre } from 'maplibre-gl'
import { touches, type News, type Place } from '../live/news'
import { Pace, type Rhythm } from '../live/pace'

/** Below this zoom a tile shows so much that it nearly always changes, and one change hardly shows. */
const wideZoom = 6

const source = 'elements'

/** What is to be asked for again, at some zooms. */
class Queue {
  private places: Place[] = []
  private all = false
  private readonly pace: Pace

  constructor(rhythm: Rhythm, private readonly map: MapLibre, private readonly covers: (zoom: number) => boolean) {
    this.pace = new Pace(rhythm, () => this.refresh())
  }

  add(news: News): void {
    if (!news.all && !news.places?.length) return
    this.all ||= news.all === true
    this.places.push(...(news.places ?? []))
    this.pace.ask()
  }

  stop(): void {
    this.pace.stop()
  }

  private refresh(): void {
    const { all, places } = this
    this.all = false
    this.places = []
    const manager = this.map.style?.tileManagers[source]
    if (!manager) return
    manager._outOfViewCache.reset() // tiles out of sight come back as they are by then
    const touched = manager.getIds().flatMap((id) => {
      const tile = manager.getTileByID(id)
      const at = tile?.tileID.canonical
      return tile && at && this.covers(at.z) && (all || places.some((place) => touches(place, at))) ? [{ tile, at }] : []
    })
    const again = (tiles: typeof touched) => this.map.refreshTiles(source, tiles.map(({ at }) => at))
    // One on its way may have been drawn before the change: it is asked for once it is here.
    const coming = touched.filter(({ tile }) => tile.state === 'loading')
    if (coming.length) void this.map.once('idle').then(() => again(coming))
    again(touched)
  }
}

export class Refresher {
  private readonly queues: Queue[]

  constructor(map: MapLibre) {
    this.queues = [
      new Queue({ soon: 300, least: 500, most: 1_000 }, map, (zoom) => zoom >= wideZoom),
      new Queue({ soon: 3_000, least: 10_000, most: 20_000 }, map, (zoom) => zoom < wideZoom),
    ]
  }

  tell(news: News): void {
    for (const queue of this.queues) queue.add(news)
  }

  stop(): void {
    for (const queue of this.queues) queue.stop()
  }
}
