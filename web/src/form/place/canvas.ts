// What somebody draws, on the map: its line and its area, and a handle on each
// corner that a finger, a mouse and the arrow keys move.
import type { Feature, FeatureCollection, Position as Coordinates } from 'geojson'
import { Marker, type GeoJSONSource, type Map as MapLibre } from 'maplibre-gl'
import type { Position } from '../../query/query'
import type { Shape } from './shape'

export interface Handles {
  /** Answers how a corner is called. */
  label(index: number): string
  /** A corner goes to a place; it has arrived when it is let go. */
  moved(index: number, to: Position, arrived: boolean): void
  picked(index: number): void
  removed(index: number): void
}

/** What is drawn around a point that is told to some metres only. */
export interface Reach {
  at: Position
  metres: number
}

export interface Drawn {
  shape: Shape
  selected: number
  faulty: boolean
  reach: Reach | null
}

const source = 'drawing'

/** How far an arrow key moves a corner, in pixels; with Shift one pixel. */
const step = 10
const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export class Canvas {
  private readonly markers: Marker[] = []
  private drawn: Drawn | null = null

  constructor(
    private readonly map: MapLibre,
    private readonly handles: Handles,
  ) {
    map.on('style.load', () => this.lay())
    if (map.style?._loaded) this.lay()
  }

  show(drawn: Drawn): void {
    this.drawn = drawn
    const { shape, selected } = drawn
    for (const marker of this.markers.splice(shape.corners.length)) marker.remove()
    for (const [index, corner] of shape.corners.entries()) {
      const marker = (this.markers[index] ??= this.handle(index, corner))
      marker.setLngLat(corner)
      const element = marker.getElement()
      element.setAttribute('aria-label', this.handles.label(index))
      element.classList.toggle('place-point', shape.mode === 'point')
      element.classList.toggle('selected', shape.mode !== 'point' && index === selected)
    }
    this.draw()
  }

  /** Gives the focus to the handle of a corner. */
  focus(index: number): void {
    this.markers[index]?.getElement().focus()
  }

  private handle(index: number, at: Position): Marker {
    const element = document.createElement('button')
    element.type = 'button'
    element.className = 'place-handle'
    const marker = new Marker({ element, draggable: true }).setLngLat(at).addTo(this.map)
    const place = () => marker.getLngLat().wrap().toArray() as Position
    marker.on('drag', () => this.handles.moved(index, place(), false))
    marker.on('dragend', () => this.handles.moved(index, place(), true))
    element.addEventListener('click', (event) => {
      event.stopPropagation() // or the map would take it for a touch of its own
      this.handles.picked(index)
    })
    element.addEventListener('keydown', (event) => this.key(event, index))
    return marker
  }

  private key(event: KeyboardEvent, index: number): void {
    const arrow = arrows[event.key]
    const corner = this.drawn?.shape.corners[index]
    if (arrow && corner) {
      const { x, y } = this.map.project(corner)
      const pixels = event.shiftKey ? 1 : step
      const to = this.map.unproject([x + arrow[0] * pixels, y + arrow[1] * pixels]).wrap()
      this.handles.moved(index, to.toArray() as Position, true)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.handles.removed(index)
    } else {
      return
    }
    event.preventDefault()
    event.stopPropagation() // the map has arrow keys of its own
  }

  /** Puts the layers upon a style, a new one too. */
  private lay(): void {
    if (this.map.getSource(source)) return
    const style = getComputedStyle(document.documentElement)
    const [plain, wrong] = [style.getPropertyValue('--leaf').trim() || '#2f6b4f', style.getPropertyValue('--clay').trim() || '#a94a28']
    this.map.addSource(source, { type: 'geojson', data: this.features() })
    const color = ['case', ['get', 'faulty'], wrong, plain] as unknown as string
    this.map.addLayer({ id: 'drawing-fill', type: 'fill', source, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': color, 'fill-opacity': 0.2 } })
    this.map.addLayer({ id: 'drawing-line', type: 'line', source, filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': color, 'line-width': 3 } })
  }

  private draw(): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(this.features())
  }

  private features(): FeatureCollection {
    const features: Feature[] = []
    const { shape, faulty, reach } = this.drawn ?? { shape: null, faulty: false, reach: null }
    const add = (geometry: Feature['geometry']) => features.push({ type: 'Feature', properties: { faulty }, geometry })
    // A ring that crosses itself may have no area and not be drawn: its line is.
    const addRing = (ring: Coordinates[]) => {
      add({ type: 'Polygon', coordinates: [ring] })
      add({ type: 'LineString', coordinates: ring })
    }
    if (reach) addRing(circle(reach))
    if (shape && shape.mode !== 'point' && shape.corners.length > 1) {
      const corners: Coordinates[] = [...shape.corners]
      if (shape.mode === 'area' && corners.length > 2) addRing([...corners, corners[0]!])
      else add({ type: 'LineString', coordinates: corners })
    }
    return { type: 'FeatureCollection', features }
  }
}

function circle({ at: [lon, lat], metres }: Reach): Coordinates[] {
  const high = metres / 111_195
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return Array.from({ length: 49 }, (_, n) => {
    const turn = (n * Math.PI) / 24
    return [lon + wide * Math.cos(turn), lat + high * Math.sin(turn)]
  })
}
