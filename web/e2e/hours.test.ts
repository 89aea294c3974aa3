import { describe, expect, test } from 'vitest'
import type { Element, SearchAnswer } from '../src/api/types'
import { accessible, explore, json, open, phone, useBrowser, wide } from './browser'

useBrowser()

/** Returns an element of the demo whose hours are known, on a clock that is. */
async function withHours(): Promise<Element> {
  const { features } = await json<SearchAnswer>('/api/v1/search?kind=place&in=FR-BRE&limit=200')
  for (const { id } of features) {
    const element = await json<Element>(`/api/v1/elements/${id}`)
    if (element.properties.opening?.now) return element
  }
  throw new Error('no place of the demo tells whether it is open')
}

const state = /^(Ouvert|Fermé)( · .+)?$/

describe.each([['wide', wide], ['phone', phone]] as const)('%s', (_, viewport) => {
  test.each(['light', 'dark'] as const)('its page and its card say when it is open, when %s', async (colorScheme) => {
    const { id, properties } = await withHours()
    const page = await open(`/e/${id}/${properties.slug}`, { viewport, colorScheme })
    expect(await page.locator('.hours-now').innerText()).toMatch(state)
    for (const line of properties.opening?.lines ?? []) await page.getByText(line, { exact: true }).waitFor()
    await accessible(page)

    const map = await explore(`/?in=FR-BRE#e=${id}`, { viewport, colorScheme })
    await map.locator('.card .hours-now').waitFor()
    expect(await map.locator('.card .hours-now').innerText()).toMatch(state)
    expect(await map.locator('.card .hours-today').innerText()).toMatch(/^Aujourd’hui/)
    await accessible(map)
  })
})

test('without JavaScript a page says the same', async () => {
  const { id, properties } = await withHours()
  const page = await open(`/e/${id}/${properties.slug}`, { javaScriptEnabled: false })
  expect(await page.locator('.hours-now').innerText()).toMatch(state)
  for (const line of properties.opening?.lines ?? []) await page.getByText(line, { exact: true }).waitFor()
})

test('a page that stays open asks again when its hours change', async () => {
  const { id, properties } = await withHours()
  const page = await open('/legal')
  await page.clock.install()
  await page.goto(`${new URL(page.url()).origin}/e/${id}/${properties.slug}`)
  const until = await page.locator('#hours').getAttribute('data-until')
  let answered = false
  page.on('response', (response) => {
    answered ||= response.ok() && response.url().endsWith(`/api/v1/elements/${id}`)
  })
  await page.clock.fastForward(Math.max(Date.parse(until ?? '') - Date.now(), 0))
  await expect.poll(async () => (await page.clock.runFor(60_000), answered), { timeout: 20_000 }).toBe(true)
  expect(await page.locator('.hours-now').innerText()).toMatch(state)
  expect(await page.locator('#hours dt').innerText()).toBe('Horaires')
})
