// The working tool of a network: its table, what its editors keep of an element, paper.
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

test.each([['wide, light', wide, 'light'], ['on a phone, dark', phone, 'dark']] as const)('editors tag, annotate and hide in the table, %s', async (name, viewport, colorScheme) => {
  const page = await join(site, `${colorScheme}@example.org`, 'Camille', { viewport, colorScheme })
  const made = await page.request.post(`${site.address}/api/v1/networks`, {
    headers: { Origin: site.address },
    data: { title: `Jardins, ${name}`, query: 'kind=place', status: 'published', visibility: 'public', fields: [{ key: 'places', label: 'Places', type: 'number', shown: true }] },
  })
  expect(made.status()).toBe(201)
  const { slug } = (await made.json()) as { slug: string }
  await page.goto(`${site.address}/n/${slug}/table`)
  const rows = page.locator('.network-table tbody tr')
  const before = await rows.count()
  expect(before).toBeGreaterThan(10)
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)

  await page.getByRole('link', { name: 'Nom', exact: true }).click()
  await page.locator('th[aria-sort=ascending]').waitFor()
  const first = await rows.first().getByRole('rowheader').getByRole('link').innerText()

  await rows.first().getByRole('link', { name: /^Écrire/ }).click()
  await accessible(page)
  await page.getByLabel('Note').fill('rappeler en mars')
  tolerate(/422/)
  await page.getByLabel('Places').fill('beaucoup')
  await page.getByRole('button', { name: 'Garder' }).click()
  await page.getByText('ne convient pas').waitFor()
  await page.getByLabel('Places').fill('12')
  await page.getByRole('button', { name: 'Garder' }).click()
  await page.locator('th[aria-sort=ascending]').waitFor()
  expect(await rows.first().innerText()).toMatch(/12[\s\S]*rappeler en mars/)

  await rows.first().getByRole('checkbox').check()
  await page.locator('#table-tags').fill(`essai ${colorScheme}`)
  await page.getByRole('button', { name: 'Ajouter ces mots-clés' }).click()
  await page.getByText('1 fiche changée.').waitFor()
  await page.getByRole('link', { name: /Changées depuis ma visite/ }).click()
  await page.getByRole('rowheader', { name: first }).waitFor()
  await page.getByRole('button', { name: 'J’ai tout vu' }).click()
  await page.getByText('la liste repart de maintenant').waitFor()

  await page.goto(`${site.address}/n/${slug}/table?sort=name`)
  await rows.first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Masquer de la carte' }).click()
  await page.getByText('1 fiche changée sur la carte.').waitFor()
  expect(await rows.count()).toBe(before - 1)

  const paper = await open(`/n/${slug}/print`, { viewport, colorScheme }, site.address)
  await accessible(paper)
  expect(await paper.locator('.print-list li').count()).toBe(before - 1)
  expect(await paper.locator('.print-map circle').count()).toBeGreaterThan(0)
  expect(await paper.locator('.print-map path').count()).toBeGreaterThan(0)
  expect(await paper.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}, 90_000)
