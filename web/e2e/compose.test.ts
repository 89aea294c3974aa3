// Créer ma carte: from a search to a map that everybody sees, with JavaScript and
// without, and what becomes of it when two people change it at once.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, password, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const onPhone: BrowserContextOptions = { viewport: phone, hasTouch: true, isMobile: true }
const plain: BrowserContextOptions = { viewport: phone, javaScriptEnabled: false }
let people = 0

/** Makes an account from the page that asks to log in, and answers once it has come back. */
async function signUp(page: Page): Promise<void> {
  await page.getByLabel('Adresse de courriel').fill(`personne-${++people}@example.org`)
  await page.getByRole('button', { name: 'Recevoir le lien' }).click()
  await page.getByRole('status').waitFor()
  await page.goto(`${site.address}/mails`)
  await page.locator('article').first().getByRole('link').click()
  await page.getByLabel('Nom').fill(`Camille ${people}`)
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await page.getByRole('button', { name: 'Créer le compte' }).click()
}

const somebody = (options: BrowserContextOptions) => join(site, `personne-${++people}@example.org`, `Camille ${people}`, options)

/** Makes a map of a search, as somebody with an account, and answers its slug. */
async function make(page: Page, search: string, title: string): Promise<string> {
  await page.goto(`${site.address}/n/new?${search}`)
  await page.getByLabel('Titre').fill(title)
  await page.getByRole('button', { name: 'Créer en brouillon' }).click()
  await page.getByText('Votre carte est prête').waitFor()
  return /\/n\/([^/]+)\/edit/.exec(page.url())![1]!
}

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((node) => node === document.activeElement)) return
  }
  throw new Error(`no Tab leads to ${String(target)}`)
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
const unfold = (page: Page, name: string) => page.locator('summary', { hasText: name }).first().click()

test.each([['with JavaScript', onPhone, true], ['without JavaScript', plain, false]] as const)('who never made a map publishes one from a search, on a phone, %s', async (_, options, scripts) => {
  const begin = Date.now()
  const page = await open('/?kind=place', options, site.address)
  if (scripts) await page.locator('body.live .count').waitFor()
  await page.getByRole('link', { name: 'Créer ma carte', exact: true }).first().click()
  await page.getByText('Il vous faudra un compte').waitFor()
  expect(await fits(page)).toBe(true)
  if (scripts) await accessible(page)
  await page.getByRole('link', { name: 'Je n’ai pas de compte' }).click()
  await signUp(page)
  await page.getByText('Points d’intérêt').first().waitFor()
  await page.getByLabel('Titre').fill('Lieux à partager')
  await page.getByRole('button', { name: 'Créer en brouillon' }).click()
  await page.getByText('Votre carte est prête').waitFor()
  expect(await fits(page)).toBe(true)
  if (scripts) {
    await page.locator('.map-box[data-state=ready]').waitFor()
    await accessible(page)
  }
  await page.getByRole('button', { name: 'Publier la carte' }).click()
  await page.getByText('Votre carte est publiée').waitFor()
  console.info(`published ${Math.round((Date.now() - begin) / 1000)} s after the search`)
  await page.getByRole('status').getByRole('link', { name: '/n/' }).click()
  await page.getByRole('heading', { name: 'Lieux à partager' }).first().waitFor()
}, 240_000)

test('from a search to the code for another site by the keyboard alone, without an account at first', async () => {
  const page = await open('/', { viewport: wide, permissions: ['clipboard-read', 'clipboard-write'] }, site.address)
  await page.locator('body.live .count').waitFor()
  const { keyboard } = page
  await tabTo(page, page.getByRole('combobox'))
  await keyboard.type('jardin')
  await keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Créer ma carte', exact: true }))
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Titre'))
  await keyboard.type('Jardins au clavier')
  await tabTo(page, page.getByRole('button', { name: 'Publier tout de suite' }))
  await keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Je n’ai pas de compte' }))
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Adresse de courriel'))
  await keyboard.type(`personne-${++people}@example.org`)
  await keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Courriels gardés ici' }))
  await keyboard.press('Enter')
  await tabTo(page, page.locator('article').first().getByRole('link'))
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Nom'))
  await keyboard.type('Claude')
  await tabTo(page, page.getByLabel('Nouveau mot de passe'))
  await keyboard.type(password)
  await keyboard.press('Enter')
  await expect.poll(() => page.getByLabel('Titre').inputValue()).toBe('Jardins au clavier')
  await tabTo(page, page.getByRole('button', { name: 'Publier tout de suite' }))
  await keyboard.press('Enter')
  await page.getByText('Votre carte est publiée').waitFor()
  await tabTo(page, page.getByRole('link', { name: 'Partager cette carte' }))
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('un cadre'))
  await keyboard.press('ArrowDown')
  const code = page.getByRole('textbox', { name: 'Le code à coller' })
  await expect.poll(() => code.inputValue()).toContain('<maillage-map')
  await tabTo(page, page.getByRole('button', { name: 'Copier' }).last())
  await keyboard.press('Enter')
  await page.getByText('Copié', { exact: true }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.inputValue())
}, 240_000)

test('a map is dressed beside its preview, and its search is changed on the site', async () => {
  tolerate(/422/)
  const page = await somebody({ viewport: wide })
  const slug = await make(page, 'kind=place', 'Jardins et ateliers')
  const box = page.locator('.map-box[data-state=ready]')
  await box.waitFor()
  const [form, map] = await Promise.all([page.locator('.compose-both form').boundingBox(), box.boundingBox()])
  expect(map!.x).toBeGreaterThan(form!.x + form!.width)

  await unfold(page, 'Apparence')
  await page.getByRole('button', { name: 'Commencer à cet endroit' }).click()
  expect(await page.getByLabel('Où la carte commence').inputValue()).toMatch(/^[\d.]+\/-?[\d.]+\/-?[\d.]+$/)
  await page.locator('[name=color]').evaluate((input: HTMLInputElement) => {
    input.value = '#8a1c5a'
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await unfold(page, 'Coller l’adresse')
  let drawn = false
  page.on('request', (request) => (drawn ||= /\/tiles\/elements\/.*tag=jardin/.test(request.url())))
  await page.getByLabel('Adresse de la recherche').fill(`${site.address}/?tag=jardin#map=5/47/2`)
  await page.getByText('Avec la recherche que vous tapez').waitFor()
  await expect.poll(() => drawn, { timeout: 45_000 }).toBe(true)

  await unfold(page, 'Couleurs et symboles')
  await page.getByRole('button', { name: 'Ajouter une règle' }).click()
  const marked = page.waitForResponse((answer) => answer.url().includes('/tiles/elements/') && /tag=jardin&mark=1:velo/.test(answer.url()), { timeout: 45_000 })
  await page.locator('[name=mark-parameter]').first().selectOption('tag')
  await page.getByLabel('Valeur').fill('vélo')
  expect((await marked).ok()).toBe(true) // marks by tag show before anything is saved
  await page.locator('[name=mark-parameter]').first().selectOption('kind')
  await page.getByLabel('Valeur').fill('Événements')
  await page.getByLabel('Symbole').selectOption('star')
  await accessible(page)
  await page.getByLabel('Titre', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
  await page.getByText('Un champ est à revoir').waitFor()
  expect(await page.getByLabel('Titre', { exact: true }).evaluate((node) => node === document.activeElement)).toBe(true)
  await page.keyboard.type('Jardins')
  await page.keyboard.press('Enter')
  await page.getByText('C’est enregistré').waitFor()
  await unfold(page, 'Couleurs et symboles')
  expect(await page.getByLabel('Valeur').inputValue()).toBe('Événements')
  await page.getByText('#jardin').first().waitFor()

  await page.getByRole('link', { name: 'Changer la recherche sur la carte' }).click()
  await page.locator('body.live .count').waitFor()
  await page.goto(`${site.address}/?kind=event`)
  await page.locator('body.live .count').waitFor()
  await page.getByRole('link', { name: 'Créer ma carte', exact: true }).first().click()
  await page.getByRole('link', { name: 'Jardins', exact: true }).click()
  await page.getByText('La nouvelle recherche est reprise').waitFor()
  await page.getByRole('button', { name: 'Publier la carte' }).click()
  await page.getByText('Votre carte est publiée').waitFor()
  const kept = await (await fetch(`${site.address}/api/v1/networks/${slug}`)).json() as { query: string }
  expect(kept.query).toBe('kind=event')
}, 240_000)

test('two who change a map at once choose field by field, and it is deleted for good', async () => {
  tolerate(/412|404/)
  const one = await somebody(plain)
  const slug = await make(one, 'kind=place', 'Lieux')
  const two = await one.context().newPage()
  await two.goto(`${site.address}/n/${slug}/edit`)
  await one.getByLabel('Titre', { exact: true }).fill('Lieux ouverts')
  await one.getByLabel('En une phrase').fill('Pour tout le monde')
  await one.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
  await one.getByText('C’est enregistré').waitFor()
  await two.getByLabel('Titre', { exact: true }).fill('Nos lieux')
  await two.getByLabel('Texte de présentation').fill('Bienvenue')
  await two.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
  await two.getByText('Quelqu’un d’autre a modifié cette carte').waitFor()
  await two.getByText('Lieux ouverts').last().waitFor()
  expect(await two.getByLabel('En une phrase').inputValue()).toBe('Pour tout le monde')
  expect(await two.getByLabel('Texte de présentation').inputValue()).toBe('Bienvenue')
  expect(await fits(two)).toBe(true)
  await two.getByLabel('prendre l’autre').check()
  await two.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
  await two.getByText('C’est enregistré').waitFor()
  expect(await two.getByLabel('Titre', { exact: true }).inputValue()).toBe('Lieux ouverts')

  await two.getByRole('link', { name: 'Supprimer la carte' }).click()
  await two.getByText('On ne peut pas revenir en arrière').waitFor()
  await two.getByRole('button', { name: 'Supprimer pour toujours' }).click()
  await expect.poll(async () => (await fetch(`${site.address}/api/v1/networks/${slug}`)).status).toBe(404)
}, 240_000)
