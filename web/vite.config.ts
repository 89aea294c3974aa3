import { svelte } from '@sveltejs/vite-plugin-svelte'
import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { usedKeys } from './used-messages.ts'

// Vitest groups the failures it prints with this, which Node 20 does not have.
Map.groupBy ??= <Key, Item>(items: Iterable<Item>, keyOf: (item: Item, index: number) => Key) => {
  const groups = new Map<Key, Item[]>()
  let index = 0
  for (const item of items) {
    const key = keyOf(item, index++)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

// Hashed files go to dist/assets, their list to dist/manifest.json: the Go
// package web reads it and writes the script and style links of each page.
// Nothing is inlined, so that pages live under "default-src 'self'".
export default defineConfig({
  plugins: [svelte(), leanMessages()],
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: false,
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: { main: 'src/main.ts', embed: 'src/embed/main.ts', 'maillage-map': 'src/embed/maillage-map.ts' }, checks: { pluginTimings: false } },
  },
  worker: { format: 'es' },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: 'e2e/server.ts',
          maxWorkers: 2, // a page waits about as long as it works
          expect: { poll: { timeout: 15_000, interval: 100 } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

/**
 * Leaves out of the built words what only the server's templates say, and keeps those
 * that only forms say, or adding to a map, in files of their own: messages/xx.json?form.
 */
function leanMessages(): Plugin {
  const src = new URL('src/', import.meta.url)
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name))
  const roomOf = (name: string): string => /^(form|curate)[/\\]/.exec(name)?.[1] ?? ''
  const textOf = (room: string): string =>
    names.filter((name) => roomOf(name) === room).map((name) => readFileSync(new URL(name, src), 'utf8')).join('\n')
  const others = textOf('')
  return {
    name: 'lean-messages',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const asked = /\/messages\/(?:fr|en)\.json(?:\?(form|curate))?$/.exec(id)
      if (!asked) return null
      const words = JSON.parse(code) as Record<string, string>
      const usual = usedKeys(Object.keys(words), others)
      const kept = asked[1] ? usedKeys(Object.keys(words), textOf(asked[1])).filter((key) => !usual.includes(key)) : usual
      const lean = JSON.stringify(Object.fromEntries(kept.map((key) => [key, words[key]])))
      return asked[1] ? { code: `export default ${lean}`, moduleType: 'js' } : lean
    },
  }
}
