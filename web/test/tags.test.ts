import { expect, test } from 'vitest'
import { addTags, mostTags, proposals, readTags, writeTags } from '../src/form/tags'

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
])('%j', (text, tags) => expect(readTags(text)).toEqual(tags))

test('a tag that is there already is not added, however it is written', () => {
  expect(addTags(['Vélo'], 'velo, #vélo, compost')).toEqual(['Vélo', 'compost'])
})

test('what is written reads back', () => {
  const tags = ['jardin partagé', 'C#', "l'été", '日本', 'a "b"']
  expect(readTags(writeTags(tags))).toEqual(tags)
})

test('a huge paste is bounded', () => {
  expect(readTags(Array.from({ length: 10_000 }, (_, i) => `t${i}`).join(','))).toHaveLength(mostTags)
})

test('tags of the place are proposed first, those that are chosen no more', () => {
  const tag = (key: string) => ({ key, label: key, count: 1 })
  const found = ['a', 'b', 'c', 'd'].map(tag)
  expect(proposals(found, [tag('c'), tag('x')], ['B'], 3).map(({ key }) => key)).toEqual(['c', 'a', 'd'])
})
