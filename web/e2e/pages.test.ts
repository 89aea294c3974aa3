import { describe, expect, test } from 'vitest'
import type { SearchAnswer } from '../src/api/types'
import { accessible, explore, json, open, phone, server, tolerate, useBrowser, wide } from './browser'

useBrowser()

const sizes = [['wide', wide], ['phone', phone]] as const

async function anElement(query: string): Promise<string> {
  const { features } = await json<SearchAnswer>(`/api/v1/search?${query}&limit=1`)
  const { id, slug } = features[0]!.properties
  return `/e/${id}/${slug}`
}

describe.each(sizes)('%s', (_, viewport) => {
  test.each(['light', 'dark'] as const)('the explore page is accessible when %s', async (colorScheme) => {
    await accessible(await explore('/?in=FR-35', { viewport, colorScheme }))
  })

  test.each(['place', 'event', 'classified', 'project', 'organization', 'person'])('the page of a %s is accessible', async (kind) => {
    const page = await open(await anElement(`kind=${kind}`), { viewport })
    expect(await page.locator('h1').innerText()).not.toBe('')
    await accessible(page)
  })

  test('the other pages are accessible', async () => {
    tolerate(/404|400/)
    for (const path of ['/legal', '/en/legal', '/e/01900000-0000-7000-8000-00000000ffff/rien', '/?near=nowhere']) {
      const page = await open(path, { viewport })
      await accessible(page)
    }
  })
})

describe('an element has one address', () => {
  test('wherever people come from', async () => {
    const path = await anElement('kind=place')
    for (const other of [path.replace(/[^/]+$/, 'autre-nom'), path.replace(/\/[^/]+$/, '')]) {
      const response = await fetch(server + other, { redirect: 'manual' })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(path)
    }
  })

  test('with its place on a map, and the way to the great one', async () => {
    const page = await open(await anElement('kind=place&in=FR-35'))
    await page.locator('#place-map canvas').waitFor()
    await page.getByRole('link', { name: 'Voir sur la carte' }).click()
    await page.locator('.card h2').waitFor()
    expect(page.url()).toMatch(/\?in=FR-\w+#map=/)
  })

  test('and one in English', async () => {
    const path = await anElement('kind=place')
    const page = await open(path)
    await page.getByRole('link', { name: 'English' }).click()
    expect(new URL(page.url()).pathname).toBe(`/en${path}`)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })
})

describe('in English', () => {
  test('the whole explore page speaks it', async () => {
    const page = await explore('/en/?q=jardin&in=FR-35238', { locale: 'en-GB' })
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.getByRole('combobox', { name: 'Search for a name' }).waitFor()
    await page.getByRole('button', { name: /^Widen to Ille-et-Vilaine|^Widen to Rennes Métropole/ }).first().waitFor()
    await page.getByRole('button', { name: 'Tags' }).waitFor()
    await page.getByRole('combobox').fill('german')
    await page.getByRole('option', { name: /^Germany country/ }).waitFor()
    await page.getByRole('combobox').press('Escape')
    expect(await page.locator('body').innerText()).not.toMatch(/résultat|Élargir|Chercher|Mots-clés|Annonces|Lieux/)
    await accessible(page)
    await page.locator('.panel .result a').first().click()
    await page.getByRole('link', { name: 'See the full page' }).click()
    await page.waitForURL(/\/en\/e\//)
  })

  test('the language link keeps the search', async () => {
    const page = await open('/?q=jardin&in=FR-35238', { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'English' }).click()
    expect(new URL(page.url()).pathname).toBe('/en/')
    expect(new URL(page.url()).searchParams.get('q')).toBe('jardin')
  })
})

test('on paper stand the whole list and its addresses, and nothing to press', async () => {
  const page = await explore('/?in=FR-35238')
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByText(`${server}/?in=FR-35238`).isVisible()).toBe(true)
  expect(await page.locator('.finder, .map, .filters, .ladder').evaluateAll((nodes) => nodes.filter((node) => node.checkVisibility()).length)).toBe(0)
  expect(await page.locator('.panel .result .printed', { hasText: '35000 Rennes' }).first().isVisible()).toBe(true)
  expect((await page.locator('.panel .result').last().boundingBox())!.y).toBeGreaterThan(800)
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(1000)
  await page.locator('.panel .result a').first().evaluate((link: HTMLElement) => link.click())
  await page.locator('.card h2').waitFor()
  expect(await page.locator('.panel').isVisible()).toBe(false)
})

test('the first load is light: 60 kB to be read, 600 kB with the map', async () => {
  const page = await open('/legal')
  const sizes = new Map<string, Promise<number>>()
  page.on('requestfinished', (request) => {
    const { pathname } = new URL(request.url())
    sizes.set(pathname, request.sizes().then((size) => size.responseBodySize))
  })
  await page.goto(server)
  await page.locator('.map[data-state=ready]').waitFor()
  const loaded = await Promise.all([...sizes].map(async ([path, size]) => [path, await size] as const))
  const sum = (take: (path: string) => boolean) => loaded.filter(([path]) => take(path)).reduce((all, [, size]) => all + size, 0)
  const isMap = (path: string) => /MapPane|controller|maplibre|stream|\/tiles\//.test(path)
  const [readable, whole] = [sum((path) => !isMap(path)), sum((path) => !path.startsWith('/tiles/'))]
  console.info(`first load: ${readable} bytes to be read, ${whole} with the map, ${sum(() => true)} with its tiles`)
  expect(readable).toBeLessThan(60_000)
  expect(whole).toBeLessThan(600_000)
})
