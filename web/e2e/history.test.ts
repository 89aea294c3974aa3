// What becomes of an element, on a phone: somebody changes it, another one compares,
// puts the first version back, and says that it is still right. Nothing of it needs
// JavaScript.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, phone, tolerate, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const garden = {
  kind: 'place',
  name: 'Jardin des Trois Cabanes',
  description: 'On y vient le samedi matin, avec ses bottes.',
  tags: ['jardin', 'compost'],
  geometry: { type: 'Point', coordinates: [-1.68, 48.11] },
}
const moved = {
  ...garden,
  name: 'Verger des Trois Cabanes',
  description: 'On y vient le dimanche matin, avec ses bottes.',
  tags: ['jardin', 'verger'],
  geometry: { type: 'Point', coordinates: [-1.67, 48.115] },
}

/** Writes an element as a page of the site may, and returns its id. */
async function write(page: Page, method: string, path: string, element: object, headers: Record<string, string> = {}): Promise<string> {
  const response = await page.request.fetch(site.address + path, { method, data: element, headers: { ...headers, Origin: site.address } })
  expect(response.ok(), await response.text()).toBe(true)
  return ((await response.json()) as { id: string }).id
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

test.each([
  ['phone', phone, 'dark', false],
  ['phone', phone, 'light', true],
  ['wide', wide, 'dark', true],
] as const)('from a change to its undoing: %s, %o, %s, scripts %s', async (size, viewport, colorScheme, javaScriptEnabled) => {
  const who = `${size}-${colorScheme}@example.org`
  const options = { viewport, colorScheme }
  const author = await join(site, `camille-${who}`, 'Camille', options)
  const id = await write(author, 'POST', '/api/v1/elements', garden)
  await write(author, 'PUT', `/api/v1/elements/${id}?comment=il+a+chang%C3%A9+de+rue`, moved, { 'If-Match': '"1"' })

  const page = await join(site, `sacha-${who}`, 'Sacha', { ...options, javaScriptEnabled })
  const looked = async () => {
    expect(await fits(page)).toBe(true)
    if (javaScriptEnabled) await accessible(page) // which needs scripts
  }
  await page.goto(`${site.address}/e/${id}`)
  await looked()
  await page.getByRole('button', { name: 'Toujours exact ?' }).click()
  await page.getByText('Merci !').waitFor()
  await page.getByText('Vérifié aujourd’hui').waitFor()
  await looked()

  await page.getByRole('link', { name: 'Historique' }).click()
  await page.getByText('il a changé de rue').waitFor()
  await looked()

  await page.getByRole('link', { name: 'Comparer avec la précédente (version 2)' }).click()
  await page.locator('del', { hasText: 'samedi' }).waitFor()
  await page.locator('ins', { hasText: 'dimanche' }).waitFor()
  await page.getByText(/Déplacé de 9\d0 m/).waitFor()
  const [before, after] = await Promise.all([0, 1].map((n) => page.locator('.compared').first().locator('.side').nth(n).boundingBox()))
  if (viewport.width < 720) expect(after!.y).toBeGreaterThan(before!.y)
  else expect(after!.y).toBe(before!.y)
  if (javaScriptEnabled) await page.locator('#place-map canvas').waitFor()
  await looked()

  await page.getByRole('link', { name: 'Version précédente' }).click()
  await page.getByRole('heading', { name: 'Version 1' }).waitFor()
  await looked()
  await page.getByLabel('Pourquoi ?').fill('c’était mieux avant')
  const other = await author.context().newPage()
  await write(other, 'PUT', `/api/v1/elements/${id}`, { ...moved, summary: 'Entre-temps' }, { 'If-Match': '"2"' })
  tolerate(/412/)
  await page.getByRole('button', { name: 'Restaurer cette version' }).click()
  await page.getByText('quelqu’un a modifié cette fiche').waitFor()
  expect(await page.getByLabel('Pourquoi ?').inputValue()).toBe('c’était mieux avant')
  await looked()
  await page.getByRole('button', { name: 'Restaurer cette version' }).click()
  await page.getByText('La version choisie est de nouveau en place.').waitFor()
  await page.getByRole('heading', { name: garden.name }).waitFor()
  await page.getByRole('link', { name: 'Historique' }).click()
  await page.getByText('c’était mieux avant').waitFor()

  await author.goto(`${site.address}/hide/${id}`)
  await accessible(author)
  await author.getByRole('button', { name: 'Retirer de la carte' }).click()
  await author.getByText('n’est plus sur la carte').waitFor()
  await author.getByRole('link', { name: 'Remettre sur la carte' }).click()
  await author.getByRole('button', { name: 'Remettre sur la carte' }).click()
  await author.getByText('de nouveau sur la carte').waitFor()
}, 240_000)
