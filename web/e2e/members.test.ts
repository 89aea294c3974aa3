// Somebody asks to become a member in one browser, is accepted with a role in another,
// and a visitor reads it; a project tells how it goes on; a message goes by mail: on a
// phone, on a site of its own, which keeps its mails. Nothing of it needs JavaScript.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, password, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

/** Makes a project known by who has logged in on a page, and returns the path of its own. */
async function project(page: Page, name: string): Promise<string> {
  const id = await page.evaluate(async (name) => {
    const body = JSON.stringify({ kind: 'project', name, geometry: { type: 'Point', coordinates: [-1.67, 48.11] } })
    const response = await fetch('/api/v1/elements', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    return ((await response.json()) as { properties: { id: string } }).properties.id
  }, name)
  await page.goto(`${site.address}/e/${id}`)
  return new URL(page.url()).pathname
}

async function looksRight(page: Page): Promise<void> {
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url()).toBe(true)
  const folder = process.env['MAILLAGE_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/${new URL(page.url()).pathname.slice(1).replaceAll('/', '-')}-${String(page.viewportSize()?.width)}-${String(Date.now())}.png`, fullPage: true })
}

test.each([
  ['phone', phone, 'light'],
  ['wide', wide, 'dark'],
] as const)('somebody becomes a member, is read of, and writes: %s, %o, %s', async (size, viewport, colorScheme) => {
  tolerate(/409|422/)
  const options = { viewport, colorScheme }
  const camille = await join(site, `camille-${size}@example.org`, 'Camille Dupré', options)
  const path = await project(camille, `Piste du Pré, ${size}`)
  await camille.getByRole('link', { name: 'Je m’en occupe' }).click()
  await looksRight(camille)
  await camille.getByRole('button', { name: 'Je m’en occupe' }).click()
  await camille.getByText('Vous vous occupez maintenant de cette fiche.').waitFor()

  const sacha = await join(site, `sacha-${size}@example.org`, 'Sacha Morel', options)
  await sacha.goto(site.address + path)
  await sacha.getByRole('link', { name: 'Devenir membre' }).click()
  await sacha.getByLabel('Quelques mots pour vous présenter').fill('Bonjour, j’ai une remorque.')
  await looksRight(sacha)
  await sacha.getByRole('button', { name: 'Envoyer ma demande' }).click()
  await sacha.getByText('Votre demande est envoyée.').waitFor()

  await camille.goto(`${site.address}/home`)
  await camille.getByRole('link', { name: /demande à rejoindre/ }).click()
  await camille.getByText('Bonjour, j’ai une remorque.').waitFor()
  await looksRight(camille)
  const request = camille.getByRole('article', { name: 'Sacha Morel' })
  await request.getByLabel('Ses rôles').fill('remorque, accueil du samedi')
  await request.getByRole('button', { name: 'Accepter' }).click()
  await camille.getByText('Votre réponse est donnée.').waitFor()
  for (const summary of await camille.locator('main summary').all()) await summary.click()
  await looksRight(camille)

  await sacha.goto(`${site.address}/account`)
  await sacha.locator('summary', { hasText: 'Ce dont je fais partie' }).click()
  await looksRight(sacha)
  await sacha.locator('main').getByRole('link', { name: `Piste du Pré, ${size}` }).click()
  await sacha.getByLabel('Les visiteurs lisent mon nom').check()
  await sacha.getByRole('button', { name: 'Enregistrer' }).click()
  await sacha.getByText('Votre choix est enregistré.').waitFor()

  await camille.goto(site.address + path)
  await camille.getByRole('link', { name: 'Raconter une avancée' }).click()
  await camille.getByLabel('Où en est le projet ?').fill('Les **deux premiers** kilomètres sont tracés.')
  await camille.getByRole('button', { name: 'Publier' }).click()
  await camille.locator('.note strong', { hasText: 'deux premiers' }).waitFor()
  await looksRight(camille)

  const visitor = await open(path, options, site.address)
  await visitor.getByText('remorque, accueil du samedi').waitFor()
  expect(await visitor.locator('.members-shown').innerText()).toContain('Sacha Morel')
  expect(await visitor.locator('main').innerText()).not.toContain('@example.org')
  await visitor.locator('.note strong', { hasText: 'deux premiers' }).waitFor()
  await looksRight(visitor)

  await sacha.goto(site.address + path)
  await sacha.getByRole('link', { name: 'Contacter' }).click()
  await sacha.getByLabel('Votre message').fill('La remorque est prête.')
  await sacha.getByLabel(/Montrer mon adresse/).check()
  await looksRight(sacha)
  await sacha.getByRole('button', { name: 'Envoyer' }).click()
  await sacha.getByText('Votre message est parti.').waitFor()
  await sacha.goto(`${site.address}/mails`)
  const mail = sacha.locator('article').first()
  expect(await mail.innerText()).toContain(`camille-${size}@example.org`)
  expect(await mail.innerText()).toContain('La remorque est prête.')

  await camille.goto(`${site.address}/members/${path.split('/')[2] ?? ''}`)
  await camille.getByLabel('Son adresse de courriel').fill(`lou-${size}@example.org`)
  await camille.getByRole('button', { name: 'Inviter', exact: true }).click()
  await camille.getByText('L’invitation est partie.').waitFor()
  await camille.goto(`${site.address}/mails`)
  const link = await camille.locator('article').first().getByRole('link').getAttribute('href')
  const lou = await open(link ?? '', options, site.address)
  await looksRight(lou)
  await lou.getByLabel('Nom').fill('Lou')
  await lou.getByLabel('Nouveau mot de passe').fill(password)
  await lou.getByRole('button', { name: 'Créer mon compte et accepter' }).click()
  await lou.getByText('Bienvenue ! Vous en faites partie.').waitFor()

  await camille.goto(`${site.address}/members/${path.split('/')[2] ?? ''}`)
  await camille.getByRole('button', { name: 'Ne plus être membre' }).click()
  await camille.getByText('Plus personne ne s’occuperait').waitFor()
  await looksRight(camille)
}, 240_000)
