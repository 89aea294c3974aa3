import { expect, test } from 'vitest'
import { queryOf, slug, viewOf, viewText } from '../src/form/preview'

test.each([
  ['', ''],
  ['tag=jardin&sort=newest', 'tag=jardin'],
  ['?kind=place,event', 'kind=event,place'],
  ['https://example.org/en/?tag=Jardin#map=5/47/2', 'tag=jardin'],
  ['/?q=compost', 'q=compost'],
  ['https://example.org/', ''],
  ['n’importe quoi', null],
  ['http://[', null],
])('%j is the search %j', (typed, want) => expect(queryOf(typed)).toBe(want))

test.each([
  ['12/48.11/-1.68', { zoom: 12, lat: 48.11, lon: -1.68 }],
  ['https://example.org/?tag=x#map=5/47,5/2&open=y', { zoom: 5, lat: 47.5, lon: 2 }],
  ['', null],
  ['12/95/0', null],
  ['1/2', null],
  ['1/2/3/4', null],
  ['a/b/c', null],
])('a map starts at %j', (text, want) => expect(viewOf(text)).toEqual(want))

test('a view is written to be read back', () => {
  expect(viewText({ zoom: 12.3456, lat: 48.1123456, lon: 361.5 })).toBe('12.35/48.11235/1.5')
  expect(viewOf(viewText({ zoom: 0, lat: -12, lon: -180 }))).toEqual({ zoom: 0, lat: -12, lon: -180 })
})

test('names are compared without accents', () => {
  expect(slug('Points d’intérêt')).toBe('points-d-interet')
  expect(slug(' Œuvre  d’ART ')).toBe('oeuvre-d-art')
})
