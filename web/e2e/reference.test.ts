// Référencer, on a phone: with JavaScript and without, in a minute, and what becomes
// of it when two people write at once.
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, total, useBrowser } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const onPhone: BrowserContextOptions = { viewport: phone, hasTouch: true, isMobile: true }
const plain: BrowserContextOptions = { viewport: phone, javaScriptEnabled: false }
let people = 0
const somebody = (options: BrowserContextOptions) => join(site, `personne-${++people}@example.org`, `Camille ${people}`, options)

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
const unfold = (page: Page, name: string) => page.locator('summary', { hasText: name }).first().click()
const fillTown = async (page: Page, town: string) => {
  const input = page.locator('[name=town]')
  if (await page.locator('[data-island=place].live').count()) await unfold(page, 'Adresse ou point exact')
  await input.fill(town)
}
const publish = (page: Page) => page.getByRole('button', { name: 'Publier', exact: true }).last().click()

test.each([['with JavaScript', onPhone, true], ['without JavaScript', plain, false]] as const)('a place, an event and an ad, on a phone, %s', async (_, options, scripts) => {
  const page = await somebody(options)
  const start = async (kind: string) => {
    await page.getByRole('link', { name: 'Référencer', exact: true }).first().click()
    await page.getByRole('link', { name: kind }).click()
    if (scripts) await page.locator('[data-island=place].live').waitFor()
    else await page.locator('[data-island=place]').waitFor()
    expect(await fits(page)).toBe(true)
  }
  await start('Point d’intérêt')
  if (scripts) await accessible(page)
  await page.getByLabel('Nom', { exact: true }).fill('Boîte à livres du mail')
  await fillTown(page, 'Rennes')
  await page.locator('[name=tags]').first().evaluate((input: HTMLInputElement) => { input.value = 'livres, troc' })
  await publish(page)
  await page.getByText('C’est publié').waitFor()
  await page.getByText('Position à la commune près').waitFor()
  expect(await page.locator('h1').innerText()).toBe('Boîte à livres du mail')
  if (scripts) await accessible(page)

  await start('Événement')
  await page.getByLabel('Nom', { exact: true }).fill('Troc de livres')
  await page.locator('[name=start]').first().fill('2027-05-22T14:00')
  await page.locator('[name=end]').first().fill('2027-05-22T18:00')
  await fillTown(page, '35000')
  await unfold(page, 'Liens')
  await page.getByLabel('Organisation, lieu, projet ou événement').fill('Boîte à livres du')
  await page.getByRole('button', { name: 'Chercher', exact: true }).click()
  await page.getByLabel(/Boîte à livres du mail/).first().check()
  await publish(page)
  await page.getByText('C’est publié').waitFor()
  await page.getByText(/samedi 22 mai 2027/).first().waitFor()
  await page.getByRole('link', { name: 'Boîte à livres du mail' }).first().waitFor()

  await start('Annonce')
  await page.getByLabel('Titre de l’annonce').fill('Prête une échelle')
  await page.getByLabel('proposez').check()
  await page.getByLabel('De quelle façon').selectOption('lend')
  await fillTown(page, 'Rennes')
  await publish(page)
  await page.getByText('C’est publié').waitFor()
  await page.getByText('Position à la commune près').waitFor()
}, 240_000)

test.each([['with JavaScript', onPhone, true], ['without JavaScript', plain, false]] as const)('a form that is wrong comes back whole, %s', async (_, options, scripts) => {
  tolerate(/422/)
  const page = await somebody(options)
  await page.goto(`${site.address}/new?kind=organization`)
  await page.getByLabel('En une phrase').fill('On répare <b>ensemble</b>')
  await unfold(page, 'Contact')
  await page.getByLabel('Site web').fill('pas une adresse')
  await publish(page)
  await page.getByText('2 champs sont à revoir').waitFor()
  expect(await page.getByLabel('En une phrase').inputValue()).toBe('On répare <b>ensemble</b>')
  expect(await page.getByLabel('Site web').inputValue()).toBe('pas une adresse')
  await page.getByText('« pas une adresse » n’est pas une adresse web').first().waitFor()
  expect(await fits(page)).toBe(true)
  if (scripts) {
    expect(await page.getByLabel('Nom', { exact: true }).evaluate((node) => node === document.activeElement)).toBe(true)
    await accessible(page)
  }
})

test('what somebody types before logging in is there afterwards', async () => {
  const page = await open('/new?kind=place', onPhone, site.address)
  await page.locator('[data-island=place].live').waitFor()
  await page.getByText('Pour publier, il faut un compte').waitFor()
  await accessible(page)
  await page.getByLabel('Nom', { exact: true }).fill('Compost de la rue')
  expect(await page.context().cookies()).toEqual([])
  await page.getByRole('link', { name: 'Se connecter' }).click()
  await page.getByLabel('Adresse de courriel').waitFor()
  expect(new URL(page.url()).searchParams.get('next')).toBe('/new?kind=place')
  await page.goto(`${site.address}/new?kind=place`)
  await page.getByText('Voici ce que vous aviez écrit').waitFor()
  expect(await page.getByLabel('Nom', { exact: true }).inputValue()).toBe('Compost de la rue')
})

test('two who change one thing at once choose field by field', async () => {
  tolerate(/412/)
  const one = await somebody(onPhone)
  await one.goto(`${site.address}/new?kind=place`)
  await one.locator('[data-island=place].live').waitFor()
  await one.getByLabel('Nom', { exact: true }).fill('Four à pain')
  await fillTown(one, 'Rennes')
  await publish(one)
  await one.getByText('C’est publié').waitFor()
  const address = `${site.address}/edit/${/\/e\/([0-9a-f-]{36})/.exec(one.url())![1]}`
  const two = await somebody(plain)
  await one.goto(address)
  await two.goto(address)
  await one.getByLabel('Nom', { exact: true }).fill('Four banal')
  await one.getByRole('button', { name: 'Enregistrer', exact: true }).click()
  await one.getByText('C’est enregistré').waitFor()
  await two.getByLabel('Nom', { exact: true }).fill('Four du village')
  await two.getByLabel('En une phrase').fill('Allumé le dimanche')
  await two.getByRole('button', { name: 'Enregistrer', exact: true }).click()
  await two.getByText('Quelqu’un d’autre a modifié').waitFor()
  await two.getByText('Four banal').last().waitFor()
  expect(await fits(two)).toBe(true)
  await two.getByLabel('prendre l’autre').check()
  await two.getByRole('button', { name: 'Enregistrer', exact: true }).click()
  await two.getByText('C’est enregistré').waitFor()
  expect(await two.locator('h1').innerText()).toBe('Four banal')
  await two.getByText('Allumé le dimanche').waitFor()
}, 240_000)

test('what one person publishes is on the open map of another within a second', async () => {
  const [lat, lon] = [46.51, 2.21]
  const watcher = await open('/legal', {}, site.address)
  const followed = watcher.waitForResponse((response) => response.url().includes('/api/v1/live'))
  await watcher.goto(`${site.address}/?q=verger+inattendu#map=16/${lat}/${lon}`)
  await watcher.locator('.map[data-state=ready]').waitFor()
  await followed
  expect(await total(watcher)).toBe(0)
  const author = await somebody(plain)
  await author.goto(`${site.address}/new?kind=place&name=Verger+inattendu&lat=${lat}&lon=${lon}`)
  const seen = watcher.waitForResponse((response) => response.url().includes(`/tiles/elements/16/`) && response.status() === 200, { timeout: 20_000 })
  const begin = Date.now()
  await publish(author)
  await seen
  console.info(`drawn ${Date.now() - begin} ms after the button`)
  await expect.poll(() => total(watcher)).toBe(1)
  expect(Date.now() - begin).toBeLessThan(8_000) // a second where nothing else runs
})

test('what nobody found, and what is not on the map, can be referenced', async () => {
  const nothing = await open('/?q=introuvable+vraiment', plain, site.address)
  await nothing.getByRole('link', { name: 'Référencez-le' }).click()
  await nothing.getByRole('link', { name: 'Projet' }).click()
  expect(await nothing.getByLabel('Nom', { exact: true }).inputValue()).toBe('introuvable vraiment')
  const map = await open('/#map=15/48.11/-1.68', onPhone, site.address)
  await map.getByRole('link', { name: 'Référencer ici' }).click()
  await map.getByRole('link', { name: 'Point d’intérêt' }).click()
  await map.locator('[data-island=place].live').waitFor()
  expect(Number(await map.locator('[name=lat]').inputValue())).toBeCloseTo(48.11, 2)
})
