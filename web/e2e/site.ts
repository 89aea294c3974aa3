// Sites of their own, for tests that write, and people who have an account there.
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { blank } from './browser'
import { serveDemo, type Running } from './server'

export const password = 'un vélo dans le jardin'

/** Serves the demo for the tests of a file alone. The address is known once they begin. */
export function useSite(...flags: string[]): Pick<Running, 'address' | 'data'> {
  const site = { address: '', data: '' }
  let stop = async (): Promise<void> => undefined
  beforeAll(async () => {
    const running = await serveDemo(inject('program'), inject('demo'), ...flags)
    stop = running.stop
    Object.assign(site, { address: running.address, data: running.data })
  })
  afterAll(() => stop())
  return site
}

/** Serves the demo for the tests of a file, and keeps the mails: people may have an account. */
export const useSiteWithMails = () => useSite('--dev-mails')

/**
 * Makes an account by what the forms send, and opens its page in a browser that has
 * never seen the site. What the forms themselves are like, account.test.ts looks at.
 */
export async function join(site: { address: string }, email: string, name = 'Camille', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await blank(options, site.address)
  const post = async (path: string, form: Record<string, string>): Promise<void> => {
    const answer = await page.request.post(site.address + path, { form, headers: { Origin: site.address } })
    expect(answer.status(), `${path} for ${email}`).toBe(200)
  }
  await post('/signup', { email })
  await post('/link', { token: await mailedToken(page, site.address, email), name, password })
  await page.goto(`${site.address}/account`)
  await page.getByRole('heading', { name: 'Mon compte', exact: true }).waitFor()
  return page
}

/** Reads the token of the last link that was mailed to an address. */
async function mailedToken(page: Page, address: string, email: string): Promise<string> {
  const mails = await (await page.request.get(`${address}/mails`)).text()
  const mail = mails.split('<article').find((text) => text.includes(email)) ?? ''
  const [, token = ''] = /\/link\?token=([\w-]+)/.exec(mail) ?? []
  expect(token, `a link for ${email}`).not.toBe('')
  return token
}
