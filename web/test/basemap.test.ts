import { describe, expect, test } from 'vitest'
import { onBasemap, source, type Basemap } from '../src/map/basemap'
import { dark, light, type Flavor } from '../src/map/flavor'
import { style } from '../src/map/style'

const vector: Basemap = { format: 'vector', tiles: ['http://here/b/{z}/{x}/{y}.mvt'], minzoom: 0, maxzoom: 14, bounds: [11, 43, 12, 44], attribution: '© Essai' }
const raster: Basemap = { ...vector, format: 'raster', maxzoom: 3 }
const own = (flavor: Flavor) => style(flavor, { elements: 'http://here/e', territories: 'http://here/t' }, 'fr')
const flavors: [string, Flavor][] = [['light', light], ['dark', dark]]

describe.each(flavors)('the %s map on a basemap', (_, flavor) => {
  for (const basemap of [vector, raster]) {
    const drawn = onBasemap(own(flavor), basemap, flavor, 'fr')
    const ids = drawn.layers.map((layer) => layer.id)

    test(`of ${basemap.format} tiles asks for nothing but our tiles`, () => {
      expect(drawn.glyphs).toBeUndefined()
      expect(drawn.sprite).toBeUndefined()
      expect(JSON.stringify(drawn)).not.toContain('icon-image')
      expect(new Set(JSON.stringify(drawn).match(/https?:\/\/[^/"]+/g))).toEqual(new Set(['http://here']))
    })

    test(`of ${basemap.format} tiles keeps every layer of ours, in its order`, () => {
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.filter((id) => !id.startsWith('base-'))).toEqual(own(flavor).layers.map((layer) => layer.id))
    })

    test(`of ${basemap.format} tiles lies under the outlines, its names under ours`, () => {
      for (const layer of drawn.layers.filter(({ id }) => id.startsWith('base-'))) {
        expect('source' in layer && layer.source).toBe(source)
        const under = layer.type === 'symbol' ? 'name-country' : 'outline-commune'
        expect(ids.indexOf(layer.id), layer.id).toBeLessThan(ids.indexOf(under))
        expect(ids.indexOf(layer.id), layer.id).toBeGreaterThan(ids.indexOf('land'))
      }
    })

    test(`of ${basemap.format} tiles says whose data it is`, () => {
      expect(drawn.sources[source]).toMatchObject({ type: basemap.format, attribution: '© Essai', bounds: [11, 43, 12, 44] })
    })
  }
})

test('communes are named once: by the basemap where it has names, by us elsewhere', () => {
  const layers = onBasemap(own(light), vector, light, 'fr').layers
  const filterOf = (id: string) => JSON.stringify((layers.find((layer) => layer.id === id) as { filter?: unknown }).filter)
  expect(filterOf('name-commune')).toContain('["!",["within"')
  expect(filterOf('base-name-town')).toContain('["within"')
  expect(filterOf('name-country')).not.toContain('within')
})

test('the basemap names in the language of the page', () => {
  for (const language of ['fr', 'en'] as const) {
    const text = JSON.stringify(onBasemap(own(light), vector, light, language).layers.filter(({ id }) => id.startsWith('base-name-')))
    expect(text).toContain(`name:${language}`)
  }
})

test('an image is not stretched to a blur, and our names come back then', () => {
  const layers = onBasemap(own(light), raster, light, 'fr').layers
  expect(layers.find(({ id }) => id === 'base-image')?.maxzoom).toBe(5)
  expect(JSON.stringify(layers.find(({ id }) => id === 'name-commune'))).toContain('[">=",["zoom"],5]')
})
