// The map on a basemap: streets and landscape below everything else, in our
// quiet colours. Loaded only where the page says that there is a basemap.
//
// Vector archives are those of Protomaps, drawn whatever their age: names of
// properties changed over the years ("pmap:kind" became "kind").
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Language } from '../i18n/t'
import { dark, type Flavor } from './flavor'
import { font } from './style'

/** The source of the style that a basemap is. */
export const source = 'basemap'

/** A basemap as /tiles/basemap.json describes it. */
export interface Basemap {
  format: 'vector' | 'raster'
  tiles: string[]
  minzoom: number
  maxzoom: number
  bounds: [number, number, number, number]
  attribution?: string
}

export async function loadBasemap(): Promise<Basemap> {
  const answer = await fetch('/tiles/basemap.json')
  if (!answer.ok) throw new Error(`/tiles/basemap.json answers ${answer.status}`)
  return (await answer.json()) as Basemap
}

/** What a basemap has colours for, besides those of the map itself. */
interface Shades {
  green: string
  building: string
  rail: string
  path: string
  street: string
  road: string
  highway: string
  /** How far images are toned down. */
  image: { 'raster-opacity': number; 'raster-saturation': number; 'raster-brightness-max': number; 'raster-contrast': number }
}

const day: Shades = {
  green: '#e9efdf',
  building: '#f0e9dd',
  rail: '#d8cfc0',
  path: '#eee6d8',
  street: '#ebe2d3',
  road: '#e2d6c1',
  highway: '#d9c8ab',
  image: { 'raster-opacity': 0.85, 'raster-saturation': -0.4, 'raster-brightness-max': 1, 'raster-contrast': -0.15 },
}

const night: Shades = {
  green: '#23281f',
  building: '#2a2722',
  rail: '#3a352e',
  path: '#2c2924',
  street: '#332f29',
  road: '#3f3931',
  highway: '#4d453a',
  image: { 'raster-opacity': 0.7, 'raster-saturation': -0.6, 'raster-brightness-max': 0.5, 'raster-contrast': -0.1 },
}

/** How many zooms beyond its last one an image is still stretched: then it is a blur. */
const stretched = 2

/** Returns the style of our map, own, laid on a basemap. */
export function onBasemap(own: StyleSpecification, basemap: Basemap, flavor: Flavor, language: Language): StyleSpecification {
  const shades = flavor === dark ? night : day
  const vector = basemap.format === 'vector'
  const below = vector ? ground(flavor, shades) : [image(basemap, shades)]
  const above = vector ? names(flavor, language, basemap) : []
  const at = (id: string) => own.layers.findIndex((layer) => layer.id === id)
  const layers = own.layers.map((layer) => adapted(layer, basemap))
  layers.splice(at('name-country'), 0, ...above)
  layers.splice(at('land') + 1, 0, ...below)
  return { ...own, sources: { ...own.sources, [source]: sourceOf(basemap) }, layers }
}

function sourceOf({ format, tiles, minzoom, maxzoom, bounds, attribution }: Basemap): SourceSpecification {
  const shared = { tiles, minzoom, maxzoom, bounds, ...(attribution ? { attribution } : {}) }
  return format === 'vector' ? { type: 'vector', ...shared } : { type: 'raster', tileSize: 256, ...shared }
}

/** Returns a layer of our own map as it is above a basemap: nothing is named twice, and rough borders end where fine ones begin. */
function adapted(layer: LayerSpecification, basemap: Basemap): LayerSpecification {
  const vector = basemap.format === 'vector'
  if (layer.type === 'symbol' && (vector ? layer.id === 'name-commune' : layer.id.startsWith('name-'))) {
    const beside: ExpressionSpecification = ['!', within(basemap)]
    const shown: ExpressionSpecification = vector ? beside : ['any', ['>=', ['zoom'], basemap.maxzoom + stretched], beside]
    return { ...layer, filter: ['all', layer.filter, shown] as FilterSpecification }
  }
  if (vector && (layer.id === 'outline-country' || layer.id === 'outline-region')) return { ...layer, maxzoom: fineBorders }
  return layer
}

/** From this zoom on the borders of countries and régions are the basemap's. */
const fineBorders = 9

/** Whether a point lies where the basemap has names. */
function within({ bounds: [west, south, east, north] }: Basemap): ExpressionSpecification {
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
  return ['within', { type: 'Polygon', coordinates: [ring] }]
}

function image(basemap: Basemap, shades: Shades): LayerSpecification {
  return { id: 'base-image', type: 'raster', source, maxzoom: basemap.maxzoom + stretched, paint: shades.image }
}

const kind: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'pmap:kind'], '']
const detail: ExpressionSpecification = ['coalesce', ['get', 'kind_detail'], ['get', 'pmap:kind_detail'], ['get', 'place'], '']

function oneOf(value: ExpressionSpecification, ...values: string[]): ExpressionSpecification {
  return ['in', value, ['literal', values]]
}

const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']

const greens = [
  'park', 'national_park', 'nature_reserve', 'protected_area', 'forest', 'wood', 'grass', 'grassland', 'garden', 'scrub', 'golf_course',
  'allotments', 'village_green', 'playground', 'cemetery', 'recreation_ground', 'orchard', 'vineyard', 'meadow', 'heath', 'pitch',
]

/** Landscape and streets, without a word. */
export function ground(flavor: Flavor, shades: Shades): LayerSpecification[] {
  const fill = (id: string, layer: string, color: string, filter: ExpressionSpecification, minzoom = 0): LayerSpecification => ({
    id: `base-${id}`, type: 'fill', source, 'source-layer': layer, minzoom, filter, paint: { 'fill-color': color },
  })
  const line = (id: string, layer: string, color: string, filter: ExpressionSpecification, minzoom: number, widths: number[]): LayerSpecification => ({
    id: `base-${id}`, type: 'line', source, 'source-layer': layer, minzoom, filter,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], ...widths] as ExpressionSpecification },
  })
  const isGreen: ExpressionSpecification = ['any', ...['kind', 'pmap:kind', 'natural', 'landuse', 'leisure'].map((name) => oneOf(['coalesce', ['get', name], ''], ...greens))]
  const level: ExpressionSpecification = ['coalesce', ['get', 'kind_detail'], ['get', 'pmap:min_admin_level'], ['get', 'pmap:kind_detail'], 99]
  return [
    fill('earth', 'earth', flavor.land, isArea),
    fill('cover', 'landcover', shades.green, oneOf(kind, 'forest', 'grassland', 'scrub')),
    fill('natural', 'natural', shades.green, ['all', isArea, isGreen]),
    fill('green', 'landuse', shades.green, ['all', isArea, isGreen]),
    fill('water', 'water', flavor.sea, isArea),
    line('river', 'water', flavor.sea, isLine, 8, [8, 0.6, 14, 2, 18, 8]),
    line('stream', 'physical_line', flavor.sea, isLine, 11, [11, 0.5, 14, 1.5, 18, 6]),
    fill('buildings', 'buildings', shades.building, isArea, 14),
    line('path', 'roads', shades.path, oneOf(kind, 'path', 'other'), 14, [14, 0.5, 16, 1.5, 18, 5]),
    line('rail', 'roads', shades.rail, oneOf(kind, 'rail'), 10, [10, 0.5, 14, 1, 18, 2.5]),
    line('railway', 'transit', shades.rail, oneOf(kind, 'rail', 'railway'), 10, [10, 0.5, 14, 1, 18, 2.5]),
    line('street', 'roads', shades.street, oneOf(kind, 'minor_road'), 12, [12, 0.4, 14, 1.6, 16, 6, 18, 18]),
    line('road', 'roads', shades.road, oneOf(kind, 'major_road', 'medium_road'), 7, [7, 0.4, 12, 1.6, 14, 3.2, 16, 9, 18, 24]),
    line('highway', 'roads', shades.highway, oneOf(kind, 'highway'), 4, [4, 0.4, 8, 1, 12, 2.2, 14, 4.5, 16, 11, 18, 28]),
    line('border', 'boundaries', flavor.border, ['<=', ['to-number', level, 99], 4], fineBorders, [9, 0.8, 14, 1.6]),
  ]
}

/** Names of waters, streets, quarters and towns, few at a time. */
function names(flavor: Flavor, language: Language, basemap: Basemap): LayerSpecification[] {
  const text: ExpressionSpecification = ['coalesce', ['get', `name:${language}`], ['get', 'name']]
  const paint = { 'text-color': flavor.name, 'text-halo-color': flavor.halo, 'text-halo-width': 1.4 }
  const people: ExpressionSpecification = ['to-number', ['get', 'population'], 0]
  const base = { type: 'symbol' as const, source, paint }
  const along = { 'text-field': text, 'text-font': font, 'symbol-placement': 'line' as const, 'text-size': 11, 'symbol-spacing': 400 }
  const beside = { 'text-field': text, 'text-font': font, 'text-max-width': 8 }
  return [
    {
      ...base, id: 'base-name-water', 'source-layer': 'water', minzoom: 9, filter: ['==', ['geometry-type'], 'Point'],
      layout: { ...beside, 'text-size': 11, 'text-letter-spacing': 0.05 },
    },
    { ...base, id: 'base-name-river', 'source-layer': 'water', minzoom: 13, filter: isLine, layout: along },
    { ...base, id: 'base-name-street', 'source-layer': 'roads', minzoom: 15, filter: oneOf(kind, 'minor_road', 'path', 'other'), layout: along },
    { ...base, id: 'base-name-road', 'source-layer': 'roads', minzoom: 13, filter: oneOf(kind, 'major_road', 'medium_road'), layout: along },
    {
      ...base, id: 'base-name-quarter', 'source-layer': 'places', minzoom: 13,
      filter: oneOf(detail, 'hamlet', 'locality', 'suburb', 'quarter', 'neighbourhood'),
      layout: { ...beside, 'text-size': 11, 'text-padding': 10 },
    },
    {
      ...base, id: 'base-name-town', 'source-layer': 'places', minzoom: 5,
      filter: ['all', oneOf(detail, 'city', 'town', 'village'), within(basemap)],
      layout: {
        ...beside,
        'symbol-sort-key': ['-', 0, people],
        'text-size': ['interpolate', ['linear'], ['zoom'], 6, ['step', people, 10, 100_000, 12], 14, ['step', people, 12, 10_000, 14, 100_000, 17]],
        'text-padding': 6,
      },
    },
  ]
}
