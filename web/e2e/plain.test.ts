import { describe, expect, test } from 'vitest'
import type { SearchAnswer } from '../src/api/types'
import { accessible, json, open, phone, tolerate, useBrowser, wide } from './browser'

useBrowser()

describe.each([['wide', wide], ['phone', phone]] as const)('without JavaScript, %s', (_, viewport) => {
  const still = { viewport, javaScriptEnabled: false }

  test('a search is narrowed, ordered, widened and followed by links alone', async () => {
    const page = await open('/', still)
    await page.getByRole('textbox', { name: 'Chercher un nom' }).fill('jardin')
    await page.getByRole('button', { name: 'Chercher' }).click()
    expect(await page.locator('.count').innerText()).toMatch(/résultat/)
    await page.getByRole('link', { name: /^Points d’intérêt/ }).click()
    await page.locator('.sort').getByRole('link', { name: 'Plus récents' }).click()
    const { searchParams } = new URL(page.url())
    expect(Object.fromEntries(searchParams)).toEqual({ q: 'jardin', kind: 'place', sort: 'newest' })
    await page.locator('.result a').first().click()
    await page.locator('.breadcrumb a').first().click()
    expect(new URL(page.url()).pathname).toMatch(/^\/t\/FR-/)
    expect(await page.locator('.territory-drawing .own').count()).toBe(1)
  })

  test('nothing is wider than the screen', async () => {
    const { features } = await json<SearchAnswer>('/api/v1/search?kind=place&limit=1')
    const { id, slug } = features[0]!.properties
    tolerate(/404|400/)
    for (const path of ['/', '/?q=jardin&in=FR-35', `/e/${id}/${slug}`, '/t/FR-35238', '/t/FR-35', '/t/FR', '/api', '/legal', '/t/XX-99', '/?bbox=1,2,3']) {
      const page = await open(path, { viewport }) // to measure; what is measured needs no script
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0)
      await page.context().close()
    }
  })
})

test.each([
  ['/t/FR-35238', 'light', wide], ['/t/FR', 'dark', phone], ['/api', 'light', phone], ['/en/api', 'dark', wide],
  ['/en/t/renn', 'light', wide], ['/?bbox=1,2,3', 'dark', phone],
] as const)('%s is accessible when %s', async (path, colorScheme, viewport) => {
  tolerate(/404|400/)
  await accessible(await open(path, { colorScheme, viewport }))
})

test('people and programs find the feed, the sitemap and the API from a page', async () => {
  tolerate(/favicon\.ico/) // which a browser asks for beside a document that names no icon
  const page = await open('/t/FR-35238')
  const feed = await page.locator('link[type="application/atom+xml"]').getAttribute('href')
  expect((await page.request.get(new URL(feed!, page.url()).href)).headers()['content-type']).toContain('application/atom+xml')
  await page.getByRole('link', { name: 'API', exact: true }).click()
  await page.getByRole('link', { name: /Ouvrir la réponse/ }).first().click()
  expect(JSON.parse(await page.locator('body').innerText())).toHaveProperty('total')
})
