import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Element, SearchAnswer } from '../src/api/types'
import { accessible, explore, json, open, phone, total, useBrowser } from './browser'
import { coveredOf, onScreen, points, shownTiles, viewOf } from './mercator'

useBrowser()

/** Waits until the map stands still and has drawn all it wants to. */
async function still(page: Page): Promise<void> {
  const canvas = page.locator('.map canvas')
  const drawn = async () => createHash('sha1').update(await canvas.screenshot()).digest('hex')
  let before = ''
  await expect.poll(async () => {
    const now = `${page.url()} ${await drawn()}`
    const same = now === before
    before = now
    return same
  }, { interval: 400, timeout: 30_000 }).toBe(true)
}

/** Finds a place that several elements share to the last digit. */
async function sharedPlace(): Promise<{ lon: number; lat: number; elements: Element[] }> {
  const { features } = await json<{ features: Element[] }>('/api/v1/elements.geojson')
  const groups = new Map<string, Element[]>()
  for (const feature of features) {
    if (feature.geometry?.type !== 'Point') continue
    const key = feature.geometry.coordinates.join()
    groups.set(key, [...(groups.get(key) ?? []), feature])
  }
  const [place, elements] = [...groups].sort(([, a], [, b]) => b.length - a.length)[0]!
  const [lon = 0, lat = 0] = place.split(',').map(Number)
  expect(elements.length).toBeGreaterThan(1)
  return { lon, lat, elements }
}

describe('list and map', () => {
  test('ask for the same query, word for word', async () => {
    const page = await explore('/?q=vélo&kind=place,event&in=FR-35,FR-69')
    await still(page)
    const [listed, drawn]: string[][] = [[], []]
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.pathname === '/api/v1/search') listed!.push(url.search.replace(/[?&]facets=[^&]*/, '').replace(/^\?/, ''))
      if (url.pathname.startsWith('/tiles/elements/')) drawn!.push(url.search.replace(/^\?/, ''))
    })
    await page.locator('.filters .chips').first().getByRole('button', { name: /^Organisations/ }).click()
    await expect.poll(() => drawn!.length).toBeGreaterThan(0)
    expect(new Set(listed)).toEqual(new Set(['q=v%C3%A9lo&kind=event,organization,place&in=FR-35,FR-69']))
    expect(new Set(drawn)).toEqual(new Set(listed))
  })

  test('find the same elements at every zoom', async () => {
    const { features } = await json<{ features: Element[] }>('/api/v1/elements.geojson?in=FR-35')
    const placed = features.filter((feature) => feature.geometry).length
    const persons = (await json<SearchAnswer>('/api/v1/search?in=FR-35&kind=person&limit=200')).features.filter((feature) => feature.geometry).length
    for (const zoom of [0, 3, 6]) {
      const counted = (await points(zoom, 'in=FR-35')).reduce((sum, point) => sum + point.count, 0)
      // Files leave persons out, the map does not.
      expect(counted, `zoom ${zoom}`).toBe(placed + persons)
    }
  })

  test('light each other', async () => {
    const page = await explore('/?in=FR-35238')
    await still(page)
    const before = await page.locator('.map canvas').screenshot()
    await page.locator('.panel .result').first().hover()
    await expect.poll(async () => (await page.locator('.map canvas').screenshot()).equals(before)).toBe(false)
    expect(await page.locator('.panel .result').first().getAttribute('class')).toContain('lit')

    await page.mouse.move(5, 5)
    const listed = await page.locator('.panel .result').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')))
    const zoom = Math.floor(viewOf(page).zoom)
    const lone = (await points(zoom, 'in=FR-35238', await shownTiles(page, zoom))).find(
      ({ layer, properties }) => layer === 'elements' && listed.includes(String(properties['id'])),
    )!
    const at = await onScreen(page, lone)
    await page.mouse.move(at.x, at.y)
    await page.locator(`.panel .result.lit[data-id="${String(lone.properties['id'])}"]`).waitFor()
  })

  test('follow a place: the map goes where people search', async () => {
    const page = await explore('/')
    await page.getByRole('combobox').fill('foix')
    await page.getByRole('option', { name: /^Foix commune/ }).click()
    await expect.poll(() => viewOf(page).zoom).toBeGreaterThan(9)
    expect(Math.abs(viewOf(page).lat - 42.96)).toBeLessThan(0.2)
    // It went there by itself: nobody is asked whether to search where it went.
    await still(page)
    expect(await page.getByRole('button', { name: 'Rechercher dans cette zone' }).count()).toBe(0)
  })
})

describe('moving the map', () => {
  test('changes nothing in the list until people ask for the zone', async () => {
    const page = await explore('/')
    await still(page)
    const all = await total(page)
    const box = (await page.locator('.map-canvas').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.wheel(0, -600)
    const here = page.getByRole('button', { name: 'Rechercher dans cette zone' })
    await here.waitFor()
    expect(await total(page)).toBe(all)
    await here.click()
    await page.waitForURL(/bbox=/)
    const bbox = new URL(page.url()).searchParams.get('bbox')
    await expect.poll(() => total(page)).toBe((await json<SearchAnswer>(`/api/v1/search?bbox=${bbox}`)).total)
    await here.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Retirer le filtre Dans la zone de la carte' }).click()
    await expect.poll(() => total(page)).toBe(all)
  })
})

describe('clicking', () => {
  test('a cluster zooms in on it', async () => {
    const page = await explore('/')
    await still(page)
    const zoom = Math.floor(viewOf(page).zoom)
    const clusters = (await points(zoom, '', await shownTiles(page, zoom))).filter(({ layer }) => layer === 'clusters')
    const cluster = clusters.sort((a, b) => b.count - a.count)[0]!
    const before = viewOf(page).zoom
    const at = await onScreen(page, cluster)
    await page.mouse.click(at.x, at.y)
    await expect.poll(() => viewOf(page).zoom).toBeGreaterThan(before + 1)
    expect(Math.abs(viewOf(page).lon - cluster.lon)).toBeLessThan(0.5)
  })

  test('a point opens its card, and the card its page', async () => {
    const page = await explore('/?in=FR-35238')
    await still(page)
    const zoom = Math.floor(viewOf(page).zoom)
    const lone = (await points(zoom, 'in=FR-35238', await shownTiles(page, zoom))).find(({ layer }) => layer === 'elements')!
    const at = await onScreen(page, lone)
    await page.mouse.click(at.x, at.y)
    const card = page.getByRole('dialog', { name: 'Fiche' })
    await card.getByRole('heading', { name: String(lone.properties['name']) }).waitFor()
    expect(page.url()).toContain(`e=${String(lone.properties['id'])}`)
    await accessible(page)
    await card.getByRole('link', { name: 'Voir la fiche complète' }).click()
    await page.waitForURL(/\/e\//)
    expect(await page.locator('h1').innerText()).toBe(lone.properties['name'])
  })

  test('several elements at one place lists them, from afar too', async () => {
    const place = await sharedPlace()
    const page = await explore(`/#map=14/${place.lat}/${place.lon}`)
    await still(page)
    const at = await onScreen(page, place)
    await page.mouse.click(at.x, at.y)
    const card = page.getByRole('dialog', { name: 'À cet endroit' })
    await card.getByRole('heading', { name: /fiches à cet endroit/ }).waitFor()
    await accessible(page)
    const ids = await card.locator('.result').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')))
    for (const element of place.elements) expect(ids).toContain(element.properties.id)
    await page.reload()
    await card.getByRole('heading', { name: /fiches à cet endroit/ }).waitFor()
    await card.getByRole('link').first().click()
    await page.getByRole('dialog', { name: 'Fiche' }).getByRole('heading').waitFor()
  })
})

describe('on a phone', () => {
  const touch = { viewport: phone, hasTouch: true, isMobile: true }

  /** Expects a position to be seen between the search box and the sheet. */
  async function inSight(page: Page, position: { lon: number; lat: number }): Promise<void> {
    const box = (await page.locator('.map-canvas').boundingBox())!
    const { top, bottom } = await coveredOf(page, box.height)
    await expect.poll(async () => {
      const { x, y } = await onScreen(page, position)
      return x > 0 && x < box.width && y > box.y + top && y < box.y + box.height - bottom
    }).toBe(true)
  }

  test('a tap on a cluster comes nearer, above the sheet', async () => {
    const page = await explore('/', touch)
    await still(page)
    const zoom = Math.floor(viewOf(page).zoom)
    const all = await points(zoom, '', await shownTiles(page, zoom))
    const box = (await page.locator('.map-canvas').boundingBox())!
    const { top, bottom } = await coveredOf(page, box.height)
    const seen = []
    for (const cluster of all.filter(({ layer }) => layer === 'clusters')) {
      const at = await onScreen(page, cluster)
      if (at.x > 20 && at.x < 330 && at.y > box.y + top + 20 && at.y < box.y + box.height - bottom - 20) seen.push({ cluster, at })
    }
    const { cluster, at } = seen.sort((a, b) => b.cluster.count - a.cluster.count)[0]!
    const before = viewOf(page).zoom
    await page.touchscreen.tap(at.x, at.y)
    await expect.poll(() => viewOf(page).zoom).toBeGreaterThan(before + 0.7)
    await still(page)
    await inSight(page, cluster)
  })

  test('the card of an element leaves its mark in sight', async () => {
    const { features } = await json<SearchAnswer>('/api/v1/search?in=FR-35238&limit=20')
    const { geometry, properties } = features.find(({ geometry }) => geometry?.type === 'Point')!
    const [lon = 0, lat = 0] = geometry!.type === 'Point' ? geometry!.coordinates : []
    // The middle of a wide screen, which a phone's card would hide.
    const page = await explore(`/#map=13/${lat + 0.03}/${lon}&e=${properties.id}`, touch)
    await page.locator('.card h2').waitFor()
    await inSight(page, { lon, lat })
  })
})

test('without WebGL the list still works, and says so', async () => {
  const page = await open('/')
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null
  })
  await page.reload()
  await page.getByText('Votre navigateur ne peut pas dessiner la carte.').waitFor()
  expect((await page.locator('.panel').boundingBox())!.width).toBeGreaterThan(800)
  await page.locator('.filters .chip').first().click()
  await page.waitForURL(/kind=/)
  await page.locator('.panel .result a').first().click()
  await page.getByRole('dialog', { name: 'Fiche' }).waitFor()
  await accessible(page)
})
