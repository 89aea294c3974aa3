import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import english from '../messages/en.json'
import french from '../messages/fr.json'

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
  // Keys made of a prefix and a value: tv('kind', …), t(`suggest_${…}`), w.value("month", …), "hours_"+….
  const prefixes = new Set(
    [...text.matchAll(/(?:\btv\(|\btv |w\.value\()['"](\w+)['"]|`(\w+)_\$\{|"(\w+)_"\s*\+/g)].map((match) => match[1] ?? match[2] ?? match[3]),
  )
  const used = (key: string): boolean => {
    const stem = key.replace(/_(one|other)$/, '')
    if ([key, stem].some((name) => text.includes(`'${name}'`) || text.includes(`"${name}"`))) return true
    return [...prefixes].some((prefix) => key.startsWith(`${prefix}_`))
  }
  expect(Object.keys(french).filter((key) => !used(key))).toEqual([])
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
