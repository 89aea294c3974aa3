import { expect, test } from 'vitest'
import { askedOf } from '../src/form/duplicates'

const asked = (values: Record<string, string>, except = '', others: string[] = []) => askedOf((name) => values[name] ?? '', except, others)?.toString() ?? null

test.each<[string, Record<string, string>, string | null]>([
  ['a name and a point', { kind: 'place', name: 'Le Hangar', lon: '-1.68', lat: '48.11' }, 'kind=place&name=Le+Hangar&lon=-1.68&lat=48.11'],
  ['a name and a town', { kind: 'event', name: 'Fête', commune: 'FR-35238', start: '2026-06-01T10:00' }, 'kind=event&name=F%C3%AAte&commune=FR-35238&start=2026-06-01T10%3A00'],
  ['half a point', { kind: 'place', name: 'Le Hangar', commune: 'FR-35238', lon: '-1.68' }, 'kind=place&name=Le+Hangar&commune=FR-35238'],
  ['a website alone', { kind: 'organization', website: 'example.org' }, 'kind=organization&website=example.org'],
  ['a name that says nothing of where', { kind: 'place', name: 'Le Hangar' }, null],
  ['two letters', { kind: 'place', name: 'Le', lon: '1', lat: '2' }, null],
  ['what is too long to be asked', { kind: 'place', name: 'a'.repeat(301), lon: '1', lat: '2', country: 'France' }, 'kind=place&lon=1&lat=2'],
  ['an ad', { kind: 'classified', name: 'Vélo à donner', lon: '1', lat: '2' }, null],
  ['a person', { kind: 'person', name: 'Camille', phone: '0123456789' }, null],
  ['nothing', {}, null],
])('%s', (_, values, want) => expect(asked(values)).toBe(want))

test('what is edited is no twin of itself, nor is what somebody said is another', () => {
  expect(asked({ kind: 'place', phone: '0299000000' }, 'x', ['y', 'z'])).toBe('kind=place&phone=0299000000&except=x&notsame=y&notsame=z')
})
