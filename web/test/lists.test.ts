import { expect, test } from 'vitest'
import { activeFilters, type Words } from '../src/filters/active'
import { filterOf, formatQuery, type Query } from '../src/query/query'
import { usefulSteps } from '../src/results/steps'
import { choicesOf, completed, territoryNamed } from '../src/search/suggestions'
import { isPostcode, stepped } from '../src/search/typing'

const step = (territory: string, count: number) => ({ territory, name: territory, level: 'region', count })

test.each([
  ['only those that find more', [step('a', 2), step('b', 2), step('c', 5), step('d', 5), step('world', 9)], 2, ['c', 'world']],
  ['none when all is found already', [step('a', 4), step('world', 4)], 4, []],
  ['all that find something, from nothing', [step('a', 0), step('b', 1)], 0, ['b']],
])('useful steps: %s', (_, ladder, total, want) => {
  expect(usefulSteps(ladder, total).map((each) => each.territory)).toEqual(want)
})

test('the arrow keys go round, through the text itself', () => {
  expect([0, 1, 2].map((count) => stepped(-1, 1, count))).toEqual([-1, 0, 0])
  expect(stepped(1, 1, 2)).toBe(-1)
  expect(stepped(-1, -1, 3)).toBe(2)
  expect(stepped(0, -1, 3)).toBe(-1)
})

test('suggestions stand in one order: places, tags, entries; places where nothing is come last', () => {
  const suggest = (count: number) => choicesOf(
    {
      elements: [{ id: '1', name: 'Fablab', kind: 'place', locality: 'Rennes' }],
      tags: [{ key: 'fablab', label: 'fablab', count: 12 }],
      territories: [{ code: 'FR-35238', name: 'Rennes', level: 'commune', within: 'Ille-et-Vilaine', postcode: '35000', count }],
      networks: [{ slug: 'fablabs', title: 'Les fablabs' }],
    },
    { territory: (level, postcode, within) => `${level} ${postcode} ${within}`, count: String, kind: (kind) => kind },
  )
  expect(suggest(0).map(({ group }) => group)).toEqual(['tags', 'elements', 'networks', 'territories'])
  expect(suggest(3).map(({ group, label, hint }) => [group, label, hint])).toEqual([
    ['territories', 'Rennes', 'commune 35000 Ille-et-Vilaine'],
    ['tags', '#fablab', '12'],
    ['elements', 'Fablab', 'place · Rennes'],
    ['networks', 'Les fablabs', ''],
  ])
})

test('words that are the name of a territory name it', () => {
  const territories = [
    { code: 'a', name: 'Saint-Denis-le-Ferment', level: 'commune', count: 1 },
    { code: 'b', name: 'Saint-Denis', level: 'commune', count: 1 },
  ]
  const answer = { elements: [], tags: [], territories, networks: [] }
  expect(territoryNamed('saint denis', [], answer)?.code).toBe('b')
  expect(territoryNamed('saint denis', ['b'], answer)).toBeUndefined()
  expect(territoryNamed('saint', [], answer)).toBeUndefined()
  expect(territoryNamed('…', [], answer)).toBeUndefined()
})

test('a tag typed in part is completed, a whole one stays', () => {
  const tags = ['reparation', 'repair'].map((key, count) => ({ key, label: key, count }))
  const answer = { elements: [], territories: [], tags, networks: [] }
  expect(completed('répa', answer)?.key).toBe('reparation')
  expect(completed('Repair', answer)?.key).toBe('repair')
  expect(completed('vélo', answer)).toBeUndefined()
  expect(['35000', '35', '35 rue', 'vélo', ''].map(isPostcode)).toEqual([true, true, false, false, false])
})

test('every active filter can be taken away, and taking all away leaves nothing', () => {
  const words: Words = {
    words: (typed) => `« ${typed} »`,
    kind: (kind) => kind, territory: (code) => code, type: (key) => key, tag: (key) => `#${key}`, not: (label) => `sauf ${label}`, bbox: () => 'ici', near: () => 'près', by: () => 'par une personne', of: () => 'lié', since: (instant) => `depuis ${instant}`, network: (reference) => `carte ${reference}`, field: (field, value) => `${field} : ${value}`, sort: (sort) => sort,
  }
  let query: Query = {
    q: 'vélo', kind: ['place'], type: ['atelier'], tag: ['a'], anyTag: ['b'], notTag: ['c'], in: ['FR-35'], by: ['d'], of: ['e'], since: '2026-05-23',
    bbox: [1, 2, 3, 4], near: [1, 2], radius: 5, network: 'jardins', fields: [['acces', 'libre'], ['acces', 'payant']], sort: 'newest',
  }
  const filters = activeFilters(query, words)
  expect(filters.map((filter) => filter.label)).toEqual(['carte jardins', '« vélo »', 'FR-35', 'ici', 'près', 'place', 'atelier', '#a', '#b', 'sauf #c', 'par une personne', 'lié', 'depuis 2026-05-23', 'acces : libre', 'acces : payant', 'newest'])
  expect(activeFilters(query, words, 'jardins').map((filter) => filter.label)).not.toContain('carte jardins')
  expect(new Set(filters.map((filter) => filter.key)).size).toBe(filters.length)
  for (let first = filters[0]; first; first = activeFilters(query, words)[0]) query = first.without
  expect(formatQuery(filterOf(query))).toBe('')
})
