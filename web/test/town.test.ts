import { expect, test } from 'vitest'
import french from '../messages/fr.json'
import type { Element, SearchAnswer } from '../src/api/types'
import { setLanguage } from '../src/i18n/t'
import { startOf } from '../src/explore/start'
import { spread } from '../src/map/cluster'
import type { Position } from '../src/query/query'
import { emptyQuery } from '../src/query/query'
import { placeWords, stepWords, widerStep } from '../src/results/nothing'
import { readHome } from '../src/town/town.svelte'

const foix = { code: 'FR-09122', name: 'Foix', level: 'commune' }
const ariege = { code: 'FR-09', name: 'Ariège', level: 'departement' }

test('a device remembers a commune with what is around it', () => {
  const home = { ...foix, parents: [ariege], bounds: [1.5, 42.9, 1.7, 43] }
  expect(readHome(JSON.stringify(home))).toEqual(home)
  expect(readHome(JSON.stringify(foix))).toEqual({ ...foix, parents: [], bounds: null })
})

test.each([null, '', '{', 'null', '[]', '"FR"', '{"code":1,"name":"a","level":"b"}', '{"code":"a","name":"b","level":"c","parents":[{}]}', '{"code":"a","name":"b","level":"c","parents":5}'])(
  'what is no commune is forgotten: %s',
  (text) => {
    expect(readHome(text)).toBeNull()
  },
)

const step = ({ code, name, level }: typeof foix, count: number) => ({ territory: code, name, level, count })
const empty = (ladder: SearchAnswer['ladder']): SearchAnswer => ({ type: 'FeatureCollection', features: [], total: 0, ladder: ladder ?? [] })

test('"Rien à Foix ; 12 en Ariège"', () => {
  setLanguage('fr', french)
  const answer = empty([step(foix, 0), step(ariege, 12), step({ code: 'FR', name: 'France', level: 'country' }, 99)])
  const words = (query: Partial<typeof emptyQuery>) => placeWords({ ...emptyQuery, ...query }, answer.ladder ?? [], (code) => code)
  expect(words({ in: ['FR-09122'] })).toBe('à Foix')
  expect(stepWords(widerStep(answer)!)).toBe('en Ariège')
  expect(words({ in: ['FR-09122', 'FR-09'] })).toBe('dans ces lieux')
  expect(words({ bbox: [1, 2, 3, 4] })).toBe('dans la zone de la carte')
  expect(words({ near: [1, 2], radius: 5000 })).toBe('à moins de 5 km')
  expect(words({ near: [1, 2] })).toBe('')
  expect(widerStep(empty([step(foix, 0)]))).toBeUndefined()
})

const at = (...places: Position[]): SearchAnswer => ({
  type: 'FeatureCollection',
  features: places.map((coordinates, num): Element => {
    const id = String(num)
    return { type: 'Feature', id, geometry: { type: 'Point', coordinates }, properties: { id, num, kind: 'place', name: id } }
  }),
  total: places.length,
})

test('a cluster is as wide as the elements nearest to it', async () => {
  expect(await spread([1, 2], 2, 8, async () => at([1, 2], [1.1, 2.2], [9, 9]))).toEqual([1, 2, 1.1, 2.2])
  expect(await spread([1, 2], 3, 8, async () => at([1, 2], [1, 2], [1, 2]))).toEqual([1, 2, 1, 2])
})

test.each<[string, number, () => Promise<SearchAnswer>]>([
  ['is too large to look into', 201, async () => at()],
  ['is more than what was found', 3, async () => at([1, 2], [1, 2])],
  ['cannot be asked about', 2, async () => Promise.reject(new Error('offline'))],
])('nothing is known of a cluster that %s', async (_, count, search) => {
  expect(await spread([1, 2], count, 8, search)).toBeNull()
})

test('the nearer the map, the nearer it looks, and never beyond what the server takes', async () => {
  const reaches: number[] = []
  for (const zoom of [0, 6, 10, 14]) await spread([1, 45], 1, zoom, async (reach) => (reaches.push(reach), at()))
  expect(reaches[0]).toBe(500_000)
  expect([...reaches].sort((a, b) => b - a)).toEqual(reaches)
})

test('a map starts at the commune of the visitor, else where the site says', () => {
  const home = { ...foix, parents: [], bounds: [1, 2, 3, 4] as [number, number, number, number] }
  expect(startOf(home, { map: '5/46/2', box: '0,0,1,1' })).toEqual({ box: [1, 2, 3, 4] })
  expect(startOf({ ...home, bounds: null }, { map: '5/46/2' })).toEqual({ view: { zoom: 5, lat: 46, lon: 2 } })
  expect(startOf(null, { map: '99/46/2', box: '0,0,1,1' })).toEqual({ box: [0, 0, 1, 1] })
  expect(startOf(null, { box: '0,0,1' })).toBeNull()
  expect(startOf(null, {})).toBeNull()
})
