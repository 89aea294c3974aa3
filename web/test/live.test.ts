import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseNews, touches, type Place } from '../src/live/news'
import { Pace } from '../src/live/pace'

/** Returns the square of a zoom that a position lies in. */
function at(z: number, dx = 0, dy = 0): { z: number; x: number; y: number } {
  const sin = Math.sin((48.11 * Math.PI) / 180)
  const across = 2 ** z
  return { z, x: Math.floor(((-1.68 + 180) / 360) * across) + dx, y: Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * across) + dy }
}

const rennes: Place = [at(18).x, at(18).y, at(18).x, at(18).y]

// The same cases as those of tiles/changed_test.go.
test.each<[string, Place, { z: number; x: number; y: number }, boolean]>([
  ['the tile it lies in', rennes, at(10), true],
  ['the one beside it, where clusters may change', rennes, at(10, 1), true],
  ['one three tiles away', rennes, at(10, 3), false],
  ['the deepest tile it lies in', rennes, at(18), true],
  ['the one beside, without clusters', rennes, at(15, 1, 1), false],
  ['two away, at the deepest zoom', rennes, at(18, 2), false],
  ['the whole world in one tile', rennes, { z: 0, x: 0, y: 0 }, true],
  ['what is everywhere, in a corner', [0, 0, 2 ** 18 - 1, 2 ** 18 - 1], { z: 18, x: 0, y: 2 ** 18 - 1 }, true],
])('a change touches %s', (_, place, tile, want) => {
  expect(touches(place, tile)).toBe(want)
})

test('what is no message is none', () => {
  expect(parseNews('{"sequence":3,"changes":1,"places":[[1,2,3,4]]}')?.places).toEqual([[1, 2, 3, 4]])
  for (const text of ['', 'null', '[]', '{"changes":1}', '{']) expect(parseNews(text), text).toBe(null)
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is asked for often is done soon at first, then ever more rarely', () => {
  const times: number[] = []
  const begin = performance.now()
  const pace = new Pace({ soon: 300, least: 1_000, most: 4_000 }, () => times.push(performance.now() - begin))
  for (let i = 0; i < 400; i++) {
    pace.ask()
    vi.advanceTimersByTime(100)
  }
  expect(times[0]).toBeLessThanOrEqual(400)
  const gaps = times.slice(1).map((time, i) => time - times[i]!)
  expect(gaps[0]).toBeGreaterThanOrEqual(2_000)
  for (const gap of gaps.slice(1)) {
    expect(gap).toBeGreaterThanOrEqual(4_000)
    expect(gap).toBeLessThanOrEqual(6_200)
  }
  const before = times.length
  vi.advanceTimersByTime(20_000)
  pace.ask()
  vi.advanceTimersByTime(400)
  expect(times.length).toBeGreaterThan(before)
  pace.ask()
  pace.stop()
  vi.advanceTimersByTime(60_000)
  expect(times.length).toBeLessThanOrEqual(before + 2)
})
