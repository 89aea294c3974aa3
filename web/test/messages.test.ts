import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import english from '../messages/en.json'
import french from '../messages/fr.json'
import { usedKeys } from '../used-messages'

const languages: Record<string, Record<string, string>> = { french, english }
const web = new URL('../', import.meta.url)

/** Reads every file of ours that may name a message. */
function sources(): string {
  const folders = ['src/', 'templates/', './']
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(folder, web), { recursive: folder !== './', withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|svelte|html|go)$/.test(entry.name) && !/_test\.go$|\.d\.ts$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`),
  )
  return files.map((file) => readFileSync(file, 'utf8')).join('\n')
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

test('both languages have the same messages', () => {
  expect(Object.keys(english)).toEqual(Object.keys(french))
})

test.each(Object.keys(french))('%s has the same placeholders in both languages', (key) => {
  expect(placeholders(languages['english']![key]!)).toEqual(placeholders(languages['french']![key]!))
})

test.each(Object.entries(languages))('no message is empty or padded in %s', (_, words) => {
  for (const [key, text] of Object.entries(words)) expect(text, key).toBe(text.trim() || '(empty)')
})

test('every message is used', () => {
  const text = sources()
  const keys = Object.keys(french)
  const used = new Set(usedKeys(keys, text))
  expect(keys.filter((key) => !used.has(key))).toEqual([])
})

test('a source names messages whole, by their plural or by their prefix', () => {
  const keys = ['a', 'b_one', 'b_other', 'kind_x', 'error_y', 'c']
  expect(usedKeys(keys, "t('a') tn('b', 2) tv('kind', k) t(`error_${e}`) t(cc)")).toEqual(['a', 'b_one', 'b_other', 'kind_x', 'error_y'])
})

test('people never read the words of the code', () => {
  for (const text of Object.values(french)) expect(text).not.toMatch(/\b(facette|requête|query|kind|commons)\b/i)
  for (const text of Object.values(english)) expect(text).not.toMatch(/\b(commons|kind|widening|classified|facet|query)\b/i)
})

test('French keeps the space before its double signs', () => {
  for (const [key, text] of Object.entries(french)) {
    expect(text.replace(/\{\w+\}/g, 'x'), key).not.toMatch(/[^\s ][;!?](\s|$)|\w:(\s|$)/)
  }
})
