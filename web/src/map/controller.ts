// The map itself: MapLibre, our style, and what clicks and moves mean.
import { Map as MapLibre, NavigationControl, setWorkerUrl, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl'
import type { GeoJSONSource, VectorTileSource } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { currentLanguage, t } from '../i18n/t'
import type { View } from '../query/address'
import type { Box, Position } from '../query/query'
import type { Flavor } from './flavor'
import { asked, style } from './style'

// Without it the worker script is looked for beside the bundle and the map stays blank.
setWorkerUrl(workerUrl)

/** From this zoom on, a cluster is several elements at exactly one place. */
const samePlaceZoom = 15

/** A point drawn above everything: what is hovered or open. */
export interface Mark {
  position: Position
  kind: string
}

export interface Listeners {
  moved(view: View, box: Box, byPerson: boolean): void
  hovered(element: string | null): void
  picked(element: string): void
  pickedPlace(at: Position): void
  failed(): void
}

export interface Options {
  container: HTMLElement
  start: { view: View } | { box: Box }
  tiles: string
  flavor: Flavor
  padding(): Padding
  listeners: Listeners
}

interface Padding {
  top: number
  bottom: number
  left: number
  right: number
}

/** Reports whether this browser can draw the map at all. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}

export class MapController {
  private readonly map: MapLibre
  private tiles: string
  private codes: string[] = []
  private marks: Mark[] = []
  private hoveredId: string | null = null
  /** Whether the next move to end is one that this class began. */
  private sent = false
  private last: View | null = null

  constructor(private readonly options: Options) {
    this.tiles = options.tiles
    const { start } = options
    this.map = new MapLibre({
      container: options.container,
      style: this.style(options.flavor),
      ...('view' in start
        ? { center: [start.view.lon, start.view.lat], zoom: start.view.zoom }
        : { bounds: start.box, fitBoundsOptions: { padding: options.padding(), maxZoom: 14 } }),
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
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
    this.listen()
  }

  /** Draws the elements of another query. */
  setTiles(tiles: string): void {
    if (tiles === this.tiles) return
    this.tiles = tiles
    this.whenStyled(() => this.map.getSource<VectorTileSource>('elements')?.setTiles([absolute(tiles)]))
  }

  /** Underlines territories. */
  setAsked(codes: string[]): void {
    this.codes = codes
    this.whenStyled(() => this.map.setFilter('asked', asked(codes)))
  }

  setMarks(marks: Mark[]): void {
    this.marks = marks
    this.whenStyled(() => this.drawMarks())
  }

  setFlavor(flavor: Flavor): void {
    this.whenStyled(() => {
      this.map.setStyle(this.style(flavor))
      this.map.setFilter('asked', asked(this.codes))
      this.drawMarks()
    })
  }

  jump(view: View): void {
    this.sent = true
    this.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom })
  }

  fit(box: Box): void {
    this.sent = true
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.map.fitBounds(box, { padding: this.options.padding(), maxZoom: 14, animate: !still, duration: 700 })
  }

  remove(): void {
    this.map.remove()
  }

  private style(flavor: Flavor) {
    const sources = { elements: absolute(this.tiles), territories: absolute('/tiles/territories/{z}/{x}/{y}.mvt') }
    return style(flavor, sources, currentLanguage())
  }

  private whenStyled(act: () => void): void {
    if (this.map.style?._loaded) act()
    else this.map.once('style.load', act)
  }

  private drawMarks(): void {
    this.map.getSource<GeoJSONSource>('marks')?.setData({
      type: 'FeatureCollection',
      features: this.marks.map(({ position, kind }) => ({
        type: 'Feature',
        properties: { kind },
        geometry: { type: 'Point', coordinates: position },
      })),
    })
  }

  private listen(): void {
    const { listeners } = this.options
    this.map.once('style.load', () => this.report(false))
    this.map.on('moveend', () => this.moved())
    this.map.on('click', (event) => this.click(event))
    this.map.on('mousemove', (event) => this.hover(this.featureAt(event, 2)))
    this.map.on('mouseout', () => this.hover(undefined))
    this.map.on('error', (event) => {
      console.warn('map:', event.error?.message ?? event)
      listeners.failed()
    })
  }

  // The events of MapLibre do not always say who moved the map: whoever did not
  // send it here, and moved it indeed (a new size ends in a "move" too), is a person.
  private moved(): void {
    const { last } = this
    const view = this.view()
    const still = view.zoom === last?.zoom && view.lat === last.lat && view.lon === last.lon
    const byPerson = !this.sent && !still
    this.sent = false
    this.report(byPerson)
  }

  private view(): View {
    const centre = this.map.getCenter().wrap()
    return { zoom: this.map.getZoom(), lat: centre.lat, lon: centre.lng }
  }

  private report(byPerson: boolean): void {
    const [[west, south], [east, north]] = this.map.getBounds().toArray()
    this.last = this.view()
    this.options.listeners.moved(this.last, [west, south, east, north], byPerson)
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
    const feature = this.featureAt(event, 5)
    if (!feature) return
    if (feature.sourceLayer !== 'clusters') {
      this.options.listeners.picked(String(feature.properties['id']))
      return
    }
    const [lon = 0, lat = 0] = feature.geometry.type === 'Point' ? feature.geometry.coordinates : []
    const zoom = this.map.getZoom()
    if (zoom >= samePlaceZoom) {
      const round = (value: number) => Math.round(value * 1e6) / 1e6
      this.options.listeners.pickedPlace([round(lon), round(lat)])
    } else {
      // The middle of what no sheet covers, which the padding leaves.
      const { top, bottom, left, right } = this.options.padding()
      const offset: [number, number] = [(left - right) / 2, (top - bottom) / 2]
      this.map.easeTo({ center: [lon, lat], zoom: Math.min(zoom + 2.2, 18), offset, duration: 500 })
    }
  }
}

function absolute(path: string): string {
  return location.origin + path
}
