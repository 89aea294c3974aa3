import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dark, kinds, light, type Flavor } from '../src/map/flavor'
import { ground, marks, names, points, shapes, style } from '../src/map/style'

const flavors: [string, Flavor][] = [['light', light], ['dark', dark]]
const sources = { elements: 'http://here/e/{z}/{x}/{y}', territories: 'http://here/t/{z}/{x}/{y}' }

describe.each(flavors)('the %s map', (_, flavor) => {
  const drawn = style(flavor, sources, 'fr')

  test('asks for nothing but our tiles', () => {
    expect(drawn.glyphs).toBeUndefined()
    expect(drawn.sprite).toBeUndefined()
    expect(JSON.stringify(drawn).match(/https?:\/\/[^/"]+/g)).toEqual(['http://here', 'http://here'])
  })

  test('has layers of known sources, each once', () => {
    const ids = drawn.layers.map((layer) => layer.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const layer of drawn.layers) if ('source' in layer) expect(drawn.sources).toHaveProperty(String(layer.source))
  })

  test('draws ground, shapes, names, points and marks in this order', () => {
    const ids = (layers: { id: string }[]) => layers.map((layer) => layer.id)
    expect(ids(drawn.layers)).toEqual(
      ids([...ground(flavor), ...shapes(flavor), ...names(flavor, 'fr'), ...points(flavor), ...marks(flavor)]),
    )
  })

  test('names territories with labels only', () => {
    for (const layer of names(flavor, 'fr')) expect(layer.type).toBe('symbol')
  })

  test('names territories in the language of the page', () => {
    for (const layer of names(flavor, 'en')) expect(JSON.stringify(layer.layout)).toContain('name_en')
    for (const layer of names(flavor, 'fr')) expect(JSON.stringify(layer.layout)).not.toContain('name_en')
  })

  test('never hides a count', () => {
    const counts = points(flavor).find((layer) => layer.id === 'cluster-counts')
    expect(counts?.layout).toMatchObject({ 'text-allow-overlap': true })
  })

  test('is legible: contrast AA for texts, 3:1 for points', () => {
    expect(contrast(flavor.name, flavor.halo)).toBeGreaterThan(4.5)
    expect(contrast(flavor.clusterText, flavor.cluster)).toBeGreaterThan(4.5)
    for (const kind of kinds) {
      expect(contrast(flavor.kind[kind], flavor.halo), kind).toBeGreaterThan(4.5)
      expect(contrast(flavor.kind[kind], flavor.sea), kind).toBeGreaterThan(3)
    }
  })
})

describe('the theme of the pages', () => {
  const css = readFileSync(new URL('../src/styles/theme.css', import.meta.url), 'utf8')
  const [day = '', night = ''] = css.split('prefers-color-scheme: dark')
  const variables = (text: string) => Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map((m) => [m[1], m[2]]))

  test.each([['light', variables(day), light], ['dark', variables(night), dark]] as const)('has the colours of the map when %s', (_, theme, flavor) => {
    for (const kind of kinds) expect(theme[kind]).toBe(flavor.kind[kind])
  })

  test.each([['light', variables(day)], ['dark', variables(night)]] as const)('is legible when %s', (_, theme) => {
    for (const ground of ['paper', 'raised', 'wash', 'leaf-wash']) {
      for (const text of ['ink', 'muted', 'leaf', 'clay']) expect(contrast(theme[text]!, theme[ground]!), `${text} on ${ground}`).toBeGreaterThan(4.5)
    }
    expect(contrast(theme['on-leaf']!, theme['leaf']!)).toBeGreaterThan(4.5)
    expect(contrast(theme['ink']!, theme['clay-wash']!)).toBeGreaterThan(4.5)
    expect(contrast(theme['edge']!, theme['raised']!), 'edge of the search box').toBeGreaterThan(3)
  })
})

/** WCAG 2.2 contrast ratio of two colours. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(full.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
