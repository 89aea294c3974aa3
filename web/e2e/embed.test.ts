// A network on a page of another site: another server, under another host name, serves
// a page with what the share page gives to paste. The frame is a sandbox of no origin.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessible, blank, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, password, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()
const sandbox = 'allow-scripts allow-popups allow-popups-to-escape-sandbox'
const pages = new Map<string, string>()
let foreign = ''
let server: Server
let reference = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="fr"><title>Un autre site</title><link rel="icon" href="data:,"><body><h1>Un autre site</h1>${pages.get(request.url ?? '') ?? ''}`)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  foreign = `http://localhost:${String((server.address() as AddressInfo).port)}`
  reference = await network(await join(site, 'camille@example.org'), {})
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

/** Makes a network by who has logged in on a page, and returns what it is called by. */
async function network(page: Page, more: object): Promise<string> {
  const given = { title: 'Jardins à deux pas', summary: 'Où l’on jardine ensemble.', query: 'kind=place,event', status: 'published', visibility: 'public', contributors: 'suggestions', look: {}, ...more }
  const made = await page.evaluate(async (given) => {
    const response = await fetch('/api/v1/networks', { method: 'POST', body: JSON.stringify(given), headers: { 'Content-Type': 'application/json' } })
    return { status: response.status, at: response.headers.get('Location'), text: await response.text() }
  }, given)
  expect(made.status, made.text).toBe(201)
  return String(made.at).split('/').pop() ?? ''
}

/** Opens a page of the other site with some HTML in it. */
async function elsewhere(html: string, options: object = {}): Promise<Page> {
  const path = `/${String(pages.size)}`
  pages.set(path, html)
  const page = await blank(options, foreign, [site.address])
  await page.goto(foreign + path)
  return page
}

/** Returns the page in the frame of a page, once its list is there. */
async function framed(page: Page): Promise<Frame> {
  const inner = async () => (await (await page.locator('iframe').elementHandle())?.contentFrame()) ?? null
  await expect.poll(async () => (await inner())?.url()).toContain('/embed/')
  const frame = (await inner())!
  await frame.locator('.result').first().waitFor()
  return frame
}

const iframe = (query = '') => `<iframe src="${site.address}/embed/${reference}${query}" title="Jardins" width="100%" height="600" sandbox="${sandbox}"></iframe>`

test('a sandbox on another site shows list and map, as nobody', async () => {
  const page = await elsewhere(`<script>addEventListener('message', ({ data }) => (window.told = [...(window.told ?? []), data]))</script>${iframe()}`)
  const frame = await framed(page)
  await frame.locator('.embed-map[data-state=ready] canvas').waitFor()
  expect(await frame.evaluate(() => self.origin)).toBe('null')
  expect(await frame.evaluate(() => {
    try {
      return String(localStorage.length)
    } catch {
      return 'refused'
    }
  })).toBe('refused')
  expect(await page.context().cookies()).toEqual([])
  const told = (await page.evaluate('window.told')) as object[]
  const height = await frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height))
  expect(told.at(-1)).toEqual({ type: 'maillage-height', height })
  for (const message of told) expect(Object.keys(message).sort()).toEqual(['height', 'type'])

  const count = frame.locator('.count')
  const before = await count.innerText()
  const tiles = page.waitForRequest((request) => request.url().includes('/tiles/elements/') && request.url().includes('kind=event'), { timeout: 45_000 })
  await frame.locator('a.chip[data-choice="kind event"]').click()
  await tiles
  await expect.poll(() => count.innerText()).not.toBe(before)
  expect(await frame.evaluate(() => document.activeElement?.getAttribute('data-choice'))).toBe('kind event')
  await frame.getByRole('textbox', { name: 'Chercher dans cette carte' }).fill('jardin')
  await frame.getByRole('textbox', { name: 'Chercher dans cette carte' }).press('Enter')
  await expect.poll(() => frame.locator('.embed-more').count()).toBe(0)
  await frame.locator('a.chip.removable').first().click()
  await frame.locator('a.chip.removable').first().waitFor({ state: 'detached' })
  expect(page.url()).toContain(foreign)
})

test('what is locked stays, and is not offered', async () => {
  const page = await elsewhere(iframe('?kind=event&lock=kind,q'))
  const frame = await framed(page)
  expect(await frame.locator('.chip.fixed').allInnerTexts()).toEqual(['Événements'])
  expect(await frame.locator('input[name=q], [data-group=kind]').count()).toBe(0)
  await frame.locator('[data-group=territory] summary').click()
  await frame.locator('[data-group=territory] a.chip').first().click()
  await frame.locator('a.chip.removable').waitFor()
  expect(await frame.locator('.chip.fixed').allInnerTexts()).toEqual(['Événements'])
  for (const link of await frame.locator('a[href*="/embed/"]').all()) expect(await link.getAttribute('href')).toContain('kind=event')
  for (const kind of await frame.locator('.result .dot').evaluateAll((dots) => dots.map((dot) => dot.getAttribute('data-kind')))) expect(kind).toBe('event')
  expect(await frame.locator('#embed').getAttribute('data-tiles')).toContain('kind=event')
})

test('contributing, an entry and the whole map open beside the other site', async () => {
  const page = await elsewhere(iframe('?layout=list'))
  const frame = await framed(page)
  expect(await frame.locator('canvas').count()).toBe(0)
  for (const [link, path] of [[frame.getByRole('link', { name: 'Ajouter à cette carte' }), `/new?network=${reference}`], [frame.locator('.result a').first(), '/e/'], [frame.getByRole('link', { name: 'Voir la carte entière' }), `/n/${reference}`]] as const) {
    const opened = page.context().waitForEvent('page')
    await link.click()
    const other = await opened
    await expect.poll(() => other.url()).toContain(site.address + path)
    await other.close()
  }
  await frame.getByRole('button', { name: 'Afficher la carte' }).click()
  await frame.locator('.embed-map[data-state=ready] canvas').waitFor()
})

test('from another site: a form in a new tab, an account, and what was published is on the map there', { timeout: 180_000 }, async () => {
  const maker = await join(site, 'nour@example.org', 'Nour')
  const given = await network(maker, { title: 'Boîtes à livres', query: '', contributors: 'everyone' })
  const picked = await maker.evaluate(async (reference) => {
    const found = (await (await fetch('/api/v1/search?in=FR-974&limit=1')).json()) as { features: { properties: { id: string } }[] }
    const elements = found.features.map(({ properties }) => properties.id)
    return (await fetch(`/api/v1/networks/${reference}/elements`, { method: 'POST', body: JSON.stringify({ elements, standing: 'picked' }), headers: { 'Content-Type': 'application/json' } })).status
  }, given)
  expect(picked).toBe(200)

  const position = { geolocation: { longitude: -1.6776, latitude: 48.1159 }, permissions: ['geolocation'] }
  const page = await elsewhere(`<iframe src="${site.address}/embed/${given}" title="Boîtes à livres" width="100%" height="600" sandbox="${sandbox}"></iframe>`, position)
  const frame = await framed(page)
  const opened = page.context().waitForEvent('page')
  await frame.getByRole('link', { name: 'Ajouter à cette carte' }).click()
  const form = await opened
  await form.getByRole('link', { name: /^Point d’intérêt/ }).click()
  await form.getByText('sera aussi ajouté à la carte « Boîtes à livres »').waitFor()
  await form.locator('#tags-field').waitFor()
  await form.getByLabel('Nom', { exact: true }).fill('La Cabane qui lit')
  await form.getByRole('button', { name: 'Ma position' }).click()
  await expect.poll(() => form.locator('[name=town]').inputValue()).toBe('Rennes')

  await form.getByRole('link', { name: 'Je n’ai pas de compte' }).click()
  await form.getByLabel('Adresse de courriel').fill('lou@example.org')
  await form.getByRole('button', { name: 'Recevoir le lien' }).click()
  await form.getByRole('link', { name: 'Courriels gardés ici' }).click()
  await form.locator('article').first().getByRole('link').click()
  await form.getByLabel('Nom').fill('Lou')
  await form.getByLabel('Nouveau mot de passe').fill(password)
  await form.getByRole('button', { name: 'Créer le compte' }).click()

  // The form is as it was left, and for the same map.
  await form.getByText('sera aussi ajouté à la carte « Boîtes à livres »').waitFor()
  await form.locator('#tags-field').waitFor()
  expect(await form.getByLabel('Nom', { exact: true }).inputValue()).toBe('La Cabane qui lit')
  await form.locator('.form-end').getByRole('button', { name: 'Publier' }).click()
  await form.getByText('C’est publié').waitFor()
  await form.close()

  const drawn = page.waitForResponse(async (answer) => answer.url().includes('/tiles/elements/') && answer.ok() && (await answer.body()).includes('La Cabane qui lit'), { timeout: 45_000 })
  await page.reload()
  const again = await framed(page)
  await again.getByRole('link', { name: 'La Cabane qui lit' }).waitFor()
  expect(await again.locator('.count').innerText()).toBe('2 résultats')
  await drawn
})

test('the element takes the height of its content, of its own frame alone', async () => {
  const attributes = `network="${site.address}/n/${reference}" kind="event" lock="kind" layout="list"`
  const page = await elsewhere(`<script src="${site.address}/embed.js" async></script><maillage-map ${attributes} height="auto"><a href="${site.address}/n/${reference}">La carte</a></maillage-map>`)
  const frame = await framed(page)
  expect(frame.url()).toContain('kind=event&lock=kind&layout=list')
  const height = () => page.locator('maillage-map iframe').evaluate((node: HTMLIFrameElement) => Number(node.height))
  const content = () => frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height))
  await expect.poll(async () => (await height()) - (await content())).toBe(0)
  const before = await height()
  await page.evaluate(() => window.postMessage({ type: 'maillage-height', height: 7777 }, '*'))
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  expect(await height()).toBe(before)
  expect(await page.locator('maillage-map iframe').getAttribute('sandbox')).toBe(sandbox)
})

test.each(['javascript:alert(1)', 'data:text/html,x', '/e/x', '', 'http://%zz'])('the element falls back to the link inside for %j', async (address) => {
  const page = await elsewhere(`<script src="${site.address}/embed.js" async></script><maillage-map network="${address}"><a href="${site.address}/n/${reference}">La carte</a></maillage-map>`)
  await page.waitForFunction(() => document.querySelector('maillage-map')?.shadowRoot)
  expect(await page.getByRole('link', { name: 'La carte' }).isVisible()).toBe(true)
  expect(await page.locator('iframe').count()).toBe(0)
})

test('a site that may not show it sees nothing of it', async () => {
  tolerate(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE/)
  const camille = await join(site, 'morgan@example.org', 'Morgan')
  const closed = await network(camille, { title: 'Pour un seul site', frames: ['https://elsewhere.example'] })
  const page = await elsewhere(`<iframe src="${site.address}/embed/${closed}" title="x" sandbox="${sandbox}"></iframe>`)
  await page.waitForLoadState('networkidle')
  expect(await page.frames()[1]?.locator('.result').count()).toBe(0)
})

describe.each([['wide', wide], ['phone', phone]] as const)('%s', (size, viewport) => {
  test.each([['map', 'light'], ['list', 'dark'], ['cards', 'light'], ['cards', 'dark'], ['map', 'dark']] as const)('the layout %s is accessible when %s', async (layout, colorScheme) => {
    const page = await open(`/embed/${reference}?layout=${layout}&in=FR-35`, { viewport, colorScheme }, site.address)
    await page.locator('.result').first().waitFor()
    if (layout === 'map') await page.locator('.embed-map[data-state=ready] canvas').waitFor()
    await looksRight(page, `embed-${layout}-${colorScheme}-${size}`)
  })

  test('the share page builds what is pasted, and shows it', async () => {
    const page = await open(`/n/${reference}/share?in=FR-35`, { viewport }, site.address)
    const code = page.getByRole('textbox', { name: 'Le code à coller' })
    expect(await code.inputValue()).toContain(`src="${site.address}/embed/${reference}?in=FR-35"`)
    await page.frameLocator('iframe.preview').locator('.result').first().waitFor()
    await looksRight(page, `share-${size}`)
    await page.getByLabel('un élément qui prend la hauteur').check()
    await expect.poll(() => code.inputValue()).toContain('<maillage-map')
    await page.getByLabel('Événements').check()
    await page.getByLabel('la sorte').check()
    await page.getByLabel('Présentation').selectOption('liste')
    await expect.poll(() => code.inputValue()).toMatch(/kind=event.*lock="kind" layout="list" height="/)
    const frame = page.frameLocator('iframe.preview')
    await frame.locator('.chip.fixed').waitFor()
  })
})

test('without JavaScript the list is read, filtered, and the share page is a form', async () => {
  const page = await open(`/embed/${reference}`, { javaScriptEnabled: false }, site.address)
  expect(await page.locator('.result').count()).toBe(20)
  await page.locator('a.chip[data-choice="kind event"]').click()
  expect(await page.locator('a.chip[data-choice="kind event"]').getAttribute('aria-current')).toBe('true')
  await page.getByRole('link', { name: 'Afficher plus' }).click()
  expect(await page.locator('.result').count()).toBeGreaterThan(0)
  await page.goto(`${site.address}/n/${reference}/share`)
  await page.getByLabel('un simple lien').check()
  await page.getByRole('button', { name: 'Mettre à jour' }).click()
  expect(await page.getByRole('textbox', { name: 'Le code à coller' }).inputValue()).toMatch(/^<a href=/)
})

test('it is light: the list in 60 kB, 520 kB with the map', async () => {
  const page = await blank({}, foreign, [site.address])
  const sizes = new Map<string, Promise<number>>()
  page.on('requestfinished', (request) => {
    const { pathname, origin } = new URL(request.url())
    if (origin === site.address) sizes.set(pathname, request.sizes().then((size) => size.responseBodySize))
  })
  pages.set('/light', iframe())
  await page.goto(`${foreign}/light`)
  const frame = await framed(page)
  await frame.locator('.embed-map[data-state=ready] canvas').waitFor()
  await page.waitForLoadState('networkidle')
  const loaded = await Promise.all([...sizes].map(async ([path, size]) => [path, await size] as const))
  const sum = (take: (path: string) => boolean) => loaded.filter(([path]) => take(path)).reduce((all, [, size]) => all + size, 0)
  const list = sum((path) => /\/embed\/|assets\/(embed|main)-|theme/.test(path))
  const whole = sum((path) => !path.startsWith('/tiles/'))
  console.info(`embed: ${list} bytes to be read, ${whole} with the map, ${sum(() => true)} with its tiles`)
  expect(list).toBeLessThan(60_000)
  expect(whole).toBeLessThan(520_000)
})

async function looksRight(page: Page, name: string): Promise<void> {
  const folder = process.env['MAILLAGE_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url()).toBe(true)
}
