// A real Chromium, and pages that watch themselves: whatever happens in a test,
// a request to a foreign host, a blocked or failed script or an accessibility
// violation makes it fail.
import { AxeBuilder } from '@axe-core/playwright'
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

export const server = inject('server')

// Chromium without the windows, menus and pages of its own that nobody sees here.
const shell = '/usr/bin/chromium-headless-shell'

export const wide = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }

let browser: Browser
let troubles: string[] = []
let tolerated: RegExp | null = null

/** Starts and stops the browser around the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? (existsSync(shell) ? shell : '/usr/bin/chromium'),
      args: [
        '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing',
        '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
      ],
    })
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    const seen = troubles.filter((trouble) => !tolerated?.test(trouble))
    troubles = []
    tolerated = null
    await Promise.all(browser.contexts().map((context) => context.close()))
    expect(seen).toEqual([])
  })
}

/** Lets troubles that a test makes on purpose pass. */
export function tolerate(pattern: RegExp): void {
  tolerated = pattern
}

/** Opens a page of the site, or of another one of ours, in a browser that has never seen it. */
export async function open(path: string, options: BrowserContextOptions = {}, site = server): Promise<Page> {
  const page = await blank(options, site)
  await page.goto(site + path)
  return page
}

/** Opens an empty page in a browser that has never seen the site. Others may be asked too where a test says so. */
export async function blank(options: BrowserContextOptions = {}, site = server, others: string[] = []): Promise<Page> {
  const context = await browser.newContext({ viewport: wide, locale: 'fr-FR', ...options })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // Chromium reports what the security policy blocks here, too.
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== site && !others.includes(origin)) troubles.push(`foreign host: ${request.url()}`)
  })
  return page
}

/** Opens the explore page and waits for its list and its map. */
export async function explore(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(path, options)
  await page.locator('body.live .panel .count').waitFor()
  await page.locator('.map[data-state=ready]').waitFor()
  return page
}

/** Expects no accessibility violation on the page as it is. No page of ours holds a frame: axe need not open another page to look into them. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`)).toEqual([])
}

/** Returns how many results the page says there are, once it is not looking for others. */
export async function total(page: Page): Promise<number> {
  await page.locator('.results[aria-busy=true]').waitFor({ state: 'detached' })
  return Number((await page.locator('.count').innerText()).replace(/\D/g, ''))
}

/** Answers a JSON resource of a server: of the one that all journeys share, if no other is named. */
export async function json<T>(path: string, of = server): Promise<T> {
  const response = await fetch(of + path)
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}
