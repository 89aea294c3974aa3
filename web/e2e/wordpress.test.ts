// A network on a page of WordPress: what its oEmbed answers goes through what WordPress
// does with a site that it does not know, and the page listens as that of WordPress does.
// WordPress itself does not run here: docs/networks.md says so.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blank, tolerate, useBrowser } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()
const secret = 'a1B2c3D4e5'
let article = ''
let foreign = ''
let server: Server

/** The address at which WordPress asks how a page is shown: that from its head, with what WordPress adds. */
function asked(address: string): string {
  const more = { format: 'json', maxwidth: '500', maxheight: '750', url: address, dnt: '1' }
  return `${site.address}/oembed?${String(new URLSearchParams(more))}`
}

/** What is left of the HTML of a site that is not trusted: one frame, a few of its attributes, a narrow sandbox, and a secret. */
function filtered(html: string): string {
  const kept = ['src', 'width', 'height', 'frameborder', 'marginwidth', 'marginheight', 'scrolling', 'title']
  const [frame = ''] = /<iframe.*?><\/iframe>/s.exec(html) ?? []
  const attributes = [...frame.matchAll(/ ([a-z]+)="([^"]*)"/g)].filter(([, name]) => kept.includes(name!))
  const own = attributes.map(([, name, value]) => (name === 'src' ? ` src="${value}#?secret=${secret}" data-secret="${secret}"` : ` ${name}="${value}"`))
  return `<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"${own.join('')}></iframe>`
}

/** Hears frames as the script of WordPress does, from some moment on. */
const hears = `
  const frame = document.querySelector('iframe')
  window.told = []
  window.hear = () => {
    addEventListener('message', ({ source, data }) => {
      if (source !== frame.contentWindow || !data || data.secret !== frame.dataset.secret) return
      window.told.push(data)
      if (data.message === 'height') frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)))
      if (data.message === 'link' && new URL(data.value).host === new URL(frame.src).host && document.activeElement === frame) top.location.href = data.value
    })
    frame.contentWindow.postMessage({ message: 'ready', secret: frame.dataset.secret }, '*')
  }`

beforeAll(async () => {
  server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="fr"><title>Un blog</title><link rel="icon" href="data:,"><body><h1>Un blog</h1>${article}<script>${hears}</script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  foreign = `http://localhost:${String((server.address() as AddressInfo).port)}`
  const page = await join(site, 'camille@example.org')
  const at = await page.evaluate(async () => {
    const network = { title: 'Jardins à deux pas', query: 'kind=place,event', status: 'published', visibility: 'public', contributors: 'suggestions', look: {} }
    const made = await fetch('/api/v1/networks', { method: 'POST', body: JSON.stringify(network), headers: { 'Content-Type': 'application/json' } })
    return made.headers.get('Location')?.split('/').pop() ?? ''
  })
  const answer = await fetch(asked(`${site.address}/n/${at}`))
  expect(answer.status).toBe(200)
  const said = (await answer.json()) as { type: string; html: string; width: number }
  expect(said).toMatchObject({ type: 'rich', width: 500 })
  article = filtered(said.html)
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

/** Opens the page of the blog, and answers it and its frame, once the list is there. */
async function read(): Promise<[Page, Frame]> {
  const page = await blank({}, foreign, [site.address])
  await page.goto(foreign)
  await expect.poll(() => page.frames()[1]?.url()).toContain('/embed/')
  const frame = page.frames()[1]!
  await frame.locator('.result').first().waitFor()
  return [page, frame]
}

test('the frame has the height of its page, even where that is heard late', async () => {
  const [page, frame] = await read()
  await frame.locator('.embed-map[data-state=ready] canvas').waitFor()
  await page.waitForTimeout(500) // nothing changes any more, and nobody has heard
  await page.evaluate('hear()')
  const height = await frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height))
  await expect.poll(() => page.evaluate('told.at(-1)')).toEqual({ message: 'height', value: height, secret })
  expect(Number(await page.locator('iframe').getAttribute('height'))).toBe(Math.min(1000, height))
  await frame.locator('a.chip[data-choice="kind event"]').click()
  await frame.locator('a.chip.removable').first().waitFor()
  expect(await frame.evaluate(() => self.origin)).toBe('null')
})

test('only who knows the secret is answered', async () => {
  const [page] = await read()
  await page.waitForTimeout(500)
  const told = await page.evaluate(async () => {
    const heard: unknown[] = []
    addEventListener('message', ({ data }) => data.message === 'height' && heard.push(data))
    document.querySelector('iframe')!.contentWindow!.postMessage({ message: 'ready', secret: 'another' }, '*')
    await new Promise((resolve) => setTimeout(resolve, 300))
    return heard.length
  })
  expect(told).toBe(0)
})

test('links and elements open in place of the page, since the sandbox opens no other', async () => {
  tolerate(/allow-popups/)
  const [page, frame] = await read()
  await page.evaluate('hear()')
  await frame.locator('.result a').first().click()
  await expect.poll(() => page.url()).toContain(`${site.address}/e/`)
})
