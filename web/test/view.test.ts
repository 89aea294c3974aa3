import { describe, expect, test } from 'vitest'
import { boxAround, boxOf, contains, markOf, queryBox, union, unwrapped } from '../src/map/view'
import type { Box } from '../src/query/query'

test('the box around a circle holds it, and hardly more', () => {
  const [west, south, east, north] = boxAround([-1.68, 48.11], 10_000)
  expect(north - 48.11).toBeCloseTo(0.09, 2)
  expect(south).toBeCloseTo(48.02, 2)
  expect(east + 1.68).toBeCloseTo(0.135, 2)
  expect(west).toBeCloseTo(-1.815, 2)
  expect(boxAround([0, 90], 1000)[3]).toBe(90)
})

test.each<[string, Box[], Box | null]>([
  ['none', [], null],
  ['two', [[0, 0, 1, 1], [5, -1, 6, 0]], [0, -1, 6, 1]],
  ['over the antimeridian', [[170, 0, -170, 1]], [170, 0, 190, 1]],
])('the union of %s', (_, boxes, want) => {
  expect(union(boxes)).toEqual(want)
})

describe('the view of a map as a query', () => {
  test.each<[string, Box, Box]>([
    ['is rounded', [-1.123456789, 48, -1, 49], [-1.12346, 48, -1, 49]],
    ['may cross the antimeridian', [170, 0, 190, 10], [170, 0, -170, 10]],
    ['may be the whole world and more', [-400, -95, 200, 95], [-180, -90, 180, 90]],
  ])('%s', (_, view, want) => {
    expect(queryBox(view)).toEqual(want)
  })
})

test('a box holds what is in it, on any turn of the globe', () => {
  expect(contains([170, -10, -170, 10], [-175, 0])).toBe(true)
  expect(contains([170, -10, 190, 10], [-175, 0])).toBe(true)
  expect(contains([170, -10, -170, 10], [0, 0])).toBe(false)
  expect(contains([-1, -1, 1, 1], [0, 2])).toBe(false)
  expect(unwrapped([170, 0, -170, 1])).toEqual([170, 0, 190, 1])
})

test('a mark stands on a point, or in the middle of an extent', () => {
  expect(markOf(null)).toBeNull()
  expect(markOf({ type: 'Point', coordinates: [1, 2] })).toEqual([1, 2])
  expect(markOf({ type: 'LineString', coordinates: [[0, 0], [2, 4]] })).toEqual([1, 2])
  expect(boxOf({ type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 7], [5, 5]]]] })).toEqual([0, 0, 6, 7])
  expect(boxOf({ type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, { type: 'Point', coordinates: [3, 1] }] })).toEqual([1, 1, 3, 2])
  expect(boxOf({ type: 'MultiPoint', coordinates: [] })).toBeNull()
})
