// The style of the map: our own tiles, drawn with the fonts of the device (a
// style without glyphs), nothing from anywhere else.
import type { FeatureCollection } from 'geojson'
import type {
  CircleLayerSpecification,
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Language } from '../i18n/t'
import { kinds, type Flavor } from './flavor'

/** The fonts of names; the device has them. */
export const font = ['system-ui', 'sans-serif']
// MapLibre reads the weight from the first name of a font stack.
const boldFont = ['Bold', 'system-ui', 'sans-serif']

/** What the layers draw from; tile addresses are absolute, as MapLibre's worker wants. */
export interface Sources {
  elements: string
  territories: string
}

/** What of the map is told apart: territories that were asked for, and points that are lit. */
export interface Told {
  asked: string[]
  lit: FeatureCollection
}

export function style(flavor: Flavor, sources: Sources, language: Language, told: Told = { asked: [], lit: { type: 'FeatureCollection', features: [] } }): StyleSpecification {
  return {
    version: 8,
    name: 'Maillage',
    sources: {
      territories: vector(sources.territories, 12),
      elements: vector(sources.elements, 18),
      marks: { type: 'geojson', data: told.lit },
    },
    layers: [...ground(flavor, told.asked), ...shapes(flavor), ...names(flavor, language), ...points(flavor), ...marks(flavor)],
  }
}

function vector(tiles: string, maxzoom: number): SourceSpecification {
  return { type: 'vector', tiles: [tiles], minzoom: 0, maxzoom }
}

/** From this zoom on a country's own outline, which is rougher, runs visibly beside those of its imported régions. */
const closeUp = 7

/** The territories: land, then their outlines from wide to narrow. */
export function ground(flavor: Flavor, codes: string[] = []): LayerSpecification[] {
  const base = { source: 'territories', 'source-layer': 'outlines' }
  const outline = (level: string, color: string, minzoom: number, width: number, filter = isLevel(level)): LayerSpecification => ({
    id: `outline-${level}`,
    type: 'line',
    ...base,
    minzoom,
    filter,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': color,
      'line-width': ['interpolate', ['linear'], ['zoom'], minzoom, width * 0.6, minzoom + 6, width * 1.6],
    },
  })
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': flavor.sea } },
    { id: 'land', type: 'fill', ...base, filter: ['in', ['get', 'level'], ['literal', ['country', 'region']]], paint: { 'fill-color': flavor.land } },
    outline('commune', flavor.town, 8, 0.7),
    outline('departement', flavor.border, 5, 0.5),
    outline('region', flavor.border, 3, 0.8),
    outline('country', flavor.border, 0, 1.1, ['all', isLevel('country'), ['any', ['<', ['zoom'], closeUp], ['!', ['has', 'parts']]]]),
    {
      id: 'asked',
      type: 'line',
      ...base,
      filter: asked(codes),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': flavor.cluster, 'line-width': 2.5, 'line-opacity': 0.8 },
    },
  ]
}

/** The filter of the layer that underlines the territories people asked for. */
export function asked(codes: string[]): FilterSpecification {
  return ['in', ['get', 'code'], ['literal', codes]]
}

function isLevel(level: string): ExpressionSpecification {
  return ['==', ['get', 'level'], level]
}

/** Names of territories: wide ones from afar, narrow ones near; where there is no room for all, those that matter most. */
export function names(flavor: Flavor, language: Language): LayerSpecification[] {
  const own: ExpressionSpecification = ['get', 'name']
  const name = (level: string, minzoom: number, maxzoom: number, size: number, wide: boolean): LayerSpecification => ({
    id: `name-${level}`,
    type: 'symbol',
    source: 'territories',
    'source-layer': 'names',
    minzoom,
    maxzoom,
    filter: isLevel(level),
    layout: {
      'symbol-sort-key': ['get', 'rank'],
      'text-field': language === 'en' ? ['coalesce', ['get', 'name_en'], own] : own,
      'text-font': font,
      'text-size': ['interpolate', ['linear'], ['zoom'], minzoom, size, maxzoom, size * 1.4],
      'text-transform': wide ? 'uppercase' : 'none',
      'text-letter-spacing': wide ? 0.12 : 0.01,
      'text-max-width': 8,
      'text-padding': 6,
    },
    paint: { 'text-color': flavor.name, 'text-halo-color': flavor.halo, 'text-halo-width': 1.4 },
  })
  return [
    name('country', 1, 6, 11, true),
    name('region', 5, 8, 10, true),
    name('departement', 7, 10, 12, false),
    name('commune', 9, 18, 11, false),
  ]
}

/** Elements that have an extent: gardens, paths, whole quarters. */
export function shapes(flavor: Flavor): LayerSpecification[] {
  const base = { source: 'elements', 'source-layer': 'shapes' }
  return [
    {
      id: 'shape-fill',
      type: 'fill',
      ...base,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': kindColor(flavor), 'fill-opacity': 0.18 },
    },
    {
      id: 'shape-line',
      type: 'line',
      ...base,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': kindColor(flavor), 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1.5, 16, 3] },
    },
  ]
}

/** Clusters with their counts, lone elements with their names once there is room. */
export function points(flavor: Flavor): LayerSpecification[] {
  return [
    {
      id: 'elements',
      type: 'circle',
      source: 'elements',
      'source-layer': 'elements',
      paint: dot(flavor),
    },
    {
      id: 'element-names',
      type: 'symbol',
      source: 'elements',
      'source-layer': 'elements',
      minzoom: 11,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': 12,
        'text-anchor': 'top',
        'text-offset': [0, 0.8],
        'text-max-width': 10,
        'text-optional': true,
      },
      paint: { 'text-color': kindColor(flavor), 'text-halo-color': flavor.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'clusters',
      type: 'circle',
      source: 'elements',
      'source-layer': 'clusters',
      paint: {
        'circle-color': flavor.cluster,
        'circle-radius': clusterRadius,
        'circle-stroke-color': flavor.cluster,
        'circle-stroke-width': 5,
        'circle-stroke-opacity': 0.25,
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'elements',
      'source-layer': 'clusters',
      layout: {
        'text-field': shortCount,
        'text-font': boldFont,
        'text-size': 13,
        'text-allow-overlap': true,
        // Names of territories keep off the whole circle.
        'text-padding': 14,
      },
      paint: { 'text-color': flavor.clusterText },
    },
  ]
}

/** What the list or the pointer lights, drawn again above everything, even when it hides in a cluster. */
export function marks(flavor: Flavor): LayerSpecification[] {
  return [
    {
      id: 'mark-halo',
      type: 'circle',
      source: 'marks',
      paint: { 'circle-radius': 15, 'circle-color': flavor.mark, 'circle-opacity': 0.16 },
    },
    {
      id: 'mark',
      type: 'circle',
      source: 'marks',
      paint: {
        'circle-radius': 9,
        'circle-color': kindColor(flavor),
        'circle-stroke-color': flavor.mark,
        'circle-stroke-width': 2.5,
      },
    },
  ]
}

function dot(flavor: Flavor): NonNullable<CircleLayerSpecification['paint']> {
  return {
    'circle-color': kindColor(flavor),
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 5, 12, 7, 16, 9],
    'circle-stroke-color': flavor.halo,
    'circle-stroke-width': 2,
  }
}

function kindColor(flavor: Flavor): ExpressionSpecification {
  const cases = kinds.flatMap((kind) => [kind, flavor.kind[kind]])
  return ['match', ['get', 'kind'], ...cases, flavor.mark] as unknown as ExpressionSpecification
}

// Room for the digits: the width of a count grows with its logarithm.
const clusterRadius: ExpressionSpecification = [
  'interpolate', ['linear'], ['log10', ['max', ['get', 'count'], 1]], 0, 13, 1, 15, 2, 18, 3, 23, 4, 27, 6, 34,
]

const shortCount: ExpressionSpecification = [
  'case',
  ['>=', ['get', 'count'], 10_000],
  ['concat', ['to-string', ['round', ['/', ['get', 'count'], 1000]]], ' k'],
  ['to-string', ['get', 'count']],
]
