import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { accessible, explore, phone, total, useBrowser } from './browser'
import { restingView, viewOf } from './mercator'

useBrowser()

/** What people see, as far as the address must bring it back. */
async function seen(page: Page): Promise<unknown> {
  return {
    total: await total(page),
    words: await page.getByRole('combobox').inputValue(),
    filters: await page.locator('.active-filters button').allInnerTexts(),
    card: await page.locator('.card h2').allInnerTexts(),
  }
}

describe('the address', () => {
  test('brings everything back after a reload, or in another browser', async () => {
    const page = await explore('/?q=atelier&in=FR-35')
    await page.locator('.filters .chip').first().click()
    await page.waitForURL(/kind=/)
    await page.locator('.panel .result a').first().click()
    await page.locator('.card h2').waitFor()
    const before = await seen(page)
    const { zoom, lat, lon } = await restingView(page)
    await page.reload()
    await page.locator('.card h2').waitFor()
    expect(await seen(page)).toEqual(before)
    const other = await explore(new URL(page.url()).pathname + new URL(page.url()).search + new URL(page.url()).hash)
    await other.locator('.card h2').waitFor()
    expect(await seen(other)).toEqual(before)
    const again = await restingView(other)
    expect(again.zoom).toBeCloseTo(zoom, 1)
    expect(again.lat).toBeCloseTo(lat, 2)
    expect(again.lon).toBeCloseTo(lon, 2)
  })

  test('is copied whole, and followed by the other language', async () => {
    const page = await explore('/?q=atelier&in=FR-35', { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.locator('.panel .result a').first().click()
    const name = await page.locator('.card h2').innerText()
    const { zoom, lat, lon } = await restingView(page)
    await page.getByRole('button', { name: 'Copier le lien de cette vue' }).click()
    await page.getByText('Lien copié').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
    await page.getByRole('link', { name: 'English' }).click()
    await page.waitForURL(/\/en\/\?q=atelier&in=FR-35#map=/)
    await page.locator('.card h2', { hasText: name }).waitFor()
    await page.locator('.map[data-state=ready]').waitFor()
    await expect.poll(() => viewOf(page)).toEqual({ zoom, lat, lon })
  })

  test('goes back and forth step by step', async () => {
    const page = await explore('/')
    const states = [await seen(page)]
    const box = page.getByRole('combobox')
    await box.fill('jardin')
    await box.press('Escape')
    await box.press('Enter')
    await page.waitForURL(/q=jardin/)
    states.push(await seen(page))
    await page.locator('.filters .chip').first().click()
    await page.waitForURL(/kind=/)
    states.push(await seen(page))
    await page.locator('.panel .result a').first().click()
    await page.locator('.card h2').waitFor()
    states.push(await seen(page))
    for (const state of states.slice(0, -1).reverse()) {
      await page.goBack()
      await expect.poll(() => seen(page)).toEqual(state)
    }
    for (const state of states.slice(1)) {
      await page.goForward()
      await expect.poll(() => seen(page)).toEqual(state)
    }
  })

  test('brings the map back where it was', async () => {
    const page = await explore('/?in=FR-35238')
    await expect.poll(() => viewOf(page).zoom).toBeGreaterThan(9)
    const rennes = await restingView(page)
    await page.getByRole('button', { name: 'Retirer le filtre Rennes' }).click()
    await page.getByRole('combobox').fill('lyon')
    await page.getByRole('option', { name: /^Lyon commune/ }).click()
    await expect.poll(() => viewOf(page).lon).toBeGreaterThan(4)
    await page.goBack()
    await page.goBack()
    await expect.poll(() => viewOf(page).lon).toBeCloseTo(rennes.lon, 2)
  })
})

describe('the keyboard alone', () => {
  test('searches, opens a card, closes it and comes back to where it was', async () => {
    const page = await explore('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Aller au contenu')
    const first = page.locator('.panel .result a').first()
    await first.focus()
    await page.keyboard.press('Enter')
    await page.locator('.card h2').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('card-name')
    await page.keyboard.press('Escape')
    await page.locator('.card').waitFor({ state: 'detached' })
    expect(await first.evaluate((node) => node === document.activeElement)).toBe(true)
  })
})

describe('around me', () => {
  test('lists by distance, nearest first', async () => {
    const page = await explore('/', { geolocation: { longitude: -1.6811, latitude: 48.1102 }, permissions: ['geolocation'] })
    const everywhere = await total(page)
    await page.getByRole('button', { name: 'Autour de moi' }).click()
    await page.waitForURL(/near=-1\.681,48\.11&radius=5000/)
    await page.getByRole('button', { name: 'Retirer le filtre À moins de 5 km de moi' }).waitFor()
    await expect.poll(() => total(page)).toBeLessThan(everywhere)
    const near = await total(page)
    await page.getByRole('group', { name: 'À moins de' }).getByRole('button', { name: '50 km' }).click()
    await page.waitForURL(/radius=50000/)
    await expect.poll(() => total(page)).toBeGreaterThan(near)
    await page.locator('.distance').first().waitFor()
    const distances = (await page.locator('.distance').allInnerTexts()).map((text) => {
      const number = Number(text.replace(',', '.').replace(/[^\d.]/g, ''))
      return text.endsWith('km') ? number * 1000 : number
    })
    expect([...distances].sort((a, b) => a - b)).toEqual(distances)
  })

  test('says what to do when the position is refused', async () => {
    const page = await explore('/')
    await page.getByRole('button', { name: 'Autour de moi' }).click()
    await page.getByText('Votre navigateur n’a pas donné votre position').waitFor()
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation(null)
    await page.getByRole('button', { name: 'Autour de moi' }).click()
    await page.getByText('Votre appareil ne sait pas où il est. Cherchez plutôt le nom de votre commune.').waitFor()
  })
})

describe('on a phone', () => {
  test('the list is a sheet over the map, moved with buttons', async () => {
    const page = await explore('/', { viewport: phone, hasTouch: true, isMobile: true })
    await accessible(page)
    const panel = page.locator('.panel')
    const height = async () => Math.round((await panel.boundingBox())!.height)
    const [grow, shrink] = [page.getByRole('button', { name: 'Agrandir la liste' }), page.getByRole('button', { name: 'Réduire la liste' })]
    const half = await height()
    await grow.click()
    await expect.poll(height).toBeGreaterThan(half + 200)
    expect(await grow.isDisabled()).toBe(true)
    await accessible(page)
    await shrink.click()
    await shrink.click()
    await expect.poll(height).toBeLessThan(80)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width)
  })

  test('the ladder shows its first step, and unfolds', async () => {
    const page = await explore('/?q=vélo&in=FR-35238', { viewport: phone, hasTouch: true, isMobile: true })
    const ladder = page.getByRole('navigation', { name: 'Élargir' })
    await ladder.waitFor()
    expect(await ladder.getByRole('button').count()).toBe(2)
    await ladder.getByRole('button', { name: 'Élargir encore' }).tap()
    await expect.poll(() => ladder.getByRole('button').count()).toBeGreaterThan(2)
    await accessible(page)
  })

  test('search, filter and card work with a finger', async () => {
    const page = await explore('/', { viewport: phone, hasTouch: true, isMobile: true })
    await page.getByRole('combobox').fill('jardin')
    await page.getByRole('combobox').press('Enter')
    await page.waitForURL(/q=jardin/)
    await page.locator('.filters .chip').first().tap()
    await page.waitForURL(/kind=/)
    await page.locator('.panel .result a').first().tap()
    await page.locator('.card h2').waitFor()
    await accessible(page)
    await page.getByRole('button', { name: 'Fermer la fiche' }).tap()
    await page.locator('.card').waitFor({ state: 'detached' })
  })
})
