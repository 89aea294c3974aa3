// Entry of every page: chooses the words, then mounts the islands the page has.
import { mount } from 'svelte'
import './styles/theme.css'
import './styles/page.css'
import './styles/header.css'
import './styles/explore.css'
import './styles/search.css'
import './styles/town.css'
import './styles/place.css'
import './styles/chips.css'
import './styles/results.css'
import './styles/card.css'
import './styles/element.css'
import './styles/photos.css'
import './styles/history.css'
import './styles/territory.css'
import './styles/network_table.css'
import './styles/network_print.css'
import './styles/network.css'
import './styles/follow.css'
import './styles/reference.css'
import './styles/print.css'
import './styles/settings.css'
import './styles/form.css'
import './styles/share.css'
import { setLanguage, type Language } from './i18n/t'

async function start(): Promise<void> {
  const language: Language = document.documentElement.lang === 'en' ? 'en' : 'fr'
  const words = await (language === 'en' ? import('../messages/en.json') : import('../messages/fr.json'))
  setLanguage(language, words.default)

  const explore = document.getElementById('explore')
  if (explore) await startExplore(explore)
  const place = document.getElementById('place-map')
  if (place) {
    const { default: PlaceMap } = await import('./map/PlaceMap.svelte')
    mount(PlaceMap, { target: place, props: { data: place.dataset } })
  }
  const hours = document.getElementById('hours')
  if (hours) void followHours(hours) // until they change, hours ahead
  const share = document.querySelector<HTMLElement>('[data-share]')
  if (share) {
    const { shareNetwork } = await import('./share/share')
    shareNetwork(share)
  }
  if (document.querySelector('[data-island]')) {
    const { mountIslands } = await import('./form/islands')
    await mountIslands(document)
  }
}

/** Keeps the hours that the server wrote true while the page stays open. */
async function followHours(target: HTMLElement): Promise<void> {
  const [{ default: Hours }, { openingAfter }] = await Promise.all([import('./card/Hours.svelte'), import('./card/opening')])
  const { element: id = '', until = '' } = target.dataset
  const first = await openingAfter(id, until, new AbortController().signal)
  if (!first) return
  target.replaceChildren()
  mount(Hours, { target, props: { id, first } })
}

/** Replaces the list that the server wrote, once its answer is here again with all that the island needs. */
async function startExplore(target: HTMLElement): Promise<void> {
  const [{ default: Explore }, { firstSearch, startOf }, { Town }, { parseScoped, formatScoped }] = await Promise.all([
    import('./explore/Explore.svelte'),
    import('./explore/start'),
    import('./town/town.svelte'),
    import('./query/address'),
  ])
  const town = new Town()
  const scope = target.dataset['network'] ?? ''
  const asked = parseScoped(location.search, scope)
  const { query, answer } = await firstSearch(asked, location.hash, town.current)
  if (formatScoped(query, scope) !== formatScoped(asked, scope)) history.replaceState(null, '', `?${formatScoped(query, scope)}`)
  const typed = target.querySelector<HTMLInputElement>('input[name=q]')
  const kept = { text: typed?.value ?? query.q, focused: document.activeElement === typed && typed !== null }
  target.replaceChildren()
  document.body.classList.add('live')
  mount(Explore, { target, props: { first: answer, kept, town, start: startOf(scope ? null : town.current, target.dataset), scope, layout: target.dataset['layout'] ?? '' } })
}

void start()
