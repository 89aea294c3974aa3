// A network on a page of another site. The frame may be a sandbox without an origin:
// nothing is kept, and all that is asked is asked of this server, as anybody. The
// server writes every state of the page; here its parts are exchanged in place, and
// the map is drawn when it comes into sight.
import './embed.css'
import { tellHeight } from './height'
import type { EmbedMap } from './map'

const main = document.getElementById('embed')
const section = document.querySelector<HTMLElement>('.embed-map')

let latest: AbortController | null = null
let map: Promise<EmbedMap> | null = null

/** Returns the part of a page that carries a name. */
const part = (name: string, of: ParentNode = document) => of.querySelector<HTMLElement>(`[data-part=${name}]`)

/** Shows another state of the page, at an address of the server. */
async function show(address: string, more = false): Promise<void> {
  latest?.abort()
  const { signal } = (latest = new AbortController())
  const list = part('list')
  list?.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(address, { signal, headers: { Accept: 'text/html' } })
    if (!answer.ok) return location.assign(address) // that page says what is wrong
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (more) append(page)
    else exchange(page)
  } catch {
    const count = document.querySelector('.count')
    if (count && !signal.aborted) count.textContent = main?.dataset['failed'] ?? ''
  } finally {
    list?.removeAttribute('aria-busy')
  }
}

/** Puts the parts of another page in place of those shown, and keeps the focus where it was. */
function exchange(page: Document): void {
  const choice = document.activeElement?.getAttribute('data-choice')
  const open = [...document.querySelectorAll<HTMLDetailsElement>('details[open]')].map((details) => details.dataset['group'])
  const inside = part('filters')?.contains(document.activeElement) ?? false
  for (const name of ['title', 'kept', 'filters', 'list', 'whole']) {
    const next = part(name, page)
    if (next) part(name)?.replaceWith(next)
  }
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-group]')) details.open = open.includes(details.dataset['group'])
  const box = document.querySelector<HTMLInputElement>('input[name=q]')
  const words = page.querySelector<HTMLInputElement>('input[name=q]')
  if (box && words && box !== document.activeElement) box.value = words.value
  const same = choice ? document.querySelector<HTMLElement>(`[data-choice="${CSS.escape(choice)}"]`) : null
  if (same) same.focus()
  else if (inside || document.activeElement === document.body) document.querySelector<HTMLElement>('.count')?.focus({ preventScroll: true })
  const other = page.getElementById('embed')?.dataset
  if (main && other) {
    for (const name of ['tiles', 'map', 'box']) {
      if (other[name] === undefined) delete main.dataset[name]
      else main.dataset[name] = other[name]
    }
    void map?.then((drawn) => drawn.show(other))
  }
}

/** Adds the next results to those shown. */
function append(page: Document): void {
  const results = document.querySelector('.results')
  const first = page.querySelector('.results > li')
  results?.append(...page.querySelectorAll('.results > li'))
  const next = page.querySelector('.embed-more')
  const before = document.querySelector('.embed-more')
  if (next) before?.replaceWith(next)
  else before?.remove()
  first?.querySelector<HTMLElement>('a')?.focus()
}

function search(form: HTMLFormElement): void {
  const asked = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value.trim()) asked.append(name, value)
  void show(`${form.getAttribute('action')}?${asked}`)
}

// Links of the page itself lead to another state of it. A frame that may not open
// windows cannot follow the others: the page around it may do so.
document.addEventListener('click', (event) => {
  const { target } = event
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return
  const submit = target.closest<HTMLButtonElement>('button[type=submit]')
  const link = target.closest<HTMLAnchorElement>('a[href]')
  if (submit?.form) {
    event.preventDefault() // a sandbox lets no form be sent
    search(submit.form)
  } else if (link && !link.target) {
    event.preventDefault()
    void show(link.getAttribute('href') ?? '', link.rel === 'next')
  } else if (link) {
    told.follow(link.href)
  }
})
document.addEventListener('keydown', (event) => {
  const { target } = event
  if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || !target.form) return
  event.preventDefault()
  search(target.form)
})

/** Draws the map into its place. */
function draw(place: HTMLElement): void {
  place.hidden = false
  map ??= import('./map').then(({ EmbedMap }) => new EmbedMap(place, { ...main?.dataset }, told.follow))
  map.catch(() => place.setAttribute('data-state', 'failed'))
}

/** Draws the map once its place comes into sight. */
function drawInSight(place: HTMLElement): void {
  place.hidden = false
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    watch.disconnect()
    draw(place)
  })
  watch.observe(place)
}

const told = tellHeight()
if (section && main?.dataset['layout'] === 'map') drawInSight(section)
const button = document.querySelector<HTMLElement>('[data-show-map]')
if (section && button) {
  button.hidden = false
  button.addEventListener('click', () => {
    button.remove()
    draw(section)
  })
}
