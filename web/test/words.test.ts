import { describe, expect, test } from 'vitest'
import english from '../messages/en.json'
import french from '../messages/fr.json'
import { isWebAddress, offerWords, upcoming, webHost } from '../src/card/facts'
import { formatDistance, formatSlot, formatVerified } from '../src/i18n/format'
import { localPath, setLanguage, t, tn, tv, type Language } from '../src/i18n/t'
import { inside, towards } from '../src/i18n/to'
import { valueWords } from '../src/network/fields'
import type { NetworkField } from '../src/api/types'
import cases from '../testdata/words.json'

// The same cases as words_test.go: a page reads the same before and after its
// island is mounted.
describe.each(['fr', 'en'] as Language[])('in %s', (language) => {
  const speak = () => setLanguage(language, language === 'en' ? english : french)

  test.each(cases.towards)('towards $name', (each) => {
    speak()
    expect(towards(each)).toBe(each[language])
  })
  test.each(cases.inside)('inside $name', (each) => {
    speak()
    expect(inside(each)).toBe(each[language])
  })
  test.each(cases.distance)('$metres metres', (each) => {
    speak()
    expect(formatDistance(each.metres)).toBe(each[language])
  })
  test.each(cases.slot)('on $start', (each) => {
    speak()
    expect(formatSlot(each)).toBe(each[language])
  })
  test.each(cases.offer)('$fr', (each) => {
    speak()
    expect(offerWords(each.offer)).toBe(each[language])
  })
  test.each(cases.verified)('verified $hours hours ago', (each) => {
    speak()
    const now = new Date('2026-11-23T12:00:00Z')
    expect(formatVerified(new Date(now.getTime() - each.hours * 3_600_000).toISOString(), now)).toBe(each[language])
  })
  test.each(cases.kept)('$type $value', ({ type, value, ...each }) => {
    speak()
    expect(valueWords({ key: 'x', label: 'X', type } as NetworkField, value)).toBe(each[language])
  })
  test.each(cases.count)('$count results', (each) => {
    speak()
    expect(tn('results_count', each.count)).toBe(each[language])
  })
})

test('values of the data without a word stay as they are', () => {
  setLanguage('fr', french)
  expect(tv('kind', 'place')).toBe('Point d’intérêt')
  expect(tv('kind', 'spaceship')).toBe('spaceship')
  expect(tv('wheelchair', 'designated', '')).toBe('')
})

test('what nobody has verified says nothing of it', () => {
  expect(formatVerified(undefined, new Date())).toBe('')
  expect(formatVerified('yesterday', new Date())).toBe('')
})

test('placeholders are filled, and only those', () => {
  setLanguage('fr', french)
  expect(t('card_all_about', { name: '{count}' })).toBe('Tout sur {count}')
})

test('English pages stand under /en', () => {
  setLanguage('en', english)
  expect(localPath('/')).toBe('/en/')
  setLanguage('fr', french)
  expect(localPath('/')).toBe('/')
})

test('an event is listed with what comes next, or with what came last', () => {
  const slots = [{ start: '2026-05-01T10:00' }, { start: '2026-06-01T10:00', end: '2026-06-03T10:00' }, { start: '2026-07-01T10:00' }]
  const at = (moment: string) => upcoming(slots, new Date(moment))[0]?.start
  expect([at('2026-04-01'), at('2026-06-02'), at('2026-06-04'), at('2027-01-01')]).toEqual([
    '2026-05-01T10:00', '2026-06-01T10:00', '2026-07-01T10:00', '2026-07-01T10:00',
  ])
  expect(upcoming([], new Date())).toEqual([])
})

test.each([
  ['https://www.example.org/a', true, 'example.org'],
  ['javascript:alert(1)', false, ''],
  ['example.org', false, 'example.org'],
  [undefined, false, undefined],
])('%s as a link: %s', (address, link, host) => {
  expect(isWebAddress(address)).toBe(link)
  if (address) expect(webHost(address)).toBe(host)
})
