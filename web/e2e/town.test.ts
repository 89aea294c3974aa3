import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { SearchAnswer, TerritoryDetail } from '../src/api/types'
import { accessible, explore, json, phone, server, useBrowser } from './browser'
import { onScreen, viewOf } from './mercator'

useBrowser()

const rennes = { lon: -1.68, lat: 48.11 }
const question = (page: Page) => page.getByRole('group', { name: 'Où habitez-vous ?' })
const places = (page: Page) => page.getByRole('group', { name: 'Où chercher' })

/** Expects the visit to be about Rennes, chosen as "ma commune". */
async function atHome(page: Page): Promise<void> {
  await page.waitForURL(/\?in=FR-35238(#|$)/)
  await places(page).locator('[aria-pressed=true]', { hasText: 'Ma commune' }).waitFor()
}

describe('ma commune', () => {
  test('is asked once, chosen with the keyboard, and then names the ladder', async () => {
    const page = await explore('/')
    await question(page).waitFor()
    await accessible(page)
    await question(page).getByRole('button', { name: 'Dire ma commune' }).press('Enter')
    await page.locator('input:focus').waitFor()
    await page.keyboard.type('35000')
    await page.getByRole('button', { name: /^Rennes 35000/ }).waitFor()
    await accessible(page)
    await page.keyboard.press('Enter')
    await atHome(page)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Ma commune')
    await page.getByRole('button', { name: /^Élargir à mon (intercommunalité, Rennes Métropole|département, Ille-et-Vilaine) \(\d+\)$/ }).waitFor()
    expect(await page.getByRole('link', { name: 'Tout sur Rennes' }).getAttribute('href')).toBe('/t/FR-35238')
    await accessible(page)
    await places(page).getByRole('button', { name: 'Mon département (Ille-et-Vilaine)' }).click()
    await page.waitForURL(/\?in=FR-35(#|$)/)
    await places(page).getByRole('button', { name: 'Partout' }).click()
    await page.waitForURL(/\/(#|$)/)
    expect(await page.context().cookies()).toEqual([])

    // The next visit begins at home, the list like the map.
    await page.goto(server)
    await atHome(page)
    await expect.poll(() => viewOf(page).zoom).toBeGreaterThan(9)
    expect(await question(page).count()).toBe(0)
    // A search that says no place stays everywhere, on a map of home.
    await page.goto(`${server}/?q=jardin`)
    await page.locator('.map[data-state=ready]').waitFor()
    expect(new URL(page.url()).search).toBe('?q=jardin')
  })

  test('put aside, it is asked no more, and can still be said, changed and forgotten', async () => {
    const page = await explore('/')
    await question(page).getByRole('button', { name: 'Ne pas le dire' }).click()
    await question(page).waitFor({ state: 'detached' })
    await page.reload()
    await places(page).getByRole('button', { name: 'Ma commune' }).click()
    expect(await question(page).count()).toBe(0)
    const picker = page.getByRole('group', { name: 'Ma commune' })
    await picker.getByRole('textbox').fill('zzzz')
    await picker.getByText('Aucune commune connue ici').waitFor()
    await picker.getByRole('textbox').fill('foix')
    await picker.getByRole('button', { name: /^Foix/ }).click()
    await page.waitForURL(/in=FR-09122/)
    await page.goto(`${server}/?in=FR-35238`)
    await page.getByRole('button', { name: 'C’est ma commune' }).click()
    await atHome(page)
    await places(page).getByRole('button', { name: 'Changer de commune' }).click()
    await picker.getByRole('button', { name: 'Oublier ma commune' }).click()
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    expect(await places(page).getByRole('button', { name: 'Mon département' }).count()).toBe(0)
  })

  test('is found by position, or says in words why not', async () => {
    const page = await explore('/')
    await question(page).getByRole('button', { name: 'Dire ma commune' }).click()
    await page.getByRole('button', { name: 'Par ma position' }).click()
    await page.getByRole('alert').getByText('Cherchez plutôt le nom de votre commune').waitFor()
    await accessible(page)
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ longitude: -30, latitude: 40 })
    await page.getByRole('button', { name: 'Par ma position' }).click()
    await page.getByText('Aucune commune n’est connue à cet endroit').waitFor()
    await page.reload()
    await page.context().setGeolocation({ longitude: rennes.lon, latitude: rennes.lat })
    await question(page).getByRole('button', { name: 'Dire ma commune' }).click()
    await page.getByRole('button', { name: 'Par ma position' }).click()
    await atHome(page)
  })

  test('is touched on the map of a phone', async () => {
    const page = await explore(`/#map=6/${rennes.lat}/${rennes.lon}`, { viewport: phone, hasTouch: true, isMobile: true })
    await question(page).getByRole('button', { name: 'Dire ma commune' }).tap()
    await accessible(page)
    await page.getByRole('button', { name: 'La toucher sur la carte' }).tap()
    await expect.poll(() => page.locator('.panel').getAttribute('data-size')).toBe('collapsed')
    await accessible(page)
    // From afar a touch only comes nearer.
    const touch = async () => {
      const { x, y } = await onScreen(page, rennes)
      await page.touchscreen.tap(x, y)
    }
    await touch()
    await expect.poll(() => viewOf(page).zoom).toBeCloseTo(9, 1)
    await touch()
    await atHome(page)
  })

  test('where nothing is yet begins with what is around it', async () => {
    // No commune of the demo is empty: a département stands for one.
    const { code, name, level, parents, bounds } = await json<TerritoryDetail>('/api/v1/territories/FR-48')
    const page = await explore('/')
    await page.evaluate((home) => localStorage.setItem('maillage.town', home), JSON.stringify({ code, name, level, parents, bounds }))
    await page.goto(server)
    await page.waitForURL(/\?in=FR-/)
    const begun = new URL(page.url()).searchParams.get('in')
    const around = parents!.map((parent) => parent.code)
    expect(around).toContain(begun)
    for (const narrower of [code, ...around.slice(0, around.indexOf(begun!))]) expect((await json<SearchAnswer>(`/api/v1/search?in=${narrower}`)).total).toBe(0)
    expect((await json<SearchAnswer>(`/api/v1/search?in=${begun}`)).total).toBeGreaterThan(0)
  })
})
