import { describe, expect, test } from 'vitest'
import { choicesOf, isAddress } from '../src/form/place/choices'
import { formatCoordinates, parseCoordinates } from '../src/form/place/coordinates'
import { added, areaOf, as, closed, distance, faultOf, geometryOf, lengthOf, maxCorners, moved, nothing, removed, shapeOf, type Mode, type Shape } from '../src/form/place/shape'
import type { Position } from '../src/query/query'
import { random } from './random'

describe('a place is read as people paste it', () => {
  const rennes: Position = [-1.67, 48.11]
  test.each<[string, Position]>([
    ['48.11, -1.67', rennes],
    ['48.11,-1.67', rennes],
    [' (48.11 -1.67) ', rennes],
    ['48,11 ; -1,67', rennes],
    ['48.11 N, 1.67 W', rennes],
    ['48.11°N 1.67°O', rennes],
    ['1.67 W, 48.11 N', rennes],
    [`48°06'36"N 1°40'12"W`, rennes],
    ['48, -1', [-1, 48]],
    ['-0.5, -0.25', [-0.25, -0.5]],
    ['https://www.openstreetmap.org/#map=17/48.11/-1.67', rennes],
    ['https://www.openstreetmap.org/?mlat=48.11&mlon=-1.67#map=12/40/2', rennes],
    ['https://www.google.com/maps/@48.11,-1.67,15z', rennes],
    ['https://www.google.fr/maps/place/Rennes/@48.2,-1.9,12z/data=!8m2!3d48.11!4d-1.67', rennes],
    ['https://maps.google.com/?q=48.11%2C-1.67', rennes],
    ['geo:48.11,-1.67?z=15', rennes],
  ])('%s', (text, [lon, lat]) => {
    const read = parseCoordinates(text)
    expect(read?.[0]).toBeCloseTo(lon, 9)
    expect(read?.[1]).toBeCloseTo(lat, 9)
  })

  test.each(['', '48.11', '1, 2, 3', 'rue de Paris', '12 rue de Paris', '48.11 N, 1.67 N', '91, 2', '48, 181', 'NaN, NaN', '35000', 'https://maps.app.goo.gl/abc', 'https://x/#map=%/9/9', `geo:1,2${' '.repeat(2000)}x`])(
    'but not %s',
    (text) => expect(parseCoordinates(text)).toBeNull(),
  )

  test('and written so that it is read back', () => {
    expect(formatCoordinates([-1.6743212, 48.117266])).toBe('48.117266, -1.674321')
    expect(parseCoordinates(formatCoordinates([-179.999999, -89.999999]))).toEqual([-179.999999, -89.999999])
  })
})

const drawn = (mode: Mode, ...corners: Position[]): Shape => corners.reduce(added, { ...nothing, mode })
const square: Position[] = [[0, 0], [1, 0], [1, 1], [0, 1]]

describe('drawing', () => {
  test('a point is where the last touch was', () => {
    expect(drawn('point', [1, 2], [3, 4]).corners).toEqual([[3, 4]])
  })

  test('corners go to the end while the shape is open, then on the edge nearest to them', () => {
    const open = drawn('area', ...square)
    expect(added(open, [0.5, -0.1]).corners).toEqual([...square, [0.5, -0.1]])
    const done = closed(open)
    expect(added(done, [0.5, -0.1]).corners).toEqual([[0, 0], [0.5, -0.1], [1, 0], [1, 1], [0, 1]])
    expect(added(done, [-0.1, 0.5]).corners).toEqual([...square, [-0.1, 0.5]])
    expect(added(closed(drawn('line', [0, 0], [1, 0], [2, 0])), [1.5, 0.1]).corners).toEqual([[0, 0], [1, 0], [1.5, 0.1], [2, 0]])
  })

  test('a corner is moved and removed, one that is not there is left', () => {
    const line = drawn('line', [0, 0], [1, 1], [2, 2])
    expect(moved(line, 1, [5, 5]).corners).toEqual([[0, 0], [5, 5], [2, 2]])
    expect(removed(line, 0).corners).toEqual([[1, 1], [2, 2]])
    expect(moved(line, 7, [5, 5])).toBe(line)
  })

  test('a shape is finished once it has corners enough', () => {
    expect(closed(drawn('area', [0, 0], [1, 1])).open).toBe(true)
    expect(closed(drawn('area', [0, 0], [1, 1], [1, 0])).open).toBe(false)
  })

  test('has no more corners than can be looked after', () => {
    const many = drawn('line', ...Array.from({ length: maxCorners + 50 }, (_, i): Position => [i / 1000, 0]))
    expect(many.corners).toHaveLength(maxCorners)
  })

  test('becomes another sort of shape and keeps what it can', () => {
    const area = closed(drawn('area', ...square))
    expect(as('line', area)).toEqual({ mode: 'line', corners: square, open: true })
    expect(as('point', area).corners).toEqual([[0.5, 0.5]])
    expect(as('area', drawn('point', [1, 2])).corners).toEqual([])
    expect(as('point', drawn('line')).corners).toEqual([])
  })
})

describe('a shape that cannot be kept says why', () => {
  test.each<[string, Shape, string | null]>([
    ['nothing', nothing, null],
    ['a point', drawn('point', [1, 2]), null],
    ['a line of one corner', drawn('line', [0, 0]), 'few'],
    ['a line that crosses itself', drawn('line', [0, 0], [1, 1], [1, 0], [0, 1]), null],
    ['an area of two corners', drawn('area', [0, 0], [1, 1]), 'few'],
    ['a square', drawn('area', ...square), null],
    ['a square the other way round', drawn('area', ...square.toReversed()), null],
    ['a bow tie', drawn('area', [0, 0], [1, 1], [1, 0], [0, 1]), 'crossing'],
    ['a corner on another edge', drawn('area', [0, 0], [2, 0], [2, 2], [1, 0], [0, 2]), 'crossing'],
    ['a corner given twice', drawn('area', [0, 0], [1, 0], [1, 0], [0, 1]), 'crossing'],
    ['a spike', drawn('area', [0, 0], [1, 0], [3, 0], [2, 0], [0, 1]), 'crossing'],
    ['no area at all', drawn('area', [0, 0], [1, 0], [2, 0]), 'crossing'],
    ['a corner in the middle of a straight edge', drawn('area', [0, 0], [1, 0], [2, 0], [1, 1]), null],
    ['over the antimeridian', drawn('line', [179, 0], [-179, 0]), 'wide'],
  ])('%s', (_, shape, want) => {
    expect(faultOf(shape)).toBe(want)
    if (want) expect(geometryOf(shape)).toBeNull()
  })
})

describe('what is written', () => {
  test('is GeoJSON to a tenth of a metre, rings counterclockwise and closed', () => {
    expect(geometryOf(nothing)).toBeNull()
    expect(geometryOf(drawn('point', [1.23456789, 2]))).toEqual({ type: 'Point', coordinates: [1.234568, 2] })
    const want = { type: 'Polygon', coordinates: [[...square, square[0]]] }
    expect(geometryOf(drawn('area', ...square))).toEqual(want)
    expect(geometryOf(drawn('area', [0, 1], [1, 1], [1, 0], [0, 0]))).toEqual({ type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]] })
  })

  test('is read back, but for what has to stay as it is', () => {
    for (const mode of ['point', 'line', 'area'] as const) {
      const shape = drawn(mode, ...square)
      expect(shapeOf(JSON.stringify(geometryOf(shape)))).toEqual({ ...shape, open: false })
    }
    const ring = [...square, square[0]!]
    for (const text of ['', 'null', '{', '[]', '{"type":"Point"}', '{"type":"Point","coordinates":["a",2]}', '{"type":"Point","coordinates":[1,200]}', JSON.stringify({ type: 'Polygon', coordinates: [ring, ring] }), JSON.stringify({ type: 'MultiPoint', coordinates: square }), JSON.stringify({ type: 'LineString', coordinates: Array.from({ length: maxCorners + 1 }, () => [0, 0]) })]) {
      expect(shapeOf(text), text.slice(0, 80)).toBeNull()
    }
  })

  test('never crosses itself, whatever is drawn', () => {
    const next = random(7)
    for (let round = 0; round < 60; round++) {
      const shape = drawn('area', ...Array.from({ length: 3 + Math.floor(next() * 6) }, (): Position => [Math.round(next() * 8), Math.round(next() * 8)]))
      const geometry = geometryOf(shape)
      if (geometry) expect(areaOf(shape), JSON.stringify(shape)).toBeGreaterThan(0)
      // A brute-force oracle: walking both edges in small steps, no two points of distant edges are the same place.
      if (geometry) expect(touches(shape.corners), JSON.stringify(shape)).toBe(false)
    }
  })

  test('is measured in metres', () => {
    expect(distance([0, 0], [0, 1])).toBeCloseTo(111_195, 0)
    expect(lengthOf(drawn('line', [0, 60], [1, 60]))).toBeCloseTo(55_597, -1)
    expect(areaOf(drawn('area', [0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001]))).toBeCloseTo(12_364, -1)
  })
})

function touches(corners: readonly Position[]): boolean {
  const n = corners.length
  const walk = (i: number, step: number): Position => {
    const [a, b] = [corners[i]!, corners[(i + 1) % n]!]
    return [a[0] + ((b[0] - a[0]) * step) / 200, a[1] + ((b[1] - a[1]) * step) / 200]
  }
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue
      for (let s = 0; s <= 200; s += 2) {
        for (let u = 0; u <= 200; u += 2) {
          const [p, q] = [walk(i, s), walk(j, u)]
          if (Math.hypot(p[0] - q[0], p[1] - q[1]) < 1e-9) return true
        }
      }
    }
  }
  return false
}

describe('a search for a place', () => {
  const town = (name: string, level = 'commune') => ({ code: `FR-${name}`, name, level, within: 'Ille-et-Vilaine', postcode: '35000', count: 1 })
  const address = (label: string, precision: 'exact' | 'commune' = 'exact') => ({ label, lon: 1, lat: 2, town: 'Rennes', precision })
  const labels = (text: string, towns = [town('Rennes')], addresses = [address('8 rue A')]) =>
    choicesOf(text, towns, addresses, (level) => level).map(({ label, hint }) => [label, hint].filter(Boolean).join(', '))

  test('offers towns first, or addresses when a number stands in front', () => {
    expect(labels('rennes')).toEqual(['Rennes, 35000 · Ille-et-Vilaine', '8 rue A'])
    expect(labels('8 rue')).toEqual(['8 rue A', 'Rennes, 35000 · Ille-et-Vilaine'])
    expect(labels('35', [town('Bretagne', 'region')], [])).toEqual(['Bretagne, region · Ille-et-Vilaine'])
  })

  test('offers typed coordinates alone, and no town twice', () => {
    expect(labels('48.11, -1.67')).toEqual(['48.110000, -1.670000'])
    expect(labels('rennes', [town('Rennes')], [address('Rennes, Bretagne', 'commune')])).toEqual(['Rennes, 35000 · Ille-et-Vilaine'])
  })

  test.each([['rue', false], ['rue d', true], ['35000', false], ['48.11, -1.67', false], ['8 rue', true]])('asks for addresses with %s: %s', (text, want) => {
    expect(isAddress(text)).toBe(want)
  })
})
