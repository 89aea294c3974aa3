import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress, type Address } from '../src/query/address'
import {
  emptyQuery, filterOf, formatQuery, hasPlace, isEmpty, parseQuery, splitWords, toggled, within, withTags, type Query,
} from '../src/query/query'
import { tagKey } from '../src/query/tag'
import { pick, random } from './random'

const rennes: Query = { ...emptyQuery, q: 'vélo', in: ['FR-35238'], tag: ['reparation'], kind: ['event', 'place'] }

describe('a query', () => {
  test('reads back what it wrote, whatever it holds', () => {
    const seed = Date.now()
    const next = random(seed)
    const words = ['', 'vélo', 'C++ & co', 'été=100 %', '#x?y', 'a,b', "l'atelier"]
    const number = () => Math.round((next() * 360 - 180) * 1e5) / 1e5
    const some = (values: string[]) => values.filter(() => next() < 0.4).sort()
    for (let i = 0; i < 500; i++) {
      const near = next() < 0.4 ? ([number(), number() / 2] as [number, number]) : null
      const query: Query = {
        q: pick(next, words),
        kind: some(['place', 'event', 'person']),
        type: some(['cafe-the', 'tiers-lieu', 'e!']),
        tag: some(['jardinpartage', 'c++', 'été'].map(tagKey)),
        anyTag: some(['velo', 'zerodechet']),
        notTag: some(['payant']),
        in: some(['FR', 'FR-35', 'FR-EPCI-200046977']),
        bbox: next() < 0.3 ? [number(), number() / 2, number(), number() / 2] : null,
        near,
        radius: near && next() < 0.5 ? Math.floor(next() * 500_000) : null,
        by: some(['01890a5d-ac96-774b-bcce-b302099a8057', '0190a5d0-ac96-774b-bcce-b302099a8057']),
        of: some(['01890a5d-ac96-774b-bcce-b302099a8057']),
        since: pick(next, [null, '2026-05-23', '2026-05-23T17:00:00Z', '2026-05-23T17:00:00.120Z']),
        network: pick(next, ['', 'jardins', 'ou-reparer~abcdefghijklmnopqrstuvwxyz']),
        fields: [],
        sort: pick(next, [null, 'relevance', 'distance', 'newest'] as const),
      }
      if (query.network) query.fields = ([['acces', 'libre'], ['acces', 'à midi, ou le soir'], ['places', '10..20']] as [string, string][]).filter(() => next() < 0.4)
      expect(parseQuery(formatQuery(query)), `seed ${seed}, round ${i}: ${formatQuery(query)}`).toEqual(query)
    }
  })

  test('is readable in the address bar', () => {
    expect(formatQuery({ ...rennes, bbox: [-1.7, 48.1, -1.6, 48.2] })).toBe(
      'q=v%C3%A9lo&kind=event,place&tag=reparation&in=FR-35238&bbox=-1.7,48.1,-1.6,48.2',
    )
  })

  test.each([
    ['nothing', '', emptyQuery],
    ['unknown parameters', '?utm=1&e=2', emptyQuery],
    ['commas in codes but not in tags', '?in=FR-35,FR-22&tag=a,b', { ...emptyQuery, in: ['FR-22', 'FR-35'], tag: ['ab'] }],
    ['tags as people write them', '?tag=%23Zéro-déchet', { ...emptyQuery, tag: ['zerodechet'] }],
    ['repeated values', '?kind=place&kind=place', { ...emptyQuery, kind: ['place'] }],
    ['numbers that are none', '?bbox=1,2,x,4&near=1,&radius=', emptyQuery],
    ['a radius around nothing', '?radius=1000', emptyQuery],
    ['an order that does not exist', '?sort=price', emptyQuery],
    ['ids in capitals, once each', '?by=01890A5D-AC96-774B-BCCE-B302099A8057,01890a5d-ac96-774b-bcce-b302099a8057,moi', { ...emptyQuery, by: ['01890a5d-ac96-774b-bcce-b302099a8057'] }],
    ['ids of nothing', '?of=1&of=00000000-0000-0000-0000-000000000000', emptyQuery],
    ['an instant of another zone', '?since=2026-05-23T19:00:00%2B02:00', { ...emptyQuery, since: '2026-05-23T17:00:00Z' }],
    ['a plus sign that nobody escaped', '?since=2026-05-23T19:00:00+02:00', { ...emptyQuery, since: '2026-05-23T17:00:00Z' }],
    ['midnight as a date', '?since=2026-05-23T02:00:00.0009%2B02:00', { ...emptyQuery, since: '2026-05-23' }],
    ['days that are not', '?since=2026-02-30', emptyQuery],
    ['moments in words', '?since=hier', emptyQuery],
    ['a field of another network, or of none', '?network=jardins&x.ateliers.acces=libre&x.jardins=1&x.jardins.acces=+', { ...emptyQuery, network: 'jardins' }],
    ['a field without its network', '?x.jardins.acces=libre', emptyQuery],
    ['what no network is called', '?network=Les+Jardins', emptyQuery],
    ['ages before computers', '?since=1969-12-31', emptyQuery],
  ])('reads %s', (_, text, want) => {
    expect(parseQuery(text)).toEqual(want)
  })

  test('draws the same tiles in any order', () => {
    const sorted: Query = { ...rennes, sort: 'newest', near: [1, 2] }
    expect(formatQuery(filterOf(sorted))).toBe(formatQuery(rennes))
    expect(filterOf({ ...sorted, radius: 500 }).near).toEqual([1, 2])
  })

  test('takes a filter and leaves it again', () => {
    expect(toggled(toggled(rennes, 'kind', 'person'), 'kind', 'person')).toEqual(rennes)
    expect(withTags(rennes, ['Réparation', '#Été', '…']).tag).toEqual(['ete', 'reparation'])
  })

  test('goes to another place and leaves the former', () => {
    const near: Query = { ...emptyQuery, near: [1, 2], radius: 10, sort: 'distance' }
    expect(within(near, 'FR-35')).toEqual({ ...emptyQuery, in: ['FR-35'] })
    expect(hasPlace(within(near, 'world'))).toBe(false)
    expect(isEmpty(within(near, 'world'))).toBe(true)
    expect(isEmpty(rennes)).toBe(false)
  })

  test.each([
    ['vélo #entraide', 'vélo', ['entraide']],
    ['#zéro-déchet  atelier #C++', 'atelier', ['zéro-déchet', 'C++']],
    ['rue n#3', 'rue n#3', []],
    ['#', '#', []],
  ])('finds the tags typed in %j', (typed, q, tags) => {
    expect(splitWords(typed)).toEqual({ q, tags })
  })
})

test.each([
  ['#Zéro-déchet', 'zerodechet'],
  ['zero dechet', 'zerodechet'],
  ['C++', 'c++'],
  ['Œuvre, été', 'oeuvreete'],
  ['Straße', 'strasse'],
  ['日本', '日本'],
  ['…', ''],
])('the key of the tag %j is %j', (tag, key) => {
  expect(tagKey(tag)).toBe(key)
})

describe('an address', () => {
  const id = '01900000-0000-7000-8000-000000000001'
  const cases: [string, Address][] = [
    ['/', { query: emptyQuery, view: null, open: null }],
    ['/?q=v%C3%A9lo&kind=event,place&tag=reparation&in=FR-35238', { query: rennes, view: null, open: null }],
    [`/#map=12.5/48.1113/-1.6742&e=${id}`, { query: emptyQuery, view: { zoom: 12.5, lat: 48.1113, lon: -1.6742 }, open: { element: id } }],
    ['/#at=-1.6742,48.1', { query: emptyQuery, view: null, open: { at: [-1.6742, 48.1] } }],
  ]
  test.each(cases)('%s holds the whole state', (text, address) => {
    const url = new URL(text, 'http://localhost')
    expect(parseAddress(url.search, url.hash)).toEqual(address)
    const again = new URL(formatAddress('/', address), 'http://localhost')
    expect(parseAddress(again.search, again.hash)).toEqual(address)
  })

  test('of a page about a network names it in its path alone', () => {
    const query: Query = { ...rennes, network: 'jardins', fields: [['acces', 'libre']] }
    expect(formatAddress('/n/jardins', { query, view: null, open: null }, 'jardins')).toBe('/n/jardins?q=v%C3%A9lo&kind=event,place&tag=reparation&in=FR-35238&x.jardins.acces=libre')
    expect(parseAddress('?x.jardins.acces=libre&network=ateliers', '', 'jardins').query).toEqual({ ...emptyQuery, network: 'jardins', fields: [['acces', 'libre']] })
    expect(formatAddress('/n/café', { query: { ...emptyQuery, network: 'été' }, view: null, open: null }, 'été')).toBe('/n/café')
  })

  test.each(['#map=', '#map=99/1/2', '#map=3/95/0', '#map=3/1', '#e=<script>', '#at=1', '#at=a,b', '#%'])('%s is nothing', (hash) => {
    expect(parseAddress('', hash)).toEqual({ query: emptyQuery, view: null, open: null })
  })

  test('comes back to within a pixel', () => {
    for (let zoom = 0; zoom <= 19; zoom++) {
      const view = { zoom, lat: 48.123456789, lon: -1.678912345 }
      const back = parseAddress('', new URL(formatAddress('/', { query: emptyQuery, view, open: null }), 'http://x').hash).view!
      const degreesPerPixel = 360 / 512 / 2 ** zoom
      expect(Math.abs(back.lon - view.lon)).toBeLessThan(degreesPerPixel)
      expect(Math.abs(back.lat - view.lat)).toBeLessThan(degreesPerPixel)
    }
  })
})
