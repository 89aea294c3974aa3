// Somebody tells who they are, appears on the map and leaves it again, finds what they
// have written, and invites others: on a phone and on a wide screen, and all of it
// without JavaScript too.
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

async function looksRight(page: Page): Promise<void> {
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url()).toBe(true)
  const folder = process.env['MAILLAGE_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/${new URL(page.url()).pathname.slice(1).replaceAll('/', '-')}-${String(page.viewportSize()?.width)}-${String(Date.now())}.png`, fullPage: true })
}

test.each([
  ['phone', phone, 'light', true],
  ['wide', wide, 'dark', true],
  ['plain', phone, 'dark', false],
] as const)('somebody appears on the map by their choice, and leaves it: %s, %o, %s, scripts: %s', async (size, viewport, colorScheme, javaScriptEnabled) => {
  tolerate(/404|422/)
  const options = { viewport, colorScheme, javaScriptEnabled }
  const page = await join(site, `lou-${size}@example.org`, `Lou ${size}`, options)
  const looks = async (): Promise<void> => (javaScriptEnabled ? looksRight(page) : undefined) // whoever looks is a script
  await page.getByRole('link', { name: 'Mon profil' }).click()
  await page.getByText('Vous n’êtes pas sur la carte').waitFor()
  await looks()
  await page.getByLabel('En une phrase').fill('Je répare des accordéons.')
  await page.getByLabel('Apparaître sur la carte').check()
  await page.getByRole('button', { name: 'Enregistrer' }).last().click()
  await page.getByText('Indiquez votre commune').waitFor()
  await looks()
  await page.getByLabel('Ma commune').fill('Rennes')
  await page.getByRole('button', { name: 'Voir où j’apparaîtrais' }).click()
  await page.getByText('vous apparaîtrez à Rennes, sans adresse').waitFor()
  expect(await page.getByLabel('En une phrase').inputValue()).toBe('Je répare des accordéons.')
  await page.getByRole('button', { name: 'Enregistrer' }).last().click()
  await page.getByText('on vous trouve maintenant sur la carte').waitFor()
  await page.getByRole('link', { name: 'Voir ma fiche' }).click()
  await page.getByRole('heading', { level: 1, name: `Lou ${size}` }).waitFor()
  const address = page.url()
  await looks()

  const visitor = await open(new URL(address).pathname, { viewport }, site.address)
  await visitor.getByText('Je répare des accordéons.').first().waitFor()
  expect(await visitor.getByRole('link', { name: 'Modifier mon profil' }).count()).toBe(0)

  await page.goto(`${site.address}/mine`)
  await page.getByRole('link', { name: `Lou ${size}` }).waitFor()
  await looks()
  await page.getByRole('link', { name: 'Mes brouillons' }).click()
  await page.getByText('vous n’avez pas de brouillon').waitFor()

  await page.goto(`${site.address}/profile`)
  await page.getByLabel('Apparaître sur la carte').uncheck()
  await page.getByRole('button', { name: 'Enregistrer' }).last().click()
  await page.getByText('Vous n’êtes plus sur la carte').waitFor()
  expect((await visitor.goto(address))?.status()).toBe(404)
}, 240_000)

test('somebody invites by a code and by mail', async () => {
  const page = await join(site, 'noa@example.org', 'Noa Martin', { viewport: phone })
  await page.goto(`${site.address}/invite`)
  await page.getByRole('img', { name: 'Code QR de ce lien' }).waitFor()
  await looksRight(page)
  const link = (await page.locator('.handed').textContent()) ?? ''
  await page.getByLabel('Adresse de courriel').fill('amie@example.org')
  await page.getByLabel('Un mot de vous').fill('Viens voir !')
  await page.getByRole('button', { name: 'Envoyer l’invitation' }).click()
  await page.getByText('L’invitation est partie.').waitFor()
  await page.goto(`${site.address}/mails`)
  await page.getByText('Viens voir !').waitFor()

  const friend = await open(new URL(link).pathname + new URL(link).search, { viewport: phone }, site.address)
  await friend.getByText('Noa Martin vous invite.').waitFor()
  await looksRight(friend)
}, 120_000)
