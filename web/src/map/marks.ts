// How a map of somebody's draws its elements: colours and icons by kind, type or tag.
import type { ExpressionSpecification, LayerSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl'
import type { NetworkMark } from '../api/types'
import { icons } from './icons'

/** Layers in which elements have their colour, and the property that holds it. */
const colored = { elements: 'circle-color', 'element-names': 'text-color', 'shape-fill': 'fill-color', 'shape-line': 'line-color' } as const

/** From this zoom on there is room for icons, and before it for dots alone. */
const iconZoom = 9

/** Returns a style in which elements are drawn as marks say, the first that fits; icons have one colour. */
export function marked(style: StyleSpecification, marks: NetworkMark[], iconColor: string): StyleSpecification {
  const colors = getComputedStyle(document.documentElement)
  const layers = style.layers.map((layer) => {
    const property = colored[layer.id as keyof typeof colored]
    if (!property || !('paint' in layer)) return layer
    const paint: Record<string, unknown> = { ...layer.paint }
    return { ...layer, paint: { ...paint, [property]: cases(marks, (mark, index) => mark.color && (colors.getPropertyValue(`--mark-${index + 1}`).trim() || mark.color), paint[property]) } } as LayerSpecification
  })
  if (!marks.some(({ icon }) => icon && icons[icon])) return { ...style, layers }
  const above = layers.findIndex(({ id }) => id === 'elements') + 1
  return { ...style, layers: [...layers.slice(0, above), iconLayer(marks, iconColor), ...layers.slice(above)] }
}

/** Has a map draw icons once it misses them. */
export function drawIcons(map: MapLibre): void {
  map.on('styleimagemissing', ({ id }: { id: string }) => {
    const [name = '', color = ''] = id.split('#')
    const path = icons[name]
    const image = path && drawn(path, `#${color}`)
    if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: 2 })
  })
}

function iconLayer(marks: NetworkMark[], color: string): LayerSpecification {
  return {
    id: 'element-icons',
    type: 'symbol',
    source: 'elements',
    'source-layer': 'elements',
    minzoom: iconZoom,
    layout: {
      'icon-image': cases(marks, ({ icon }) => (icon && icons[icon] ? icon + color : undefined), '') as ExpressionSpecification,
      'icon-size': ['interpolate', ['linear'], ['zoom'], iconZoom, 0.6, 16, 0.85],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  }
}

/** Returns the expression that is, for an element, what the first mark that fits it says; marks without it leave it to the others. */
function cases(marks: NetworkMark[], says: (mark: NetworkMark, index: number) => string | undefined, otherwise: unknown): unknown {
  const each = marks.flatMap((mark, index) => {
    const said = says(mark, index)
    return said ? [condition(mark, index), said] : []
  })
  return each.length ? ['case', ...each, otherwise] : otherwise
}

// A tile says of an element with a tag which mark is the first by a tag that it has.
function condition({ parameter, value }: NetworkMark, index: number): ExpressionSpecification {
  if (parameter === 'tag') return ['==', ['get', 'mark'], index + 1]
  return ['==', ['get', parameter], value]
}

function drawn(path: string, color: string): ImageData | null {
  const size = 32
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) return null
  context.scale(size / 20, size / 20)
  context.fillStyle = color
  context.fill(new Path2D(path), 'evenodd')
  return context.getImageData(0, 0, size, size)
}
