import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const web = new URL('../', import.meta.url)

/** Reads every script and component of the pages. */
function sources(): string {
  return readdirSync(new URL('src/', web), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
    .join('\n')
}

test('the privacy page tells all that pages keep on the device', () => {
  const kept = [...sources().matchAll(/['"`]maillage\.(\w+)['"`]/g)].map((match) => match[1]!)
  const listed = /DeviceTopics = \[\]string\{([^}]*)\}/.exec(readFileSync(new URL('site_pages.go', web), 'utf8'))?.[1]
  expect([...new Set(kept)].sort()).toEqual((listed?.match(/\w+/g) ?? []).sort())
})

test('pages keep nothing under another name, and set no cookie', () => {
  expect(sources()).not.toMatch(/sessionStorage|indexedDB|document\.cookie|caches\./)
  expect(sources()).not.toMatch(/localStorage\.setItem\((?!key\b)/)
})
