import { describe, expect, test } from 'vitest'
import type { SearchAnswer } from '../src/api/types'
import { accessible, explore, json, open, server, tolerate, total, useBrowser } from './browser'

useBrowser()

describe('the search box', () => {
  test('proposes places, tags and entries, and the keyboard chooses', async () => {
    const page = await explore('/')
    const box = page.getByRole('combobox', { name: 'Chercher un nom' })
    await box.fill('renn')
    const option = page.getByRole('option', { name: /^Rennes commune/ })
    await option.waitFor()
    expect(await box.getAttribute('aria-expanded')).toBe('true')
    await accessible(page)
    await box.press('ArrowDown')
    expect(await option.getAttribute('aria-selected')).toBe('true')
    expect(await option.innerText()).toMatch(/commune · 35000 · Ille-et-Vilaine/)
    // Home and End are of the text: no proposal stays chosen.
    await box.press('Home')
    expect(await option.getAttribute('aria-selected')).toBe('false')
    await box.press('ArrowDown')
    await box.press('Enter')
    await page.waitForURL(/in=FR-35238/)
    await page.getByRole('button', { name: 'Retirer le filtre Rennes' }).waitFor()
    expect(await box.getAttribute('aria-expanded')).toBe('false')
  })

  test('closes on escape and searches what was typed', async () => {
    const page = await explore('/')
    const box = page.getByRole('combobox')
    await box.fill('vélo')
    await page.getByRole('option').first().waitFor()
    await box.press('Escape')
    expect(await page.getByRole('option').count()).toBe(0)
    await box.press('Enter')
    await page.waitForURL(/q=v%C3%A9lo/)
    await expect.poll(() => total(page)).toBe((await json<SearchAnswer>('/api/v1/search?q=vélo')).total)
  })

  test('reads #tags among words', async () => {
    const page = await explore('/')
    await page.getByRole('combobox').fill('atelier #vélo')
    await page.getByRole('button', { name: 'Chercher', exact: true }).click()
    await page.waitForURL(/q=atelier&tag=velo/)
    await page.getByRole('button', { name: 'Retirer le filtre #vélo' }).waitFor()
  })

  test('takes a postcode for the town that has it', async () => {
    const page = await explore('/')
    await page.getByRole('combobox').fill('35000')
    await page.getByRole('combobox').press('Enter')
    await page.waitForURL(/\?in=FR-35238(#|$)/)
    expect(await page.getByRole('combobox').inputValue()).toBe('')
  })

  test('completes a #tag begun, and keeps the accents of one that is not known', async () => {
    const page = await explore('/')
    await page.getByRole('combobox').fill('#répa')
    await page.getByRole('combobox').press('Enter')
    await page.waitForURL(/tag=repa[a-z]+/)
    await expect.poll(() => total(page)).toBeGreaterThan(0)
    await page.goto(`${server}/?tag=Zébré`)
    await page.getByRole('button', { name: 'Retirer le filtre #Zébré' }).waitFor()
  })

  test('proposes the town that the words name', async () => {
    const page = await explore('/?q=rennes')
    await page.getByRole('link', { name: 'Rennes, commune : voir tout ce qui s’y trouve' }).click()
    await page.waitForURL(/\?in=FR-35238(#|$)/)
    await page.getByRole('link', { name: /voir tout ce qui/ }).waitFor({ state: 'detached' })
  })

  test('says how words that match nothing were read', async () => {
    const page = await explore('/?q=jadrin')
    await page.getByText('Aucun résultat pour ces mots exacts').waitFor()
    expect(await total(page)).toBeGreaterThan(0)
  })
})

describe('filters', () => {
  test('count what they would find, and find it', async () => {
    const page = await explore('/')
    const chip = page.locator('.filters .chips').first().getByRole('button', { name: /^Événements/ })
    const count = Number((await chip.locator('.chip-count').innerText()).replace(/\D/g, ''))
    await chip.click()
    await expect.poll(() => total(page)).toBe(count)
    expect(await chip.getAttribute('aria-pressed')).toBe('true')
    // Kinds are or-ed: the others keep their counts, and another adds its own.
    const places = page.locator('.filters .chips').first().getByRole('button', { name: /^Points d’intérêt/ })
    const more = Number((await places.locator('.chip-count').innerText()).replace(/\D/g, ''))
    await places.click()
    await expect.poll(() => total(page)).toBe(count + more)
  })

  test('unfold tags, places and types, and can be taken away one by one', async () => {
    const page = await explore('/')
    await page.getByRole('button', { name: 'Mots-clés' }).click()
    const tag = page.locator('#filter-tag').getByRole('button').first()
    const count = Number((await tag.locator('.chip-count').innerText()).replace(/\D/g, ''))
    await accessible(page)
    await tag.click()
    await expect.poll(() => total(page)).toBe(count)
    // Taking a filter away leaves the focus on the next one, then on the count.
    await page.locator('.filters .chips').first().getByRole('button').first().click()
    await page.locator('.active-filters .removable').nth(1).waitFor()
    await page.locator('.active-filters .removable').first().press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('removable')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('count')
    await expect.poll(() => total(page)).toBe((await json<SearchAnswer>('/api/v1/search')).total)
    expect(new URL(page.url()).search).toBe('')
  })

  test('go down to a smaller territory', async () => {
    const page = await explore('/?in=FR-BRE')
    await page.getByRole('button', { name: 'Où' }).click()
    await page.locator('#filter-territory').getByRole('button', { name: /^Ille-et-Vilaine/ }).click()
    await page.waitForURL(/in=FR-35(#|$)/)
  })
})

describe('the ladder', () => {
  test('widens a place step by step, with counts that come true', async () => {
    const page = await explore('/?q=vélo&in=FR-35238')
    const steps = page.getByRole('navigation', { name: 'Élargir' }).getByRole('button')
    const texts = await steps.allInnerTexts()
    const counts = texts.map((text) => Number(/\(([\d\s]+)\)/.exec(text)?.[1]?.replace(/\D/g, '')))
    expect([...counts].sort((a, b) => a - b)).toEqual(counts)
    expect(counts.length).toBeGreaterThan(1)
    await steps.first().click()
    await expect.poll(() => total(page)).toBe(counts[0])
    expect(await steps.allInnerTexts()).toEqual(texts.slice(1))
    await steps.last().click()
    await expect.poll(() => total(page)).toBe(counts.at(-1))
    // All is found: no step is left to climb.
    await expect.poll(() => steps.count()).toBe(0)
    expect((await json<SearchAnswer>('/api/v1/search?q=vélo')).total).toBe(counts.at(-1))
  })

  test('speaks French: "Élargir à l’Ille-et-Vilaine"', async () => {
    const page = await explore('/?in=FR-35238')
    await page.getByRole('button', { name: /^Élargir à l’Ille-et-Vilaine \(\d+\)$/ }).waitFor()
  })

  test('is the way out of an empty result', async () => {
    const page = await explore('/?q=fablab&in=FR-09122')
    const nothing = page.getByText(/^Rien à Foix\s; \d+ en Ariège$/)
    await nothing.waitFor()
    const sentence = await nothing.innerText()
    await accessible(page)
    await nothing.getByRole('link').click()
    await expect.poll(() => total(page)).toBe(Number(/; (\d+)/.exec(sentence)![1]))
    await page.goBack()
    await nothing.waitFor()
    await page.getByRole('button', { name: 'Recommencer la recherche' }).click()
    await expect.poll(() => total(page)).toBeGreaterThan(100)
  })
})

describe('the list', () => {
  test('goes on, without repeating itself', async () => {
    const page = await explore('/')
    const items = page.locator('.panel .result')
    expect(await items.count()).toBe(20)
    await page.getByRole('button', { name: 'Afficher plus' }).click()
    await expect.poll(() => items.count()).toBe(40)
    const ids = await items.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')))
    expect(new Set(ids).size).toBe(40)
  })

  test('can be downloaded whole', async () => {
    const page = await explore('/?tag=velo')
    const href = await page.getByRole('link', { name: 'NDJSON' }).getAttribute('href')
    const response = await fetch(server + href)
    expect(response.status).toBe(200)
    expect((await response.text()).trim().split('\n').length).toBeGreaterThan(1)
  })

  test('says what to do when the server does not answer, and recovers', async () => {
    tolerate(/Failed to load resource|ERR_INTERNET_DISCONNECTED/)
    const page = await explore('/')
    await page.route('**/api/v1/search**', (route) => route.abort())
    await page.locator('.filters .chip').first().click()
    await page.getByText('Le serveur ne répond pas').waitFor()
    await accessible(page)
    await page.unroute('**/api/v1/search**')
    await page.getByRole('button', { name: 'Réessayer' }).click()
    await page.getByText('Le serveur ne répond pas').waitFor({ state: 'detached' })
    // Off line, it goes on by itself with the line.
    await page.context().setOffline(true)
    await page.locator('.filters .chip').first().click()
    await page.getByText('Vous êtes hors ligne').waitFor()
    await page.context().setOffline(false)
    await page.getByText('Vous êtes hors ligne').waitFor({ state: 'detached' })
  })

  test('shows that a slow answer is on its way', async () => {
    const page = await explore('/?q=fablab&in=FR-09122')
    let answer = () => {}
    const slowly = new Promise<void>((resolve) => (answer = resolve))
    await page.route(/api\/v1\/(search|elements)/, (route) => slowly.then(() => route.continue()))
    await page.getByRole('link', { name: /en Ariège$/ }).click()
    await page.locator('.results .skeleton').first().waitFor()
    answer()
    await page.locator('.results .skeleton').first().waitFor({ state: 'detached' })
    await page.unroute(/api/)
    const later = new Promise<void>((resolve) => (answer = resolve))
    await page.route(/api\/v1\/elements/, (route) => later.then(() => route.continue()))
    await page.locator('.panel .result a').first().click()
    await page.locator('.card .skeleton').waitFor()
    answer()
    await page.locator('.card h2').waitFor()
  })

  test('says what is wrong with an address made by hand', async () => {
    tolerate(/400/)
    const page = await open('/?in=FR-00000')
    await page.getByText(/n’a pas été comprise/).first().waitFor()
  })
})

describe('without JavaScript', () => {
  test('an empty answer says where there is more, in both languages', async () => {
    const page = await open('/?q=fablab&in=FR-09122', { javaScriptEnabled: false })
    const link = page.getByText(/^Rien à Foix\s;/).getByRole('link')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByText(/^Nothing in Foix; \d+ in Ariège$/).waitFor()
    await page.goBack()
    const count = Number(/^\d+/.exec(await link.innerText())![0])
    await link.click()
    expect(await total(page)).toBe(count)
  })

  test('the page is a list with a form, filters, a ladder and pages', async () => {
    const page = await open('/?in=FR-35', { javaScriptEnabled: false })
    expect(await page.locator('.result').count()).toBe(20)
    await page.getByRole('textbox').fill('vélo')
    await page.getByRole('button', { name: 'Chercher' }).click()
    expect(page.url()).toMatch(/q=v%C3%A9lo/)
    expect(page.url()).toMatch(/in=FR-35/)
    await page.getByRole('navigation', { name: 'Élargir' }).getByRole('link').last().click()
    expect(page.url()).not.toMatch(/in=FR-35/)
    expect(page.url()).toMatch(/q=v%C3%A9lo/)
    await page.goto(server)
    await page.getByRole('link', { name: 'Afficher plus' }).click()
    expect(await page.locator('.result').count()).toBe(20)
    await page.locator('.filters .chip').first().click()
    expect(page.url()).toMatch(/kind=/)
    await page.locator('.result a').first().click()
    expect(await page.locator('h1').innerText()).not.toBe('')
  })
})
