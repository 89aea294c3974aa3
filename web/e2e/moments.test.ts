// What is chosen in the first moments of a map, whatever is on its way by then: in the
// end it shows what was wanted last. Tiles are written here: one dot in each, of the
// kind that was asked for, so that its colour tells which tile is drawn.
import { PbfWriter } from 'pbf'
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { kinds, light, type Kind } from '../src/map/flavor'
import { blank, open, tolerate, useBrowser } from './browser'
import { useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

/** A tile with a dot of a kind in its middle. */
function dot(kind: string): Buffer {
  const pbf = new PbfWriter()
  pbf.writeMessage(3, (_, layer) => {
    layer.writeVarintField(15, 2)
    layer.writeStringField(1, 'elements')
    layer.writeMessage(2, (_, feature) => {
      feature.writePackedVarint(2, [0, 0, 1, 1])
      feature.writeVarintField(3, 1)
      feature.writePackedVarint(4, [9, 4096, 4096])
    }, null)
    for (const key of ['kind', 'id']) layer.writeStringField(3, key)
    for (const value of [kind, 'x']) layer.writeMessage(4, (_, text) => text.writeStringField(1, value), null)
    layer.writeVarintField(5, 4096)
  }, null)
  return Buffer.from(pbf.finish())
}

/** The kinds whose colour nothing else on the page has. */
const ours = kinds.filter((kind) => kind !== 'organization')

const kindOf = (address: string): string => new URL(address).searchParams.get('kind') ?? 'project'

/** Answers tiles of elements after a while, which depends on what is asked. */
async function slowly(page: Page, wait: (kind: string) => number, fails: (route: Route) => boolean = () => false): Promise<void> {
  await page.route('**/tiles/elements/**', async (route) => {
    const kind = kindOf(route.request().url())
    await new Promise((resolve) => setTimeout(resolve, wait(kind)))
    const sent = fails(route) ? route.fulfill({ status: 500 }) : route.fulfill({ contentType: 'application/vnd.mapbox-vector-tile', body: dot(kind), headers: { ETag: `"${kind}"`, 'Access-Control-Allow-Origin': '*' } })
    await sent.catch(() => undefined) // it may have been given up
  })
}

/** Answers the kinds of the dots on a map. */
async function drawn(page: Page): Promise<Kind[]> {
  const picture = `data:image/png;base64,${(await page.locator('canvas').first().screenshot()).toString('base64')}`
  const other = await page.context().newPage()
  const seen = await other.evaluate(async (picture) => {
    const image = await createImageBitmap(await (await fetch(picture)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    const counts: Record<string, number> = {}
    for (let i = 0; i < data.length; i += 4) {
      const color = `#${[data[i], data[i + 1], data[i + 2]].map((value) => value!.toString(16).padStart(2, '0')).join('')}`
      counts[color] = (counts[color] ?? 0) + 1
    }
    return counts
  }, picture)
  await other.close()
  return ours.filter((kind) => (seen[light.kind[kind]] ?? 0) > 20)
}

/** Expects a map to show one kind alone in the end, and to stay so. */
async function shows(page: Page, kind: Kind): Promise<void> {
  await page.waitForLoadState('networkidle')
  await expect.poll(() => drawn(page), { timeout: 20_000, interval: 300 }).toEqual([kind])
  await page.waitForTimeout(800)
  expect(await drawn(page)).toEqual([kind])
}

/** Has the explore page ask for kinds, one after the other. */
const ask = (page: Page, asked: string[], pause: number) =>
  page.evaluate(async ([asked, pause]) => {
    for (const [i, kind] of asked.entries()) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, pause))
      history.pushState(null, '', `/?kind=${kind}${location.hash}`)
      dispatchEvent(new PopStateEvent('popstate'))
    }
  }, [asked, pause] as const)

/** Opens the explore page, and answers once the map begins. */
async function begin(path: string, wait: (kind: string) => number, fails?: (route: Route) => boolean): Promise<Page> {
  const page = await blank({ viewport: { width: 900, height: 600 } }, site.address)
  await slowly(page, wait, fails)
  await page.goto(site.address + path)
  await page.locator('.map canvas').waitFor({ state: 'attached' })
  return page
}

test.each([
  [0, 'the first tiles are slow', 1_500, 50],
  [50, 'those asked for later are slower', 50, 900],
  [100, 'the first tiles are slow', 1_500, 50],
  [200, 'those asked for later are slower', 50, 900],
  [400, 'the first tiles are slow', 1_500, 50],
  [800, 'those asked for later are slower', 50, 900],
])('%d ms after the map begins the last of three filters is drawn, where %s', async (moment, _, first, later) => {
  const page = await begin('/?kind=project#map=5/46/2', (kind) => (kind === 'project' ? first : kind === 'person' ? 50 : later))
  await page.waitForTimeout(moment)
  await ask(page, ['event', 'place', 'person'], 60)
  await shows(page, 'person')
})

test('answers that come in another order than they were asked for', async () => {
  const page = await begin('/?kind=project#map=5/46/2', (kind) => ({ project: 0, event: 1_600, place: 800 })[kind] ?? 100)
  await shows(page, 'project')
  await ask(page, ['event', 'place', 'person'], 150)
  await shows(page, 'person')
  await ask(page, ['event', 'project', 'event', 'project'], 20)
  await shows(page, 'project')
})

test('back and forward while tiles are on their way', async () => {
  const page = await begin('/?kind=project#map=5/46/2', () => 500)
  await ask(page, ['event', 'place', 'person'], 100)
  await page.goBack()
  await page.goBack()
  await shows(page, 'event')
  await page.goForward()
  await page.waitForTimeout(50)
  await page.goForward()
  await shows(page, 'person')
})

test('another theme, while other tiles are on their way', async () => {
  const page = await begin('/?kind=project#map=5/46/2', (kind) => (kind === 'event' ? 1_200 : 300))
  await page.emulateMedia({ colorScheme: 'dark' })
  await ask(page, ['event', 'place'], 100)
  await page.emulateMedia({ colorScheme: 'light' })
  await ask(page, ['event', 'person'], 100)
  await shows(page, 'person')
  await ask(page, ['event'], 0)
  await page.waitForTimeout(100)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.emulateMedia({ colorScheme: 'light' })
  await ask(page, ['place'], 0)
  await shows(page, 'place')
})

test('a filter chosen after tiles have failed is drawn', async () => {
  tolerate(/500/)
  const page = await begin('/?kind=project#map=5/46/2', () => 0, (route) => kindOf(route.request().url()) === 'project')
  await page.locator('.map[data-state=failed]').waitFor()
  await ask(page, ['person'], 0)
  await shows(page, 'person')
})

test('in a page that nobody sees yet', async () => {
  const page = await begin('/?kind=project#map=5/46/2', () => 300)
  const other = await open('/', {}, site.address)
  await other.bringToFront()
  await ask(page, ['event', 'person'], 50)
  await page.bringToFront()
  await shows(page, 'person')
})

test('outlines and lit elements that are wanted before the map has its style', async () => {
  const page = await blank({ viewport: { width: 900, height: 600 } }, site.address)
  await page.goto(`${site.address}/?in=FR-35#map=8/48.1/-1.7`)
  await page.locator('.map[data-state=ready]').waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1_000)
  const settled = await page.locator('.map canvas').first().screenshot()
  await page.reload()
  await page.locator('.map[data-state=ready]').waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1_000)
  expect((await page.locator('.map canvas').first().screenshot()).equals(settled)).toBe(true)
})
