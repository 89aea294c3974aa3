import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { draftOf, forgetDraft, giveBack, isKept, keepDraft, sameValues, type Draft } from '../src/form/drafts'

const day = 24 * 3600 * 1000
const now = Date.UTC(2026, 10, 23)
const draft = (at = now, name = 'Le Hangar'): Draft => ({ at, values: [['name', name]] })

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.useFakeTimers({ now })
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a draft comes back, each form having its own', () => {
  keepDraft('/new?kind=place', draft())
  keepDraft('/edit/1', draft(now, 'Autre'))
  expect(draftOf('/new?kind=place', now)).toEqual(draft())
  expect(draftOf('/new?kind=event', now)).toBeNull()
  forgetDraft('/new?kind=place')
  expect(draftOf('/new?kind=place', now)).toBeNull()
  expect(draftOf('/edit/1', now)?.values).toEqual([['name', 'Autre']])
})

test('nothing is left once all are forgotten', () => {
  keepDraft('/new?kind=place', draft())
  forgetDraft('/new?kind=place')
  expect(localStorage.getItem('maillage.drafts')).toBeNull()
})

test('a draft is forgotten after thirty days', () => {
  keepDraft('/new?kind=place', draft())
  expect(draftOf('/new?kind=place', now + 29 * day)).not.toBeNull()
  expect(draftOf('/new?kind=place', now + 30 * day)).toBeNull()
})

test('ten drafts are kept, those typed last', () => {
  for (let i = 0; i < 12; i++) keepDraft(`/edit/${i}`, draft(now + i))
  expect([draftOf('/edit/1', now), draftOf('/edit/2', now), draftOf('/edit/11', now)].map(Boolean)).toEqual([false, true, true])
})

test('a draft too long is not kept, nor the one before it', () => {
  keepDraft('/edit/1', draft())
  keepDraft('/edit/1', draft(now, 'a'.repeat(200_000)))
  expect(draftOf('/edit/1', now)).toBeNull()
})

test.each(['', '{', '[]', 'null', '7', '{"/edit/1":null}', '{"/edit/1":{"at":"x","values":[]}}', '{"/edit/1":{"at":1795392000000,"values":[["a"]]}}'])(
  'what is no draft is passed over: %s',
  (text) => {
    localStorage.setItem('maillage.drafts', text)
    expect(draftOf('/edit/1', now)).toBeNull()
    keepDraft('/edit/1', draft())
    expect(draftOf('/edit/1', now)).toEqual(draft())
  },
)

test('where storage is refused, all goes on without', () => {
  const refuse = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  keepDraft('/edit/1', draft())
  forgetDraft('/edit/1')
  expect(draftOf('/edit/1', now)).toBeNull()
})

test.each([
  ['name', 'text', true], ['lon', 'hidden', true], ['kind', 'hidden', true], ['hours', 'text', true], ['link', 'checkbox', true],
  ['', 'text', false], ['password', 'password', false], ['new-password', 'text', false], ['csrf_token', 'hidden', false], ['photos', 'file', false],
  ['photo', 'hidden', false], ['caption-0a', 'text', false], ['revision', 'hidden', false], ['action', 'submit', false], ['notsame', 'hidden', false],
])('of %s, a %s, it is kept: %s', (name, type, kept) => expect(isKept({ name, type })).toBe(kept))

test('inputs of one name get their values back in order', () => {
  const next = giveBack([['start', 'a'], ['end', 'b'], ['start', 'c']])
  expect([next('start'), next('start'), next('start'), next('end'), next('x')]).toEqual(['a', 'c', undefined, 'b', undefined])
})

test('values are the same in the same order alone', () => {
  expect(sameValues([['a', '1']], [['a', '1']])).toBe(true)
  expect(sameValues([['a', '1']], [['a', '2']])).toBe(false)
  expect(sameValues([['a', '1'], ['b', '']], [['a', '1']])).toBe(true)
})
