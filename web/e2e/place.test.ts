// Where something is, in the form that references it: on a phone by a touch, a
// search, the device's position; drawn; and with the keyboard alone. On a site of
// its own, with an address service that answers as Photon does.
import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()
// Each draws a map in software again and again.
vi.setConfig({ testTimeout: 120_000 })

const site = useSiteWithMails()
let service: Server
let broken = false
const asked: string[] = []

beforeAll(async () => {
  service = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (broken) return void response.writeHead(500).end()
    response.end(JSON.stringify({ features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [-1.6789, 48.1123] }, properties: { type: 'house', housenumber: '8', street: 'Rue Saint-Georges', postcode: '35000', city: 'Rennes', country: 'France', countrycode: 'FR' } }] }))
  })
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  const set = (key: string, value: string) => execFileSync(inject('program'), ['admin', 'set', '--data', site.data, key, value])
  set('geocoder.kind', 'photon')
  set('geocoder.url', `http://127.0.0.1:${(service.address() as AddressInfo).port}/api`)
})
afterAll(() => void service.close())

const touch = { viewport: phone, hasTouch: true, isMobile: true }

/** Opens the form of a place and waits for its map. */
async function form(options: Parameters<typeof open>[1] = touch, path = '/new?kind=place'): Promise<Page> {
  const page = await open(path, options, site.address)
  await page.locator('.place-canvas[data-state=ready]').waitFor()
  return page
}

const value = (page: Page, name: string) => page.locator(`[name="${name}"]`).inputValue()
const precision = (page: Page) => page.locator('[name=precision]:checked').inputValue()
const says = (page: Page, text: string | RegExp) => page.locator('.place-where').getByText(text).waitFor()

/** Touches the map where a share of its width and height is. */
async function tap(page: Page, x: number, y: number): Promise<void> {
  const canvas = page.locator('.place-canvas')
  await canvas.scrollIntoViewIfNeeded()
  const box = (await canvas.boundingBox())!
  const at = [box.x + box.width * x, box.y + box.height * y] as const
  if (page.viewportSize()?.width === phone.width) await page.touchscreen.tap(...at)
  else await page.mouse.click(...at)
}

/** Looks for what is typed and takes the first that is offered, by the keyboard. */
async function search(page: Page, text: string): Promise<void> {
  await page.locator('#place-search').fill(text)
  await page.locator('.place .choice').first().waitFor()
  await page.locator('#place-search').press('Enter')
}

test('a town is found, then touched more exactly', async () => {
  const page = await form()
  await says(page, 'Rien n’est placé')
  await accessible(page)
  await search(page, 'rennes')
  await says(page, /^Rennes, Ille-et-Vilaine/)
  await says(page, 'Tout le monde verra la commune')
  expect([await value(page, 'town'), await value(page, 'commune'), await value(page, 'country'), await precision(page)]).toEqual(['Rennes', 'FR-35238', 'FR', 'commune'])
  await accessible(page)
  await tap(page, 0.4, 0.4)
  await says(page, 'exactement ce lieu')
  await expect.poll(() => precision(page)).toBe('exact')
  const [lon, lat] = [Number(await value(page, 'lon')), Number(await value(page, 'lat'))]
  expect([Math.abs(lon + 1.68) < 0.2, Math.abs(lat - 48.11) < 0.2, await value(page, 'geometry')]).toEqual([true, true, ''])
  await page.locator('[name=precision][value=street]').check()
  await says(page, 'à 200 m près')
  await tap(page, 0.5, 0.6) // what somebody chose stays
  await expect.poll(() => value(page, 'lat')).not.toBe(String(lat))
  expect(await precision(page)).toBe('street')
  await page.getByRole('button', { name: 'Annuler' }).tap()
  await page.getByRole('button', { name: 'Annuler' }).tap()
  await expect.poll(() => value(page, 'lon')).not.toBe(String(lon))
  await page.getByRole('button', { name: 'Tout effacer' }).tap()
  await says(page, 'Rien n’est placé')
  expect([await value(page, 'lon'), await value(page, 'town')]).toEqual(['', 'Rennes'])
})

test('an address is found by the service of the site, which is told no more than that', async () => {
  const page = await form()
  await page.getByText('Les adresses sont cherchées par 127.0.0.1').waitFor()
  await page.locator('#place-search').fill('8 rue saint-g')
  await page.getByRole('button', { name: '8 Rue Saint-Georges, 35000 Rennes' }).tap()
  await says(page, /^Rennes, Ille-et-Vilaine/)
  expect(await Promise.all(['street', 'postcode', 'town', 'commune', 'lon', 'lat'].map((name) => value(page, name)))).toEqual(['8 Rue Saint-Georges', '35000', 'Rennes', 'FR-35238', '-1.6789', '48.1123'])
  expect(asked.every((url) => /^\/api\?(lat=-?\d+\.\d&)?limit=8&(lon=-?\d+\.\d&)?q=[\w+-]+$/.test(url)), asked.join()).toBe(true)
  // Far from there the address is no more that of the point; what somebody typed stays.
  await page.locator('summary', { hasText: 'Adresse' }).click()
  await page.getByLabel('Code postal', { exact: true }).fill('35700')
  await search(page, '48.13, -1.65')
  await expect.poll(() => value(page, 'street')).toBe('')
  expect(await value(page, 'postcode')).toBe('35700')

  broken = true
  tolerate(/503/)
  await page.locator('#place-search').fill('une autre rue')
  await page.getByRole('alert').getByText('Le service d’adresses ne répond pas. Placez le point sur la carte.').waitFor()
  await accessible(page)
  broken = false
})

test('the device says where it is, or the page says why not', async () => {
  const page = await form()
  await page.getByRole('button', { name: 'Ma position' }).tap()
  await page.getByRole('alert').getByText('Votre navigateur n’a pas donné votre position').waitFor()
  expect(await value(page, 'lon')).toBe('')
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ longitude: -1.676543, latitude: 48.112345, accuracy: 80 })
  await page.getByRole('button', { name: 'Ma position' }).tap()
  await says(page, /^Rennes, Ille-et-Vilaine/)
  await says(page, 'Votre appareil se situe à 80 m près')
  expect([await value(page, 'lon'), await value(page, 'lat'), await precision(page)]).toEqual(['-1.676543', '48.112345', 'exact'])
})

test('swapped coordinates are told, and put right by one touch', async () => {
  const page = await form()
  await search(page, '-1.68, 48.11')
  await says(page, 'Latitude et longitude semblent inversées')
  await accessible(page)
  await page.getByRole('button', { name: 'Placer plutôt à 48.110000, -1.680000' }).tap()
  await says(page, /^Rennes, Ille-et-Vilaine/)
  expect([await value(page, 'lat'), await value(page, 'lon')]).toEqual(['48.11', '-1.68'])
})

test('an area is drawn by touch, mended when it crosses itself, and closed', async () => {
  const page = await form()
  await search(page, '48.11, -1.68')
  await page.getByLabel('Une surface').check()
  expect(await value(page, 'lat')).toBe('48.11') // until there is a corner
  for (const [x, y] of [[0.3, 0.3], [0.7, 0.3]] as const) await tap(page, x, y)
  await says(page, 'Une surface a trois coins au moins')
  await tap(page, 0.3, 0.7)
  await tap(page, 0.7, 0.7)
  await says(page, 'Le bord de la surface se croise')
  expect([await value(page, 'geometry'), (await value(page, 'lat')).slice(0, 5)]).toEqual(['', '48.10'].map((text, n) => (n ? expect.stringMatching(/^48\.1/) : text)))
  await accessible(page)
  await page.getByRole('button', { name: 'Enlever le coin 4' }).tap()
  await page.getByText(/m²$/).waitFor()
  await page.getByRole('button', { name: 'Coin 1 sur 3' }).tap() // the first corner closes it
  await page.getByRole('button', { name: 'Fermer la surface' }).waitFor({ state: 'detached' })
  const ring = async () => (JSON.parse(await value(page, 'geometry')) as { type: string; coordinates: number[][][] }).coordinates[0]!
  expect((await ring()).length).toBe(4)
  await tap(page, 0.52, 0.32) // on an edge, a corner more
  await expect.poll(async () => (await ring()).length).toBe(5)
  await page.getByRole('button', { name: 'Annuler' }).tap()
  await expect.poll(async () => (await ring()).length).toBe(4)
  await accessible(page)

  // Dragged, a corner is where it was let go.
  const before = await ring()
  const box = (await page.getByRole('button', { name: 'Coin 2 sur 3' }).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y - 30, { steps: 4 })
  await page.mouse.up()
  await expect.poll(ring).not.toEqual(before)
  await page.getByLabel('Un point').check()
  expect([await value(page, 'geometry'), await value(page, 'lat')]).toEqual(['', expect.stringMatching(/^48\.1/)])
})

test.each(['light', 'dark'] as const)('with the keyboard alone, %s', async (colorScheme) => {
  const page = await form({ viewport: wide, colorScheme })
  await page.locator('#place-search').focus()
  await page.keyboard.type('48.11, -1.68')
  await page.keyboard.press('Enter')
  await says(page, /^Rennes, Ille-et-Vilaine/)
  const point = page.getByRole('button', { name: 'Le point, à déplacer avec les flèches' })
  await point.focus()
  for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowUp']) await page.keyboard.press(key)
  await expect.poll(async () => Number(await value(page, 'lon'))).toBeGreaterThan(-1.68)
  expect(Number(await value(page, 'lat'))).toBeGreaterThan(48.11)
  expect(await point.evaluate((node) => node === document.activeElement)).toBe(true)

  // A line, corner after corner in the middle of the map, and in numbers.
  await page.getByLabel('Un trait').focus()
  await page.keyboard.press('Space')
  const middle = page.getByRole('button', { name: 'Ajouter un coin au milieu de la carte' })
  await middle.press('Enter')
  await page.getByRole('button', { name: 'Coin 1 sur 1' }).focus()
  for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowLeft')
  await middle.press('Enter')
  await page.getByRole('button', { name: 'Terminer le trait' }).press('Enter')
  await page.getByText(/m de long$/).waitFor()
  await page.getByRole('button', { name: 'Coin 2 sur 2' }).focus()
  await page.keyboard.press('Delete')
  await says(page, 'Un trait a deux coins au moins')
  await page.locator('.place-corners summary').press('Enter')
  await page.getByLabel('Un coin par ligne').fill('48.11, -1.68\n48.12, nulle part')
  await page.getByLabel('Un coin par ligne').blur()
  await page.getByRole('alert').getByText('La ligne 2 n’est pas une paire').waitFor()
  await accessible(page)
  await page.getByLabel('Un coin par ligne').fill('48.11, -1.68\n48.12, -1.67\n48.12, -1.66')
  await page.getByLabel('Un coin par ligne').blur()
  await expect.poll(() => value(page, 'geometry')).toBe('{"type":"LineString","coordinates":[[-1.68,48.11],[-1.67,48.12],[-1.66,48.12]]}')
  await accessible(page)
})

test('what is drawn is published, in English too', async () => {
  const page = await join(site, 'camille@example.org', 'Camille', touch)
  await page.goto(`${site.address}/en/new?kind=place&lat=48.11&lon=-1.68`)
  await page.locator('.place-canvas[data-state=ready]').waitFor()
  await says(page, /^Rennes, Ille-et-Vilaine/)
  await page.locator('[name=name]').fill('The long meadow')
  await page.getByLabel('An area').check()
  for (const [x, y] of [[0.3, 0.3], [0.7, 0.3], [0.5, 0.7]] as const) await tap(page, x, y)
  await page.getByRole('button', { name: 'Close the area' }).tap()
  await accessible(page)
  const drawn = JSON.parse(await value(page, 'geometry')) as { coordinates: unknown }
  await page.locator('.form-end [name=action][value=publish]').click()
  await page.waitForURL(/\/en\/e\//)
  const id = /\/e\/([\w-]+)/.exec(page.url())![1]
  await expect
    .poll(async () => ((await (await fetch(`${site.address}/api/v1/elements/${id}`)).json()) as { geometry: unknown }).geometry)
    .toEqual({ type: 'Polygon', coordinates: drawn.coordinates })
})
