// The map on a real basemap: a vector archive of a town, an image of the world.
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import { accessible, open, phone, useBrowser } from './browser'
import { serveDemo, type Running } from './server'

const files = process.env['MAILLAGE_TEST_DATA']
let site: Running | null = null

afterEach(async () => {
  await site?.stop()
  site = null
})

// Hooks that come after are done in reverse: pages are closed before their server stops.
useBrowser()

// Without the real files there is no archive to draw: their folder is said by MAILLAGE_TEST_DATA.
test.skipIf(!files).each([
  ['vector', 'firenze-vector.pmtiles', '#map=13/43.77/11.25', /\/tiles\/basemap\/13\/\d+\/\d+\.mvt/, 'OpenStreetMap'],
  ['raster', 'toner-raster-z3.pmtiles', '#map=3/46/2', /\/tiles\/basemap\/\d+\/\d+\/\d+\.png/, ''], // it names nobody
])('a %s basemap is drawn, and says whose it is when it knows', async (sort, file, view, tiles, author) => {
  site = await serveDemo(inject('program'), inject('demo'), '--basemap', join(files!, 'pmtiles', file))
  for (const options of [{}, { viewport: phone, colorScheme: 'dark' as const }]) {
    const page = await open('/', options, site.address)
    expect(await page.locator('body').getAttribute('data-basemap')).toBe(sort)
    const drawn = page.waitForResponse((response) => tiles.test(response.url()) && response.status() === 200)
    await page.goto(`${site.address}/${view}`)
    await page.reload()
    await drawn
    await page.locator('.map[data-state=ready]').waitFor()
    await expect.poll(() => page.locator('.maplibregl-ctrl-attrib').innerText()).toContain(author)
    await accessible(page)
  }
})
