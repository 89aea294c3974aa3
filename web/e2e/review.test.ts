// A map that shows what its editors have approved: somebody changes an entry, everybody's
// map shows it at once, that map once its maker has read the old beside the new.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, phone, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

async function write(page: Page, method: string, path: string, body: object, headers: Record<string, string> = {}): Promise<{ id: string; slug: string }> {
  const response = await page.request.fetch(site.address + path, { method, data: body, headers: { ...headers, Origin: site.address } })
  expect(response.ok(), await response.text()).toBe(true)
  return (await response.json()) as { id: string; slug: string }
}

/** Returns what a query answers, and the tile over the garden, as text. */
async function answers(page: Page, query: string): Promise<{ found: string; tile: string }> {
  const text = async (path: string): Promise<string> => (await page.request.get(site.address + path)).text()
  return { found: await text(`/api/v1/search?facets=tag&${query}`), tile: await text(`/tiles/elements/15/16231/11375.mvt?${query}`) }
}

test.each([
  ['phone', phone, 'dark'],
  ['wide', wide, 'light'],
] as const)('a change waits for approval: %s, %o, %s', async (size, viewport, colorScheme) => {
  const tag = `cabanes${size}`
  const garden = { kind: 'place', name: 'Jardin des Cabanes', tags: [tag, 'compost'], geometry: { type: 'Point', coordinates: [-1.68, 48.11] } }
  const sacha = await join(site, `sacha-${size}@example.org`, 'Sacha')
  const { id } = await write(sacha, 'POST', '/api/v1/elements', garden)
  const page = await join(site, `camille-${size}@example.org`, 'Camille', { viewport, colorScheme })
  const { slug } = await write(page, 'POST', '/api/v1/networks', {
    title: `Carte relue ${size}`, query: `tag=${tag}`, status: 'published', visibility: 'public', contributors: 'nobody', clears: true, look: {},
  })
  const onTheMap = `network=${slug}`
  expect((await answers(page, onTheMap)).found).toContain('Jardin des Cabanes')

  await write(sacha, 'PUT', `/api/v1/elements/${id}`, { ...garden, name: 'Verger des Cabanes', tags: [tag, 'verger'] }, { 'If-Match': '"1"' })
  for (const [query, name, topic, not] of [[`tag=${tag}`, 'Verger', 'verger', 'Jardin'], [onTheMap, 'Jardin', 'compost', 'Verger']] as const) {
    const { found, tile } = await answers(page, query)
    expect(found, query).toContain(`${name} des Cabanes`)
    expect(found, query).toContain(`"value":"${topic}"`)
    expect(found, query).not.toContain(`${not} des Cabanes`)
    expect(tile, query).toContain(`${name} des Cabanes`)
  }
  await page.goto(`${site.address}/n/${slug}`)
  await page.locator('.result-name', { hasText: 'Jardin des Cabanes' }).waitFor()

  await page.goto(`${site.address}/home`)
  await page.getByRole('link', { name: `1 changement à relire sur la carte « Carte relue ${size} »` }).click()
  await page.getByRole('heading', { name: 'Changements à relire' }).waitFor()
  await page.getByText('Sur la carte de tous').first().waitFor()
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  const folder = process.env['MAILLAGE_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/review-${size}.png`, fullPage: true })
  await page.getByRole('button', { name: 'Approuver Verger des Cabanes' }).click()
  await page.getByText('1 changement approuvé : la carte le montre.').waitFor()
  const { found, tile } = await answers(page, onTheMap)
  expect(found).toContain('Verger des Cabanes')
  expect(tile).toContain('Verger des Cabanes')

  // What is set aside leaves the map as it is, until it changes again.
  await write(sacha, 'PUT', `/api/v1/elements/${id}`, { ...garden, name: 'Parking des Cabanes' }, { 'If-Match': '"2"' })
  await page.goto(`${site.address}/n/${slug}/table`)
  await page.getByRole('link', { name: 'un changement est à relire' }).click()
  const dismiss = page.getByRole('button', { name: 'Mettre de côté Parking des Cabanes' })
  await dismiss.focus()
  await page.keyboard.press('Enter')
  await page.getByText('1 changement mis de côté : la carte reste comme elle est.').waitFor()
  await page.getByText('Aucun changement n’attend d’être relu.').waitFor()
  expect((await answers(page, onTheMap)).found).toContain('Verger des Cabanes')
  await page.getByRole('link', { name: 'Mis de côté 1' }).click()
  await page.getByRole('button', { name: 'Approuver Parking des Cabanes' }).waitFor()
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  if (folder) await page.screenshot({ path: `${folder}/review-aside-${size}.png`, fullPage: true })
  await page.goto(`${site.address}/n/${slug}/table?contents=present`)
  await page.getByRole('link', { name: 'un changement est mis de côté' }).waitFor()
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  if (folder) await page.screenshot({ path: `${folder}/review-table-${size}.png`, fullPage: true })
  await write(sacha, 'PUT', `/api/v1/elements/${id}`, { ...garden, name: 'Square des Cabanes' }, { 'If-Match': '"3"' })
  await page.goto(`${site.address}/n/${slug}/review`)
  await page.getByRole('button', { name: 'Approuver Square des Cabanes' }).waitFor()
})
