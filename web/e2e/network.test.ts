// A map of somebody's, as others see it: its page, its filters, its look, wide and on a
// phone, light and dark; who follows it does so from there.
import { expect, test } from 'vitest'
import { accessible, phone, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const network = {
  title: 'Compost et jardins', summary: 'Où composter et jardiner ensemble.', text: 'Une carte **à plusieurs**.',
  query: 'anyTag=compost&anyTag=jardinpartage', status: 'published', visibility: 'public', contributors: 'nobody',
  look: {
    color: '#7a3b8f', layout: 'cards',
    marks: [{ parameter: 'tag', value: 'compost', color: '#a03020', icon: 'leaf' }, { parameter: 'kind', value: 'place', color: '#1d5fa8', icon: 'house' }],
    groups: [
      { title: 'Sujet', parameter: 'anyTag', choices: [{ value: 'compost', label: 'Composter' }, { value: 'jardinpartage', label: 'Jardiner' }] },
      { title: 'Quoi', parameter: 'kind', choices: [{ value: 'place', label: '' }, { value: 'event', label: '' }] },
    ],
  },
}

test('the page of a map shows it, filters it and is followed', async () => {
  const camille = await join(site, 'camille@example.org', 'Camille', { viewport: wide })
  const made = await camille.evaluate(async (given) => {
    const answer = await fetch('/api/v1/networks', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) })
    return `${answer.status} ${await answer.text()}`
  }, network)
  expect(made).toMatch(/^201/)
  for (const [viewport, colorScheme] of [[wide, 'light'], [phone, 'dark']] as const) {
    await camille.setViewportSize(viewport)
    await camille.emulateMedia({ colorScheme })
    await camille.goto(`${site.address}/n/compost-et-jardins`)
    await camille.getByRole('heading', { level: 1, name: 'Compost et jardins' }).waitFor()
    const count = camille.locator('.count')
    await camille.getByRole('button', { name: /^Composter/ }).waitFor()
    const all = await count.innerText()
    await camille.getByRole('button', { name: /^Composter/ }).click()
    await expect.poll(() => count.innerText()).not.toBe(all)
    expect(new URL(camille.url()).search).toBe('?anyTag=compost')
    expect(await camille.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await camille.locator('.map[data-state=ready]').waitFor()
    await accessible(camille)
   
  }
  await camille.getByRole('button', { name: /^S’abonner/ }).click()
  await camille.getByRole('button', { name: /^Se désabonner/ }).waitFor()
  await camille.goto(`${site.address}/n`)
  await camille.getByRole('heading', { name: 'Mes cartes' }).waitFor()
  await accessible(camille)
 
  await camille.goto(`${site.address}/?q=`)
  await camille.getByRole('combobox').fill('compost et')
  await camille.getByRole('option', { name: 'Compost et jardins' }).click()
  await camille.waitForURL('**/n/compost-et-jardins')
}, 90_000)
