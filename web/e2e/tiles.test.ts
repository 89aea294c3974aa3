import { describe, expect, test } from 'vitest'
import { points, tile } from './mercator'

describe('a tile of elements, read by another decoder', () => {
  test('has the layers and properties that the map draws', async () => {
    const decoded = (await tile(7, 63, 44))!
    expect(Object.keys(decoded.layers).sort()).toEqual(expect.arrayContaining(['clusters']))
    for (const layer of Object.values(decoded.layers)) {
      expect(layer.version).toBe(2)
      expect(layer.extent).toBe(4096)
    }
  })

  test('keeps points inside, with ids that JavaScript can hold', async () => {
    for (let x = 60; x < 68; x++) {
      for (let y = 42; y < 48; y++) {
        const decoded = await tile(7, x, y)
        for (const name of ['clusters', 'elements']) {
          const layer = decoded?.layers[name]
          for (let i = 0; i < (layer?.length ?? 0); i++) {
            const feature = layer!.feature(i)
            expect(Number.isSafeInteger(feature.id)).toBe(true)
            for (const { x: px, y: py } of feature.loadGeometry().flat()) {
              expect(Math.min(px, py)).toBeGreaterThanOrEqual(0)
              expect(Math.max(px, py)).toBeLessThan(4096)
            }
          }
        }
      }
    }
  })

  test('counts every element once, at any zoom', async () => {
    const sums = await Promise.all([0, 2, 4, 5].map(async (zoom) => (await points(zoom)).reduce((sum, point) => sum + point.count, 0)))
    expect(new Set(sums).size).toBe(1)
    expect(sums[0]).toBeGreaterThan(100)
  })

  test('never draws a cluster of one', async () => {
    for (const { layer, count } of await points(5)) if (layer === 'clusters') expect(count).toBeGreaterThan(1)
  })
})
