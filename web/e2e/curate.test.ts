// Somebody picks elements for their map: from a card, from the list, by drawing around
// them on the map; another suggests some, and what one editor picks another's open map
// shows at once.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, phone, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

/** Makes a map that who has logged in on a page answers for, and returns its slug. */
async function make(page: Page, title: string, contributors: string): Promise<string> {
  const [status, slug] = await page.evaluate(async ({ title, contributors }) => {
    const body = JSON.stringify({ title, status: 'published', visibility: 'public', contributors, look: {} })
    const response = await fetch('/api/v1/networks', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    const made = (await response.json()) as { slug: string }
    return [response.status, made.slug] as const
  }, { title, contributors })
  expect(status, title).toBeLessThan(300)
  return slug
}

/** Returns how many elements a map shows. */
async function shown(slug: string): Promise<number> {
  const response = await fetch(`${site.address}/api/v1/search?network=${slug}`)
  return ((await response.json()) as { total: number }).total
}

async function explore(page: Page, path: string): Promise<void> {
  await page.goto(site.address + path)
  await page.locator('body.live .panel .count').waitFor()
  await page.locator('.map[data-state=ready]').waitFor()
}

async function looksRight(page: Page, name: string): Promise<void> {
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url()).toBe(true)
  const folder = process.env['MAILLAGE_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/curate-${name}-${String(page.viewportSize()?.width)}.png` })
}

test.each([
  ['wide', wide, 'light'],
  ['phone', phone, 'dark'],
] as const)('somebody picks from a card, the list and the map: %s, %o, %s', async (size, viewport, colorScheme) => {
  const page = await join(site, `camille-${size}@example.org`, 'Camille', { viewport, colorScheme })
  const slug = await make(page, `Carte de Camille ${size}`, 'nobody')
  await explore(page, '/?kind=place')

  await page.locator('.result-name a').first().click()
  await page.getByRole('button', { name: 'Ajouter à une carte' }).click()
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await page.getByText('1 fiche ajoutée.').waitFor()
  expect(await shown(slug)).toBe(1)
  await looksRight(page, 'card')
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
  await page.getByText('C’est annulé.').waitFor()
  expect(await shown(slug)).toBe(0)
  await page.getByRole('button', { name: 'Fermer la fiche' }).click()

  if (size === 'phone') await page.getByRole('button', { name: 'Agrandir la liste' }).click()
  await page.getByRole('button', { name: 'Choisir pour une carte' }).click()
  await page.locator('.result-choice').nth(0).check()
  await page.locator('.result-choice').nth(1).check()
  await page.getByText('2 fiches choisies.').waitFor()
  await looksRight(page, 'chooser')
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await page.getByText('2 fiches ajoutées.').waitFor()
  expect(await shown(slug)).toBe(2)

  await page.getByRole('button', { name: 'Entourer sur la carte' }).click()
  const box = (await page.locator('.lasso').boundingBox())!
  const within = size === 'phone' ? { top: 230, bottom: 130 } : { top: 20, bottom: 20 }
  const corners = [[20, within.top], [box.width - 20, within.top], [box.width - 20, box.height - within.bottom], [20, box.height - within.bottom], [20, within.top + 10]] as const
  await page.mouse.move(box.x + corners[0][0], box.y + corners[0][1])
  await page.mouse.down()
  for (const [x, y] of corners) await page.mouse.move(box.x + x, box.y + y, { steps: 4 })
  await looksRight(page, 'lasso')
  await page.mouse.up()
  await page.getByText(/\d+ de plus/).waitFor()
  const chosen = Number((await page.locator('.chooser-count').innerText()).match(/\d+/)?.[0])
  expect(chosen).toBeGreaterThan(2)
  await page.getByRole('button', { name: 'Masquer sur cette carte' }).click()
  await page.getByText(/\d+ fiches masquées/).waitFor()
  expect(await shown(slug)).toBe(0)
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
  await page.getByText('C’est annulé.').waitFor()
  expect(await shown(slug)).toBe(2)

  await page.getByRole('button', { name: 'Entourer sur la carte' }).click()
  await page.keyboard.press('Escape')
  await page.locator('.lasso').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Prendre ce que montre la carte' }).click()
  await page.getByText(/\d+ de plus|Il y a/).waitFor()
  await page.getByRole('button', { name: 'Terminer' }).click()
  await page.locator('.chooser').waitFor({ state: 'detached' })
})

test('an element is added from its page, without scripts', async () => {
  const page = await join(site, 'sans@example.org', 'Sans script')
  const slug = await make(page, 'Carte sans script', 'nobody')
  const found = await page.evaluate(async () => ((await (await fetch('/api/v1/search?kind=place&limit=1')).json()) as { features: { properties: { id: string } }[] }).features[0]!.properties.id)
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState(), viewport: phone, locale: 'fr-FR' })
  const plain = await context.newPage()
  await plain.goto(`${site.address}/e/${found}`)
  await plain.getByRole('link', { name: 'Ajouter à une carte' }).click()
  await plain.getByRole('button', { name: 'Ajouter Carte sans script' }).click()
  await plain.getByText('1 fiche ajoutée à la carte').waitFor()
  expect(await shown(slug)).toBe(1)
  await plain.getByRole('button', { name: 'Annuler', exact: true }).click()
  await plain.getByText('C’est annulé pour 1 fiche').waitFor()
  expect(await shown(slug)).toBe(0)
  await context.close()
})

test('somebody suggests, and an editor accepts', async () => {
  const camille = await join(site, 'edite@example.org', 'Camille')
  const slug = await make(camille, 'Carte ouverte', 'suggestions')
  const sacha = await join(site, 'propose@example.org', 'Sacha')
  await explore(sacha, '/?kind=place')
  await sacha.locator('.result-name a').first().click()
  await sacha.getByRole('button', { name: 'Ajouter à une carte' }).click()
  await sacha.locator('.curate').getByRole('combobox').selectOption({ label: 'Carte ouverte' })
  await sacha.getByRole('button', { name: 'Proposer' }).click()
  await sacha.getByText('1 fiche proposée').waitFor()
  expect(await shown(slug)).toBe(0)

  await camille.goto(`${site.address}/home`)
  await camille.getByRole('link', { name: /1 proposition attend votre réponse/ }).click()
  await looksRight(camille, 'suggestions')
  await camille.getByRole('button', { name: 'Accepter les fiches cochées' }).click()
  await camille.getByText('1 proposition acceptée.').waitFor()
  expect(await shown(slug)).toBe(1)
  await sacha.goto(`${site.address}/notifications`)
  await sacha.getByText('Camille a accepté vos propositions pour la carte « Carte ouverte »').first().waitFor()
})

test('what one editor picks, another’s open map shows at once', async () => {
  const camille = await join(site, 'direct-une@example.org', 'Camille')
  const slug = await make(camille, 'Carte en direct', 'nobody')
  const sacha = await join(site, 'direct-deux@example.org', 'Sacha')
  await camille.goto(`${site.address}/n/${slug}/people`)
  await looksRight(camille, 'people')
  await camille.getByRole('button', { name: 'Inviter', exact: true }).click()
  const link = await camille.locator('.handed').innerText()
  await sacha.goto(link)
  await sacha.getByRole('button', { name: 'Accepter' }).click()
  await sacha.getByText('Vous faites cette carte').first().waitFor()
  await looksRight(sacha, 'made')

  await explore(sacha, `/n/${slug}`)
  expect(await sacha.locator('.panel .count').innerText()).toMatch(/^(0|Aucun)/)
  await explore(camille, '/?kind=place')
  await camille.locator('.result-name a').first().click()
  await camille.getByRole('button', { name: 'Ajouter à une carte' }).click()
  const tiles = sacha.waitForResponse((response) => response.url().includes('/tiles/elements/') && response.url().includes(slug))
  const begun = Date.now()
  await camille.locator('.curate').getByRole('button', { name: 'Ajouter', exact: true }).click()
  await camille.getByText('1 fiche ajoutée.').waitFor()
  await sacha.getByText('1 résultat', { exact: true }).waitFor()
  const counted = Date.now() - begun
  await tiles
  console.log(`the other’s count follows after ${counted} ms, the map after ${Date.now() - begun} ms`)
  expect(counted).toBeLessThan(3000)
  await looksRight(sacha, 'live')
})

test('what is published for a map is on it', async () => {
  const camille = await join(site, 'contribue@example.org', 'Camille')
  const slug = await make(camille, 'Carte à compléter', 'everyone')
  const sacha = await join(site, 'contribue-aussi@example.org', 'Sacha')
  await explore(sacha, `/n/${slug}`)
  await sacha.getByRole('link', { name: 'Ajouter à cette carte' }).click()
  await sacha.locator('a[data-kind=place]').click()
  await sacha.getByText('sera aussi ajouté à la carte « Carte à compléter »').waitFor()
  await looksRight(sacha, 'form')
  await sacha.getByLabel('Nom', { exact: true }).fill('Lavoir de la carte')
  await sacha.getByRole('button', { name: 'Publier', exact: true }).click()
  await sacha.getByText('C’est publié').first().waitFor()
  expect(await shown(slug)).toBe(1)
})
