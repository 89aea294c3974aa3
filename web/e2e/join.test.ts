// Somebody reads on the card of an element what a map keeps of it, and asks to belong to
// that map; who makes it lets them in.
import { expect, test } from 'vitest'
import type { SearchAnswer } from '../src/api/types'
import { accessible, json, phone, useBrowser, wide } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

const network = {
  title: 'Compost d’ici', query: 'tag=compost', status: 'published', visibility: 'public', contributors: 'members',
  fields: [{ key: 'places', label: 'Places', type: 'number', shown: true }, { key: 'clef', label: 'Clef', type: 'text', shown: false }],
}

test('what a map keeps of an element is on its card and its page, and somebody joins the map', async () => {
  const camille = await join(site, 'camille@example.org', 'Camille', { viewport: wide })
  for (const given of [network, { ...network, title: 'Tout le compost', fields: [] }]) {
    const made = await camille.evaluate(async (given) => {
      const answer = await fetch('/api/v1/networks', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) })
      return answer.status
    }, given)
    expect(made).toBe(201)
  }
  const [found] = (await json<SearchAnswer>('/api/v1/search?tag=compost&limit=1', site.address)).features
  const { id, name } = found!.properties
  const kept = await camille.request.post(`${site.address}/n/compost-d-ici/table/${id}`, { form: { 'x.places': '1200', 'x.clef': 'sous le pot' }, headers: { Origin: site.address } })
  expect(kept.status()).toBe(200)

  const sacha = await join(site, 'sacha@example.org', 'Sacha', { viewport: phone, colorScheme: 'dark' })
  await sacha.goto(`${site.address}/n/compost-d-ici`)
  await sacha.locator(`.result[data-id="${id}"] a`).first().click()
  const card = sacha.getByRole('dialog', { name: 'Fiche' })
  await card.getByText('1\u202f200').waitFor()
  await card.getByRole('link', { name: 'Tout le compost' }).waitFor()
  expect(await card.getByText('sous le pot').count()).toBe(0)
  await accessible(sacha)
  await card.getByRole('link', { name: 'Voir la fiche complète' }).click()
  await sacha.getByRole('heading', { level: 1, name }).waitFor()
  await sacha.getByRole('heading', { name: 'Sur la carte « Compost d’ici »' }).waitFor()
  await sacha.getByText('1\u202f200').waitFor()
  await accessible(sacha)

  await sacha.getByRole('link', { name: 'Revenir à la carte' }).click()
  await sacha.getByRole('link', { name: 'Devenir membre' }).click()
  await sacha.getByLabel(/^Quelques mots/).fill('Je composte à côté.')
  await accessible(sacha)
  await sacha.getByRole('button', { name: 'Envoyer ma demande' }).click()
  await sacha.getByText('Votre demande est envoyée.').waitFor()

  await camille.goto(`${site.address}/home`)
  await camille.getByRole('link', { name: /demande à devenir membre de la carte/ }).click()
  await camille.getByText('Je composte à côté.').waitFor()
  await accessible(camille)
  await camille.getByRole('button', { name: 'Accepter Sacha' }).click()
  await camille.getByText('Votre réponse est donnée.').waitFor()

  await sacha.goto(`${site.address}/n/compost-d-ici/people`)
  await sacha.getByText('Vous êtes membre de cette carte.').waitFor()
}, 120_000)
