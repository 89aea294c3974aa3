// Somebody follows their town on a phone; what another makes known there is on their
// home, and in a mail that one click ends.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, useBrowser, wide } from './browser'
import { join, password, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

/** Loads a page again until it shows a text. */
async function until(page: Page, path: string, text: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(site.address + path)
    if (await page.getByText(text).count()) return
    await page.waitForTimeout(250)
  }
  throw new Error(`${path} does not show ${text}`)
}

/** Makes a compost in Rennes known, from a page of the site. */
function reference(page: Page, name: string): Promise<number> {
  return page.evaluate(async (name) => {
    const body = JSON.stringify({ kind: 'place', name, tags: ['compost'], geometry: { type: 'Point', coordinates: [-1.67, 48.114] } })
    return (await fetch('/api/v1/elements', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status
  }, name)
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

async function sound(page: Page): Promise<void> {
  await accessible(page)
  expect(await fits(page), page.url()).toBe(true)
}

test('from following a town to ending its mails, on a phone, without JavaScript', async () => {
  const sacha = await join(site, 'sacha@example.org', 'Sacha', { viewport: wide })
  const camille = await join(site, 'camille@example.org', 'Camille', { viewport: phone, javaScriptEnabled: false })
  await camille.getByRole('link', { name: 'Accueil' }).click()
  await camille.getByLabel('Commune ou code postal').fill('Rennes')
  await camille.getByRole('button', { name: 'Chercher' }).click()
  expect(await fits(camille)).toBe(true)
  await camille.getByRole('button', { name: /^S’abonner\s+Rennes$/ }).click()
  await camille.getByRole('button', { name: 'Oui, chaque semaine' }).first().click()
  await camille.getByRole('button', { name: /^Se désabonner\s+Rennes$/ }).waitFor()

  const name = 'Compost du Thabor'
  expect(await reference(sacha, name)).toBe(201)
  await until(camille, '/home', name)
  await camille.getByText('Référencé par Sacha').waitFor()
  await camille.getByText('Parce que vous êtes abonné·e à : Rennes').waitFor()
  expect(await fits(camille)).toBe(true)

  await until(camille, '/mails', `• ${name}`)
  const mail = camille.locator('article', { hasText: 'Quoi de neuf' }).filter({ hasText: 'camille@' }).first()
  await mail.getByRole('link', { name: /unsubscribe/ }).click()
  await camille.getByText('Vous ne recevrez plus le résumé').waitFor()
  await camille.getByRole('button', { name: 'Ne plus les recevoir' }).click()
  await camille.getByText('C’est fait : vous ne recevrez plus de résumé.').waitFor()
  await camille.goto(`${site.address}/follows`)
  expect(await camille.getByLabel('jamais').isChecked()).toBe(true)
  await camille.getByRole('button', { name: /^Se désabonner/ }).click()
  await camille.getByText('Vous n’êtes abonné·e à rien').waitFor()
})

test('a search is followed by who logs in on the way', async () => {
  await join(site, 'noemi@example.org', 'Noémi', { viewport: phone })
  const page = await open('/?tag=compost&in=FR-35', { viewport: wide }, site.address)
  await page.locator('body.live .panel .count').waitFor()
  await page.getByRole('link', { name: 'S’abonner à cette recherche' }).click()
  await page.getByLabel('Adresse de courriel').fill('noemi@example.org')
  await page.getByLabel('Mot de passe').fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.getByRole('button', { name: /^S’abonner/ }).click()
  await page.getByRole('button', { name: /^Se désabonner\s+#compost, Ille-et-Vilaine$/ }).waitFor()
  await sound(page)
})

const looks = [
  ['phone', phone, 'light'],
  ['wide', wide, 'dark'],
] as const

test.each(looks)('what is followed is accessible: %s, %o, %s', async (size, viewport, colorScheme) => {
  const camille = await join(site, `c-${size}@example.org`, 'Camille', { viewport, colorScheme })
  await camille.goto(`${site.address}/t/FR-35238`)
  await camille.getByRole('button', { name: /^S’abonner/ }).click()
  await camille.getByRole('button', { name: 'Oui, chaque semaine' }).waitFor()
  await sound(camille)
  await camille.goto(`${site.address}/follows?town=Rennes`)
  await sound(camille)
})

test.each(looks)('what is new is accessible: %s, %o, %s', async (size, viewport, colorScheme) => {
  const sacha = await join(site, `s-${size}@example.org`, 'Sacha', { viewport, colorScheme })
  const other = await join(site, `o-${size}@example.org`, 'Noémi', { viewport })
  await sacha.goto(`${site.address}/follow?what=tag:compost`)
  await sacha.getByRole('button', { name: /^S’abonner/ }).click()
  const name = `Compost ${size}`
  expect(await reference(sacha, name)).toBe(201)
  const status = await other.evaluate(async (name) => {
    const found = await (await fetch(`/api/v1/search?tag=compost&q=${encodeURIComponent(name)}`)).json()
    const body = JSON.stringify({ kind: 'place', name, tags: ['compost'], summary: 'Ouvert.', geometry: { type: 'Point', coordinates: [-1.67, 48.114] } })
    const id = found.features[0].properties.id
    return (await fetch(`/api/v1/elements/${id}`, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'If-Match': '"1"' }, body })).status
  }, name)
  expect(status).toBe(200)
  await until(sacha, '/notifications', `Noémi a modifié « ${name} »`)
  await sound(sacha)
  await sacha.getByRole('button', { name: 'Tout marquer comme lu' }).click()
  await sacha.getByRole('button', { name: 'Tout marquer comme lu' }).waitFor({ state: 'detached' })
  await until(sacha, '/home', 'Modifié par Noémi : En une phrase')
  await sound(sacha)
})
