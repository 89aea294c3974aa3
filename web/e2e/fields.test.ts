// Fields of the form that help who fills it, by keyboard and on a phone: hours, tags,
// what was typed before, and what is referenced already.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Element, HoursInWords, SearchAnswer } from '../src/api/types'
import { readWeek, writeWeek } from '../src/form/week'
import { accessible, json, open, phone, tolerate, useBrowser, wide } from './browser'
import { useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

type Options = Parameters<typeof open>[1]

async function form(path = '/new?kind=place', options: Options = {}): Promise<Page> {
  const page = await open(path, { viewport: phone, ...options }, site.address)
  await page.locator('#tags-field').waitFor()
  return page
}

const value = (page: Page, name: string) => page.locator(`[name="${name}"]`).first().inputValue()
const section = (page: Page, name: string) => page.locator('summary', { hasText: name }).first().click()

/** Gives the form a place without the map: what the island of the place does. */
async function placeAt(page: Page, lon: number, lat: number): Promise<void> {
  await page.evaluate(([lon, lat]) => {
    for (const [name, value] of [['lon', lon], ['lat', lat]] as const) {
      const input = document.querySelector<HTMLInputElement>(`form [name="${name}"]`)!
      input.value = String(value)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }, [lon, lat])
}

test('hours are made of days and stretches, and said in words', async () => {
  const page = await form()
  await section(page, 'Horaires')
  await page.getByRole('button', { name: 'Du lundi au vendredi' }).click()
  const times = page.locator('.hours-stretch input')
  await times.nth(0).fill('09:00')
  await times.nth(1).fill('12:30')
  await page.getByRole('button', { name: 'Ajouter des heures le même jour' }).click()
  await times.nth(2).fill('14:00')
  await times.nth(3).fill('18:00')
  await page.getByRole('button', { name: 'Ajouter d’autres jours' }).click()
  const other = page.locator('.hours-group').nth(1)
  await other.getByLabel('mercredi').check({ force: true })
  await other.getByLabel('Fermé').check()
  await page.getByRole('button', { name: 'Fermé les jours fériés' }).click()
  expect(await value(page, 'hours')).toBe('Mo,Tu,Th,Fr 09:00-12:30,14:00-18:00; We off; PH off')
  await page.getByText('Le lundi, le mardi, le jeudi et le vendredi de 9 h à 12 h 30 et de 14 h à 18 h').waitFor()
  await page.getByText('Fermé les jours fériés').last().waitFor()
  await placeAt(page, -1.68, 48.11)
  await page.getByText(/^En ce moment : (Ouvert|Fermé)/).waitFor()
  await accessible(page)
})

test('hours are made by keyboard alone', async () => {
  const page = await form('/new?kind=place', { viewport: wide })
  await page.locator('summary', { hasText: 'Horaires' }).first().focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter') // choose the days
  for (const press of ['Space', 'Tab', 'Space']) await page.keyboard.press(press)
  await page.locator('.hours-stretch input').first().focus()
  await page.keyboard.type('0930AM')
  expect(await value(page, 'hours')).toBe('Mo,Tu 09:30+')
  await page.getByText('Le lundi et le mardi à partir de 9 h 30').waitFor()
})

test('what the editor does not show stays in the text, and is said', async () => {
  const page = await form()
  await section(page, 'Horaires')
  await section(page, 'Écrire les horaires en texte')
  await page.locator('[name=hours]').fill('Lundi-Vendredi 9h-12h; Apr-Oct Sa[1] 10:00-12:00')
  await page.getByText('D’avril à octobre, le 1er samedi du mois de 10 h à 12 h').waitFor()
  await page.locator('.hours-group').getByLabel('mercredi').uncheck({ force: true })
  expect(await value(page, 'hours')).toBe('Mo,Tu,Th,Fr 09:00-12:00; Apr-Oct Sa[1] 10:00-12:00')
  await page.locator('[name=hours]').fill('le samedi, quand il fait beau')
  await page.getByText('Ce texte n’est pas compris à partir de « le samedi').waitFor()
  await page.getByText('Vous pouvez le laisser').waitFor()
  await accessible(page)
})

test('the editor says what the text said, of all hours of the demo', async () => {
  const { features } = await json<SearchAnswer>('/api/v1/search?kind=place,organization&limit=200')
  const texts = new Set<string>()
  for (const { id } of features) {
    const { properties } = await json<Element & { properties: { openingHours?: string } }>(`/api/v1/elements/${id}`)
    if (properties.openingHours) texts.add(properties.openingHours)
  }
  expect(texts.size).toBeGreaterThan(3)
  for (const text of texts) {
    const said = (text: string) => json<HoursInWords>(`/api/v1/hours?text=${encodeURIComponent(text)}`)
    expect((await said(writeWeek(readWeek(text)))).lines, text).toEqual((await said(text)).lines)
  }
})

test('tags are completed, pasted, and taken away by keyboard', async () => {
  const page = await form()
  const field = page.getByRole('combobox', { name: 'Mots-clés' })
  await field.fill('jard')
  await page.getByRole('option', { name: /#jardin partagé \d+/ }).waitFor()
  await field.press('ArrowDown')
  await field.press('Enter')
  await field.pressSequentially('#Vélo #compost, jardin-partage,')
  expect(await value(page, 'tags')).toBe('jardin partagé, Vélo, compost')
  await field.pressSequentially('encore')
  expect(await value(page, 'tags')).toBe('jardin partagé, Vélo, compost, encore')
  await page.getByLabel('Nom').focus()
  await page.getByRole('button', { name: 'Retirer le mot-clé encore' }).waitFor()
  await field.focus()
  await field.press('Backspace')
  await page.keyboard.press('Delete')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Backspace')
  expect(await value(page, 'tags')).toBe('jardin partagé, compost')
  await page.locator('.tags-editor .chip', { hasText: '+' }).first().click()
  expect((await value(page, 'tags')).split(', ')).toHaveLength(3)
  await accessible(page)
})

test('what was typed is offered to who comes back, in either language, and thrown away', async () => {
  const page = await form()
  await page.getByLabel('Nom').fill('Le Hangar')
  await page.locator('#tags-field').fill('compost')
  await section(page, 'Horaires')
  await page.getByRole('button', { name: 'Sur rendez-vous' }).click()
  await page.goto(`${site.address}/new?kind=event`)
  await page.locator('#tags-field').waitFor()
  expect(await page.locator('.draft').count()).toBe(0)

  await page.goto(`${site.address}/en/new?kind=place`)
  await page.getByText(/^Go on with your draft of /).waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('')
  await page.getByRole('button', { name: 'Go on' }).click()
  expect([await value(page, 'name'), await value(page, 'tags'), await value(page, 'hours')]).toEqual(['Le Hangar', 'compost', '"sur rendez-vous"'])
  await page.getByRole('button', { name: 'Remove the tag compost' }).waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Start again without it' }).click()
  expect([await value(page, 'name'), await value(page, 'tags'), await value(page, 'hours')]).toEqual(['', '', ''])
  await page.reload()
  await page.locator('#tags-field').waitFor()
  expect(await page.locator('.draft').count()).toBe(0)
})

test('where storage is refused, the form is as it was', async () => {
  const page = await open('/new?kind=place', { viewport: phone }, site.address)
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  })
  await page.reload()
  await page.locator('#tags-field').fill('compost, vélo')
  await page.reload()
  await page.locator('#tags-field').waitFor()
  expect(await page.locator('.draft').count()).toBe(0)
})

test.each(['light', 'dark'] as const)('what is referenced already is shown, and said to be another: %s', async (colorScheme) => {
  const { features } = await json<SearchAnswer>('/api/v1/search?kind=place&limit=50')
  const twin = features.find(({ geometry, properties }) => geometry?.type === 'Point' && !properties.precision)!
  const [lon = 0, lat = 0] = twin.geometry?.type === 'Point' ? twin.geometry.coordinates : []
  const page = await form('/new?kind=place', { colorScheme })
  await page.getByLabel('Nom').fill(twin.properties.name)
  await placeAt(page, lon, lat)
  const section = page.getByRole('region', { name: 'Est-ce déjà référencé ?' })
  await section.locator('.duplicates-name', { hasText: twin.properties.name }).waitFor()
  await section.getByText('proche, et de nom semblable').first().waitFor()
  const [opened] = await Promise.all([page.waitForEvent('popup'), section.getByRole('link', { name: /^C’est celui-ci/ }).first().click()])
  await opened.getByRole('heading', { name: twin.properties.name, level: 1 }).waitFor()
  await opened.close()
  await accessible(page)
  while (await section.getByRole('button').count()) await section.getByRole('button').first().press('Enter')
  await section.getByText('C’est noté').waitFor()
  expect(await page.locator('[name=notsame]').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))).toContain(twin.id)

  // An element that is edited is no twin of itself.
  const asked = page.waitForRequest('**/api/v1/duplicates?*')
  await page.goto(`${site.address}/edit/${twin.id}`)
  expect(new URL((await asked).url()).searchParams.get('except')).toBe(twin.id)
})

test('nobody is kept from sending by a search for what is alike', async () => {
  tolerate(/duplicates|500/)
  const page = await form()
  await page.route('**/api/v1/duplicates?*', (route) => route.fulfill({ status: 500 }))
  await page.getByLabel('Nom').fill('Le Hangar des Possibles')
  await placeAt(page, -1.68, 48.11)
  await page.waitForRequest('**/api/v1/duplicates?*')
  expect(await page.getByRole('region', { name: 'Est-ce déjà référencé ?' }).count()).toBe(0)
})
