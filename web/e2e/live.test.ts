// What others write appears on open maps, without anybody reloading anything.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { accessible, open, phone, tolerate, total, useBrowser } from './browser'
import { onScreen } from './mercator'
import { useSite } from './site'

useBrowser()

const site = useSite() // of its own: it changes
let folder: string
let written = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maillage-live-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Imports an element beside the server, as people do who write to it. */
function write(id: string, name: string, lat: number, lon: number, tag: string): void {
  const file = join(folder, `${++written}.csv`)
  writeFileSync(file, `id,nom,latitude,longitude,mots cles\n${id},${name},${lat},${lon},${tag}\n`)
  execFileSync(inject('program'), ['import', 'elements', '--source', 'live', '--kind', 'place', '--data', site.data, file], { stdio: 'ignore' })
}

/** Opens the explore page, and waits until it follows what changes. */
async function following(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open('/legal', options, site.address)
  const followed = page.waitForResponse((response) => response.url().includes('/api/v1/live'))
  await page.goto(site.address + path)
  await page.locator('.map[data-state=ready]').waitFor()
  expect((await followed).status()).toBe(200)
  return page
}

/** Opens what the map draws at a place, once there is something. */
async function opened(page: Page, lat: number, lon: number, name: string): Promise<void> {
  await expect.poll(async () => {
    const { x, y } = await onScreen(page, { lat, lon })
    await page.mouse.click(x, y)
    return page.locator('.card h2').allInnerTexts()
  }, { interval: 250 }).toEqual([name])
}

test('an element that somebody adds appears on open maps and in their counts, where it matches', async () => {
  const [lat, lon] = [46.51, 2.21]
  const everything = await following(`/#map=16/${lat}/${lon}`)
  const apples = await following(`/?tag=pommes#map=16/${lat}/${lon}`)
  const pears = await following(`/?tag=poires#map=16/${lat}/${lon}`)
  const before = await total(everything)
  const asked: string[] = []
  pears.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const begin = Date.now()
  write('orchard', 'Verger tout neuf', lat, lon, 'pommes')
  const imported = Date.now()
  await expect.poll(() => total(everything)).toBe(before + 1)
  console.info(`seen ${Date.now() - imported} ms after the import, which took ${imported - begin} ms`)
  await expect.poll(() => total(apples)).toBe(1)
  for (const page of [everything, apples]) await opened(page, lat, lon, 'Verger tout neuf')
  expect(asked).not.toContain('/api/v1/search')

  // It no longer matches: it goes.
  await apples.keyboard.press('Escape')
  write('orchard', 'Verger de poiriers', lat, lon, 'poires')
  await expect.poll(() => total(apples), { timeout: 45_000 }).toBe(0)
  await opened(pears, lat, lon, 'Verger de poiriers')
}, 120_000)

test('the map shows it also where people looked before, and come back to', async () => {
  const [lat, lon] = [46.61, 2.41]
  const page = await following(`/#map=16/${lat}/${lon}`)
  const go = (at: number) => page.evaluate((hash) => { location.hash = hash }, `map=16/${lat}/${at}`)
  const tiles = page.waitForResponse((response) => response.url().includes('/tiles/elements/16/'))
  await go(lon + 0.05)
  await tiles
  write('away', 'Mare lointaine', lat, lon, 'eau')
  await new Promise((resolve) => setTimeout(resolve, 2500))
  await go(lon)
  await opened(page, lat, lon, 'Mare lointaine')
})

test.each([['wide', {}], ['phone', { viewport: phone, hasTouch: true, isMobile: true }]] as const)('the list does not move under whoever reads it: %s', async (size, options) => {
  const page = await following('/?sort=newest', options)
  const names = () => page.locator('.panel .result-name').allInnerTexts()
  const listed = await names()
  const before = await total(page)
  if (size === 'wide') await page.locator('.panel .result a').nth(1).focus()
  const top = async () => (await page.locator('.panel .result').nth(1).boundingBox())!.y
  const where = await top()
  write(`read ${size}`, `Nouveauté ${size}`, 46.7, 2.5, 'nouveau')
  const refresh = page.getByRole('button', { name: 'Actualiser la liste' })
  await refresh.waitFor()
  expect(await total(page)).toBe(before + 1)
  expect(await names()).toEqual(listed)
  expect(await top()).toBe(where)
  expect(await page.getByText('La liste a changé.').getAttribute('role')).toBe('status')
  await accessible(page)
  await refresh.focus()
  await page.keyboard.press('Enter')
  await expect.poll(names).toContain(`Nouveauté ${size}`)
  expect(await refresh.count()).toBe(0)
  expect(await page.locator('.count').evaluate((node) => node === document.activeElement)).toBe(true)
})

test('a page that nobody looks at follows nothing, and learns what it missed', async () => {
  const page = await following('/')
  const before = await total(page)
  const look = (state: string) => page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
  const left = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/v1/live'))
  await look('hidden')
  await left
  write('missed', 'Arbre manqué', 46.8, 2.6, 'arbre')
  const again = page.waitForRequest((request) => request.url().includes('/api/v1/live'))
  await look('visible')
  expect(new URL((await again).url()).searchParams.get('after')).toMatch(/^\d+$/)
  await expect.poll(() => total(page)).toBe(before + 1)
})

test('where the stream is refused, everything else works', async () => {
  tolerate(/api\/v1\/live/)
  const page = await open('/legal', {}, site.address)
  await page.route('**/api/v1/live*', (route) => route.fulfill({ status: 503 }))
  await page.goto(`${site.address}/`)
  await page.locator('.map[data-state=ready]').waitFor()
  await page.getByRole('combobox').fill('jardin')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=jardin/)
  await page.locator('.panel .result a').first().click()
  await page.locator('.card h2').waitFor()
})
