// The map itself: MapLibre, our style, and what clicks and moves mean.
import type { FeatureCollection } from 'geojson'
import { AttributionControl, Map as MapLibre, NavigationControl, setWorkerUrl, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl'
import type { GeoJSONSource, StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { currentLanguage, t } from '../i18n/t'
import type { View } from '../query/address'
import type { Box, Position } from '../query/query'
import type { NetworkMark } from '../api/types'
import type { News } from '../live/news'
import type { Flavor } from './flavor'
import type { Mark, Options, Padding } from './options'
import { Refresher } from './refresh'
import { dropUnsettled, retile } from './retile'
import { asked, style } from './style'

// Without it the worker script is looked for beside the bundle and the map stays blank.
setWorkerUrl(workerUrl)

/** What the events of a move carry when no person began it. */
const sent = { sent: true }

/** Room around what is shown whole, in pixels. */
const margin = 36

/** From this zoom on, a cluster is several elements at exactly one place. */
const samePlaceZoom = 15

/** Reports whether this browser can draw the map at all. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}

export class MapController {
  readonly map: MapLibre // for what draws more upon it
  private tiles: string
  private codes: string[] = []
  private marks: Mark[] = []
  private hoveredId: string | null = null
  private last: View | null = null
  private flavor: Flavor
  /** Lays a style on the basemap, once there is one. */
  private grounded = (own: StyleSpecification): StyleSpecification => own
  /** Draws the elements of a style as somebody's map wants it. */
  private adorned = (own: StyleSpecification): StyleSpecification => own
  private drawsIcons = false
  private removed = false
  /** Whether something was wanted before there was a style to tell it to. */
  private behind = false
  private readonly refresher: Refresher

  constructor(private readonly options: Options) {
    this.tiles = options.tiles
    this.flavor = options.flavor
    this.map = new MapLibre({
      container: options.container,
      style: this.style(),
      maxZoom: 19,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      locale: {
        'Map.Title': t('map_label'),
        'NavigationControl.ZoomIn': t('map_zoom_in'),
        'NavigationControl.ZoomOut': t('map_zoom_out'),
      },
    })
    this.refresher = new Refresher(this.map)
    this.map.setPadding(options.covered())
    const { start } = options
    if ('view' in start) this.map.jumpTo({ center: [start.view.lon, start.view.lat], zoom: start.view.zoom })
    else this.map.fitBounds(start.box, { padding: margin, maxZoom: 14, animate: false })
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
    this.listen()
    if (document.body.dataset['basemap']) void this.lay()
  }

  /** Draws the elements of another query. */
  setTiles(tiles: string): void {
    if (tiles === this.tiles) return
    this.tiles = tiles
    if (!this.styled()) return
    if (!retile(this.map, absolute(tiles))) this.map.setStyle(this.style())
  }

  /** Underlines territories. */
  setAsked(codes: string[]): void {
    this.codes = codes
    if (this.styled()) this.map.setFilter('asked', asked(codes))
  }

  /** Draws again what has changed. */
  refresh(news: News): void {
    this.refresher.tell(news)
  }

  setMarks(marks: Mark[]): void {
    this.marks = marks
    if (this.styled()) this.map.getSource<GeoJSONSource>('marks')?.setData(this.lit())
  }

  setFlavor(flavor: Flavor): void {
    this.flavor = flavor
    if (this.styled()) this.restyle()
  }

  /** Draws elements as somebody's map wants it. */
  async draw(marks: NetworkMark[]): Promise<void> {
    const { drawIcons, marked } = await import('./marks')
    if (this.removed) return
    if (!this.drawsIcons) drawIcons(this.map)
    this.drawsIcons = true
    this.adorned = (own) => marked(own, marks, this.flavor.halo)
    this.setFlavor(this.flavor)
  }

  jump(view: View): void {
    this.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom }, sent)
  }

  fit(box: Box): void {
    this.map.fitBounds(box, { padding: margin, maxZoom: 14, ...calmly(700) }, sent)
  }

  /** Comes nearer to a place, in the middle of what is not covered. */
  approach(position: Position, zoom: number): void {
    this.map.easeTo({ center: position, zoom: Math.min(zoom, 18), ...calmly(500) })
  }

  /** Moves the middle to that of what is not covered now. */
  makeRoom(): void {
    const [now, then] = [this.map.getPadding(), this.options.covered()]
    if (now.top !== then.top || now.bottom !== then.bottom) this.map.easeTo({ padding: then, ...calmly(200) }, sent)
  }

  /** Brings a position into sight when it is beyond the edges, or behind what hides them. */
  reveal(position: Position, hidden: Padding): void {
    const { x, y } = this.map.project(position)
    const { clientWidth: width, clientHeight: height } = this.map.getContainer()
    if (x > hidden.left && x < width - hidden.right && y > hidden.top && y < height - hidden.bottom) return
    const offset: [number, number] = [(hidden.left - hidden.right) / 2, 0]
    this.map.easeTo({ center: position, padding: this.options.covered(), offset, ...calmly(400) }, sent)
  }

  remove(): void {
    this.removed = true
    this.refresher.stop()
    this.map.remove()
  }

  /** Lays the map on the basemap; should that fail, the map is as good as without one. */
  private async lay(): Promise<void> {
    try {
      const { loadBasemap, onBasemap } = await import('./basemap')
      const basemap = await loadBasemap()
      if (this.removed) return
      this.grounded = (own) => onBasemap(own, basemap, this.flavor, currentLanguage())
      this.map.addControl(new AttributionControl({ compact: false }), 'bottom-left')
      this.setFlavor(this.flavor)
    } catch (error) {
      console.warn('basemap:', error)
    }
  }

  /** All that is wanted, as it is now. */
  private style(): StyleSpecification {
    const sources = { elements: absolute(this.tiles), territories: absolute('/tiles/territories/{z}/{x}/{y}.mvt') }
    return this.grounded(this.adorned(style(this.flavor, sources, currentLanguage(), { asked: this.codes, lit: this.lit() })))
  }

  /** Whether there is a style to be told what is wanted; otherwise the first one will be. */
  private styled(): boolean {
    const styled = this.map.style?._loaded === true
    this.behind ||= !styled
    return styled
  }

  /** Has the map be as it is wanted. */
  private restyle(): void {
    dropUnsettled(this.map)
    this.map.setStyle(this.style())
  }

  /** The marks, as the style has them. */
  private lit(): FeatureCollection {
    return {
      type: 'FeatureCollection',
      features: this.marks.map(({ position, kind }) => ({
        type: 'Feature',
        properties: { kind },
        geometry: { type: 'Point', coordinates: position },
      })),
    }
  }

  private listen(): void {
    const { listeners } = this.options
    this.map.once('style.load', () => {
      if (this.behind) this.restyle()
      this.report(false)
    })
    this.map.on('moveend', (event) => this.moved('sent' in event))
    this.map.on('click', (event) => this.click(event))
    this.map.on('mousemove', (event) => this.hover(this.featureAt(event, 2)))
    this.map.on('mouseout', () => this.hover(undefined))
    this.map.on('error', (event) => {
      console.warn('map:', event.error?.message ?? event)
      const { sourceId } = event as { sourceId?: string }
      if (sourceId !== 'basemap') listeners.failed()
    })
  }

  // Whoever did not send the map here, and moved it indeed (a new size ends in a
  // "move" too), is a person.
  private moved(sent: boolean): void {
    const { last } = this
    const view = this.view()
    const still = view.zoom === last?.zoom && view.lat === last.lat && view.lon === last.lon
    this.report(!sent && !still)
  }

  private view(): View {
    const centre = this.map.getCenter().wrap()
    return { zoom: this.map.getZoom(), lat: centre.lat, lon: centre.lng }
  }

  private report(byPerson: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer()
    const { top, right, bottom, left } = this.options.covered()
    const low = this.map.unproject([left, height - bottom])
    const high = this.map.unproject([width - right, top])
    this.last = this.view()
    this.options.listeners.moved(this.last, [low.lng, low.lat, high.lng, high.lat], byPerson)
  }

  private featureAt(event: MapMouseEvent, reach: number): MapGeoJSONFeature | undefined {
    const { x, y } = event.point
    const around: [[number, number], [number, number]] = [[x - reach, y - reach], [x + reach, y + reach]]
    const points = this.map.queryRenderedFeatures(around, { layers: ['clusters', 'elements', 'element-names'] })
    return points[0] ?? this.map.queryRenderedFeatures(around, { layers: ['shape-fill', 'shape-line'] })[0]
  }

  private hover(feature: MapGeoJSONFeature | undefined): void {
    this.map.getCanvas().style.cursor = feature ? 'pointer' : ''
    const id = feature && feature.sourceLayer !== 'clusters' ? String(feature.properties['id']) : null
    if (id === this.hoveredId) return
    this.hoveredId = id
    this.options.listeners.hovered(id)
  }

  private click(event: MapMouseEvent): void {
    const { listeners } = this.options
    if (listeners.touched?.(event.lngLat.wrap().toArray())) return
    const feature = this.featureAt(event, 5)
    if (!feature) return
    if (feature.sourceLayer !== 'clusters') return listeners.picked(String(feature.properties['id']))
    const at = (feature.geometry.type === 'Point' ? feature.geometry.coordinates : [0, 0]) as Position
    if (this.map.getZoom() >= samePlaceZoom) listeners.pickedPlace(rounded(at))
    else void this.split(at, Number(feature.properties['count']))
  }

  /** Comes so near that a cluster falls apart; opens the list of one that never will. */
  private async split(at: Position, count: number): Promise<void> {
    const { cluster, pickedPlace } = this.options.listeners
    const zoom = this.map.getZoom()
    const box = (await cluster?.(at, count, zoom)) ?? null
    if (!box) return this.approach(at, zoom + 2.2)
    const [west, south, east, north] = box
    if (west === east && south === north) return pickedPlace(rounded([west, south]))
    const camera = this.map.cameraForBounds(box, { padding: margin, maxZoom: 17 })
    if (camera?.zoom !== undefined && camera.zoom > zoom + 0.8) this.map.easeTo({ ...camera, ...calmly(500) })
    else this.approach(at, zoom + 1.5)
  }
}

/** Returns a position as an address writes it. */
function rounded([lon, lat]: Position): Position {
  const round = (value: number) => Math.round(value * 1e6) / 1e6
  return [round(lon), round(lat)]
}

/** Returns how long a move lasts, in milliseconds: not at all for people who ask for less motion. */
function calmly(duration: number): { animate: boolean; duration: number } {
  return { animate: !matchMedia('(prefers-reduced-motion: reduce)').matches, duration }
}

function absolute(path: string): string {
  return location.origin + path
}
