import { expect, test } from 'vitest'
import { addTags, hasEnd, mostTags, proposals, readTags, writeTags } from '../src/form/tags'

test.each<[string, string[]]>([
  ['#a #b, c', ['a', 'b', 'c']],
  ['jardin partagé, vélo', ['jardin partagé', 'vélo']],
  ['jardin partagé #vélo', ['jardin partagé', 'vélo']],
  ['vélo, Velo, #VÉLO', ['vélo']],
  ['zéro déchet\nzero-dechet\r\ncompost', ['zéro déchet', 'compost']],
  ['C++, C#', ['C++', 'C#']],
  [' , #, ##, !!!,', []],
  ['##a', ['a']],
  ['a   b', ['a b']],
  ['', []],
  ['"danse, bal", C#', ['danse, bal', 'C#']],
  ['#"a; #b" #c', ['a; #b', 'c']],
  ['"dit ""le Pré""" , x', ['dit "le Pré"', 'x']],
  ['"a" et "b", c', ['"a" et "b"', 'c']],
  ['"a, b', ['"a', 'b']],
])('%j', (text, tags) => expect(readTags(text)).toEqual(tags))

test('a tag that is there already is not added, however it is written', () => {
  expect(addTags(['Vélo'], 'velo, #vélo, compost')).toEqual(['Vélo', 'compost'])
})

test('what is written reads back', () => {
  const tags = ['jardin partagé', 'C#', "l'été", '日本', 'a "b"']
  expect(readTags(writeTags(tags))).toEqual(tags)
})

// The same stand in the test of the Go package api.
test('a tag with any sign in it is written and read back', () => {
  const tags = ['bal, trad', '"Le Pré"', '#un', 'a #b', ' deux  blancs ', 'x;y', '"', 'C#', 'sans "fin']
  expect(writeTags(tags)).toBe('"bal, trad", """Le Pré""", "#un", "a #b", " deux  blancs ", "x;y", """", C#, sans "fin')
  expect(readTags(writeTags(['bal, trad', '"Le Pré"', '#un', 'a #b', ' deux  blancs ', 'x;y', 'C#', 'sans "fin']))).toHaveLength(8)
})

test.each<[string, boolean]>([['a,', true], ['a', false], ['a #', true], ['#a', false], ['"a, b', false], ['"a, b"', false], ['"a, b",', true], ['"a, b" #', true], ['"a""', false]])(
  'typed %j, its end is there: %s', (text, ended) => expect(hasEnd(text)).toBe(ended),
)

test('a huge paste is bounded', () => {
  expect(readTags(Array.from({ length: 10_000 }, (_, i) => `t${i}`).join(','))).toHaveLength(mostTags)
})

test('tags of the place are proposed first, those that are chosen no more', () => {
  const tag = (key: string) => ({ key, label: key, count: 1 })
  const found = ['a', 'b', 'c', 'd'].map(tag)
  expect(proposals(found, [tag('c'), tag('x')], ['B'], 3).map(({ key }) => key)).toEqual(['c', 'a', 'd'])
})
