// Somebody makes an account on a phone, comes back, looks at their devices and
// goes: on a site of its own, which keeps its mails. Nothing of it needs JavaScript.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, password, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

/** Follows the link of the last mail, as the person who got it does. */
async function followMail(page: Page): Promise<void> {
  await page.goto(`${site.address}/mails`)
  await page.locator('article').first().getByRole('link').click()
}

/** Makes an account by the forms, in a browser that has never seen the site. */
async function signUp(email: string, options: Parameters<typeof open>[1] = {}): Promise<Page> {
  const page = await open('/signup', options, site.address)
  await page.getByLabel('Adresse de courriel').fill(email)
  await page.getByRole('button', { name: 'Recevoir le lien' }).click()
  await page.getByRole('status').waitFor()
  await followMail(page)
  await page.getByLabel('Nom').fill('Camille Dupré')
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await page.getByRole('button', { name: 'Créer le compte' }).click()
  await page.getByText('Bienvenue ! Votre compte est prêt.').waitFor()
  return page
}

/** Opens a part of the page of the account. */
const part = (page: Page, name: string) => page.locator('summary', { hasText: name }).click()

async function logIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Adresse de courriel').fill(email)
  await page.getByLabel('Mot de passe').fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

test.each(['light', 'dark'] as const)('from signing up to erasing, on a phone, %s, without JavaScript', async (colorScheme) => {
  const email = `camille-${colorScheme}@example.org`
  const options = { viewport: phone, colorScheme }
  const plain = { ...options, javaScriptEnabled: false }
  const page = await signUp(email, plain)
  expect(await fits(page)).toBe(true)

  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.getByText('Vous n’êtes plus connecté·e.').waitFor()
  await page.getByRole('link', { name: 'Mon compte' }).click()
  await logIn(page, email)
  await page.getByRole('heading', { name: 'Mon compte', exact: true }).waitFor()

  const other = await open('/login', plain, site.address)
  await logIn(other, email)
  await page.reload()
  await part(page, 'Appareils connectés')
  expect(await page.locator('.devices li').count()).toBe(2)
  await page.getByRole('button', { name: /^Déconnecter (?!tous)/ }).click()
  await page.getByText('L’appareil est déconnecté.').waitFor()
  expect(await page.locator('.devices li').count()).toBe(1)
  await other.reload()
  await other.getByRole('heading', { name: 'Se connecter' }).waitFor()

  await part(page, 'Effacer mon compte')
  await page.getByLabel('reste, signé').check()
  await page.locator('#erase-present').fill(password)
  await page.getByRole('button', { name: 'Effacer mon compte' }).click()
  await page.getByText('votre compte sera effacé dans sept jours').waitFor()
  await logIn(page, email)
  await page.getByText('l’effacement de votre compte est annulé').waitFor()
})

test.each([
  ['phone', phone, 'light'],
  ['phone', phone, 'dark'],
  ['wide', wide, 'light'],
  ['wide', wide, 'dark'],
] as const)('the pages are accessible: %s, %o, %s', async (size, viewport, colorScheme) => {
  tolerate(/4\d\d/)
  const page = await signUp(`sacha-${size}-${colorScheme}@example.org`, { viewport, colorScheme })
  for (const summary of await page.locator('summary').all()) await summary.click()
  await accessible(page)
  expect(await fits(page)).toBe(true)
  const visitor = await open('/login', { viewport, colorScheme }, site.address)
  await logIn(visitor, 'personne@example.org')
  await visitor.getByText('L’adresse ou le mot de passe ne va pas.').waitFor()
  await accessible(visitor)
  for (const path of ['/signup', '/link?token=x', '/mails']) {
    await visitor.goto(site.address + path)
    await accessible(visitor)
    expect(await fits(visitor), path).toBe(true)
  }
})

test('a form is filled in and sent by the keyboard alone', async () => {
  const page = await join(site, 'clavier@example.org')
  await page.getByRole('button', { name: 'Se déconnecter' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Vous n’êtes plus connecté·e.').waitFor()
  await page.getByLabel('Adresse de courriel').focus()
  await page.keyboard.type('clavier@example.org')
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Mon compte', exact: true }).waitFor()
})
