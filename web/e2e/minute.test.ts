// A place is referenced in a minute on a phone: how many touches and keys that takes,
// from the map to its page, with a place and tags.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { open, phone, useBrowser } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const rennes = { longitude: -1.6776, latitude: 48.1159 }
const name = 'Le Broyeur partagé'

/** Counts what a hand does on all pages to come. */
async function counting(page: Page): Promise<{ touches: number; keys: number }> {
  const done = { touches: 0, keys: 0 }
  await page.exposeFunction('handTouches', () => void done.touches++)
  await page.exposeFunction('handTypes', () => void done.keys++)
  await page.addInitScript(() => {
    const hand = window as unknown as { handTouches(): void; handTypes(): void }
    addEventListener('touchstart', () => hand.handTouches(), { capture: true, passive: true })
    addEventListener('keydown', () => hand.handTypes(), { capture: true })
  })
  return done
}

const drafts = (page: Page) => page.evaluate(() => localStorage.getItem('maillage.drafts'))

test('from the map to its page', { timeout: 120_000 }, async () => {
  const page = await join(site, 'camille@example.org', 'Camille Dupré', { viewport: phone, hasTouch: true, isMobile: true, geolocation: rennes, permissions: ['geolocation'] })
  const done = await counting(page)
  await page.goto(site.address)
  await page.getByRole('link', { name: 'Référencer', exact: true }).first().tap()
  await page.getByRole('link', { name: /^Point d’intérêt/ }).tap()
  await page.locator('#tags-field').waitFor()
  await page.getByLabel('Nom', { exact: true }).tap()
  await page.getByLabel('Nom', { exact: true }).pressSequentially(name)
  await page.getByRole('button', { name: 'Ma position' }).tap()
  await expect.poll(() => page.locator('[name=town]').inputValue()).toBe('Rennes')
  await page.locator('.tags-editor .chip', { hasText: '+' }).nth(0).tap()
  await page.locator('.tags-editor .chip', { hasText: '+' }).nth(0).tap()
  await page.locator('.form-end').getByRole('button', { name: 'Publier' }).tap()
  await page.getByText('C’est publié').waitFor()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  expect(await page.locator('.element .chips').first().getByRole('link').count()).toBe(2)
  console.log(`a place with a name, a point and two tags: ${done.touches} touches, ${done.keys} keys for a name of ${name.length}`)
  expect(done.touches).toBeLessThanOrEqual(7)
  expect(done.keys).toBeLessThanOrEqual(name.length)

  // What arrived is kept on the device no longer.
  const here = page.url()
  await expect.poll(() => drafts(page)).toBeNull()
  await page.goto(`${site.address}/new?kind=place`)
  await page.locator('#tags-field').waitFor()
  expect(await page.locator('.draft').count()).toBe(0)

  // Hours that are added afterwards tell at once whether it is open.
  await page.goto(here)
  await page.getByRole('link', { name: 'Compléter ou corriger' }).first().tap()
  await page.locator('summary', { hasText: 'Horaires' }).first().tap()
  await page.getByRole('button', { name: 'Jour et nuit' }).tap()
  await page.locator('.form-end').getByRole('button', { name: 'Enregistrer' }).tap()
  await page.getByText('C’est enregistré').waitFor()
  expect(await page.locator('.hours-now').innerText()).toBe('Ouvert')
  await expect.poll(() => drafts(page)).toBeNull()
})

test('what is typed before logging in is there afterwards', async () => {
  const page = await open('/new?kind=event', { viewport: phone }, site.address)
  await page.locator('#tags-field').waitFor()
  await page.getByLabel('Nom', { exact: true }).fill('Fête des possibles')
  await page.locator('#tags-field').fill('fête')
  await page.getByText('Pour publier, il faut un compte').waitFor()
  await expect.poll(() => drafts(page)).toContain('Fête des possibles')
  await page.goto(`${site.address}/new?kind=event`)
  await page.getByRole('button', { name: 'Reprendre' }).click()
  expect(await page.getByLabel('Nom', { exact: true }).inputValue()).toBe('Fête des possibles')
  await page.getByRole('button', { name: 'Retirer le mot-clé fête' }).waitFor()
})
