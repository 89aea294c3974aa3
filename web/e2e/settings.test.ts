// The instance is set up in a browser, and every page shows it. What is set here
// is taken back at the end: other tests see the site as nobody has set it up.
import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { accessible, explore, open, phone, server, tolerate, useBrowser, wide } from './browser'

useBrowser()

const keys = ['name', 'tagline.fr', 'color.primary', 'start.view', 'start.territory', 'languages', 'welcome.fr', 'charter.fr', 'legal.publisher']

/** Runs a command beside the server, and returns what it prints. */
function admin(...args: string[]): string {
  return execFileSync(inject('program'), ['admin', ...args, '--data', inject('data')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}

/** Sets settings beside the server, and waits until they are shown. */
async function set(settings: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(settings)) admin('set', key, value)
  await new Promise((resolve) => setTimeout(resolve, 1100))
}

/** Opens the settings page by a link, as the person who keeps the site does. */
async function settings(options: Parameters<typeof open>[1] = {}): Promise<Page> {
  const page = await open(admin('link', '--public-url', server).slice(server.length), options)
  await page.getByRole('button', { name: 'Ouvrir les réglages' }).click()
  await page.getByRole('heading', { name: 'Réglages du site' }).waitFor()
  return page
}

afterEach(() => {
  admin('unset', ...keys)
  admin('logo', '--remove')
})

const color = (page: Page, selector: string) => page.locator(selector).first().evaluate((node) => getComputedStyle(node).backgroundColor)

test('a name and a colour are set, and seen at once', async () => {
  const page = await settings({ javaScriptEnabled: false })
  await page.getByLabel('Nom du site').fill('Communs du Trégor')
  await page.getByLabel('Couleur principale').fill('#7a1f5c')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  expect(await page.getByRole('status').innerText()).toBe('C’est enregistré.')
  const map = await explore('/')
  expect(await map.title()).toMatch(/^Communs du Trégor — /)
  expect(await map.locator('.brand').innerText()).toBe('Communs du Trégor')
  expect(await map.locator('.site-footer').innerText()).toContain('Code source de Maillage')
  expect(await color(map, 'button.search-submit, .button')).toBe('rgb(122, 31, 92)')
  await accessible(map)
  await accessible(await open('/legal', { colorScheme: 'dark' }))
})

test('a pale colour is refused beside its field, and what was typed stays', async () => {
  tolerate(/422/)
  const page = await settings()
  await page.getByLabel('Nom du site').fill('Pas encore')
  await page.getByLabel('Couleur principale').fill('#ffcc00')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  const field = page.getByLabel('Couleur principale')
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  const told = (await field.getAttribute('aria-describedby'))!.trim().split(/\s+/).map((id) => page.locator(`#${id}`).innerText())
  expect((await Promise.all(told)).join(' ')).toContain('#ffcc00 est trop pâle pour être lue sur les pages : son contraste avec le fond est de 1,2, et il faut 4,5.')
  expect(await page.getByLabel('Nom du site').inputValue()).toBe('Pas encore')
  expect(await page.getByRole('alert').innerText()).toContain('1 réglage est à corriger')
  await accessible(page)
  expect(await (await open('/')).title()).toMatch(/^Maillage/)
})

describe.each([['wide', wide], ['phone', phone]] as const)('%s', (_, viewport) => {
  test.each(['light', 'dark'] as const)('the settings are accessible when %s', async (colorScheme) => {
    const page = await settings({ viewport, colorScheme })
    for (const summary of await page.locator('summary').all()) if (!(await summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open))) await summary.click()
    await accessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })

  test('the pages about the site are accessible', async () => {
    tolerate(/403/)
    await set({ 'charter.fr': '# Charte\n\n- Soyons bons', 'legal.publisher': 'Association du Trégor' })
    for (const path of ['/privacy', '/en/privacy', '/legal', '/charter', '/settings']) await accessible(await open(path, { viewport }))
  })
})

test('the welcome is shown until it is closed, without JavaScript too', async () => {
  await set({ 'welcome.fr': '**Bienvenue** chez nous' })
  const plain = await open('/', { javaScriptEnabled: false })
  await plain.getByText('Bienvenue chez nous').waitFor()
  const page = await explore('/')
  await page.locator('.panel-body > .welcome').getByText('Bienvenue chez nous').waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Fermer ce message' }).click()
  await page.locator('.welcome').waitFor({ state: 'detached' })
  await page.reload()
  await page.locator('body.live .panel .count').waitFor()
  expect(await page.locator('.welcome').count()).toBe(0)
})

test('the map starts where the site says, and the address wins over it', async () => {
  await set({ 'start.view': '9/48.7/-3.2' })
  expect((await explore('/')).url()).toMatch(/#map=9\/48\.7\d*\/-3\.2/)
  expect((await explore('/#map=7/45/2')).url()).toMatch(/#map=7\/45\.?0*\/2/)
})

test('a site of one language has no way to another', async () => {
  await set({ languages: 'fr' })
  const page = await open('/en/legal')
  expect(new URL(page.url()).pathname).toBe('/legal')
  expect(await page.getByRole('link', { name: 'English' }).count()).toBe(0)
})
