// The state of the explore page, and its only way to change: every change goes
// through here to the address, so that back, reload and a shared link restore it.
import { formatAddress, parseAddress, type Open, type View } from '../query/address'
import { hasPlace, isEmpty, within, type Box, type Position, type Query } from '../query/query'
import { spellingsOf, tagKey } from '../query/tag'
import type { News } from '../live/news'
import type { MapController } from '../map/controller'
import { boxAround, home } from '../map/view'

/** Where the map should go next. A new object each time, so that going twice to one place works. */
export type Target = { view: View } | { box: Box }

export class Explorer {
  query: Query = $state.raw()!
  view: View | null = $state.raw(null)
  open: Open | null = $state.raw(null)
  target: Target | null = $state.raw(null)
  /** What the map shows, null until it does. */
  box: Box | null = $state.raw(null)
  /** Whether a person has moved the map since it was last sent somewhere. */
  strayed = $state(false)
  /** The element under the pointer, on the list or on the map. */
  hovered: string | null = $state(null)
  /** Whether there is a map to look at, or to touch. */
  drawn = $state(false)
  /** Whether this browser cannot draw a map at all. */
  mapless = $state(false)
  /** What the server said last has changed. */
  news: News | null = $state.raw(null)
  /** The elements chosen to be added to a map, by their ids; null unless somebody chooses. */
  chosen: string[] | null = $state.raw(null)
  /** What somebody does upon the map, once it is there: it returns what ends it. */
  upon: ((map: MapController) => () => void) | null = $state.raw(null)
  /** Where the device was found, so that "near" there reads "near me". */
  here: Position | null = null

  // How people wrote the tags of the query, by key; read only when the query changes.
  private readonly spellings = new Map<string, string>()
  private readonly controller = new AbortController()

  constructor(
    private readonly boundsOf: (codes: string[], signal: AbortSignal) => Promise<Box | null>,
    start: Target | null,
    /** What the network is called by that the page is about; '' for none. */
    readonly scope = '',
  ) {
    this.read()
    if (!this.view && hasPlace(this.query)) void this.frame()
    else if (!this.view) this.target = start
    addEventListener('popstate', () => this.restore(), { signal: this.controller.signal })
  }

  /** Searches something else; the map follows when the place changes. */
  search(query: Query): void {
    const moved = placeKey(query) !== placeKey(this.query)
    this.query = this.scope && !query.network ? { ...query, network: this.scope } : query
    this.open = null
    this.write('push')
    if (moved) void this.frame()
  }

  /** Whether nothing narrows what the page is about. */
  get whole(): boolean {
    return isEmpty(this.own(this.query))
  }

  /** Returns what a query asks besides what the page is about. */
  own(query: Query): Query {
    return query.network === this.scope && query.fields.length === 0 ? { ...query, network: '' } : query
  }

  /** Returns the address of a query on this page. */
  path(query: Query): string {
    return formatAddress(location.pathname, { query, view: null, open: null }, this.scope)
  }

  /** Searches the same without a place, and shows it all. */
  everywhere(): void {
    this.search(within(this.query, 'world'))
    this.go(home)
  }

  /** Searches the same in a territory of the ladder. */
  widen(territory: string): void {
    if (territory === 'world') this.everywhere()
    else this.search(within(this.query, territory))
  }

  /** Takes note of how tags are written, before they are searched. */
  spell(tags: string[]): void {
    for (const tag of tags) this.spellings.set(tagKey(tag), tag)
  }

  /** Returns a tag as people wrote it, its key when nobody did. */
  spelling(key: string): string {
    return this.spellings.get(key) ?? key
  }

  /** Searches what the map shows. */
  searchHere(bbox: Box): void {
    this.query = { ...this.query, in: [], near: null, radius: null, bbox, sort: null }
    this.open = null
    this.strayed = false
    this.write('push')
  }

  show(open: Open | null): void {
    if (JSON.stringify(open) === JSON.stringify(this.open)) return
    this.open = open
    this.write('push')
  }

  /** Chooses an element, or does no more. */
  choose(id: string): void {
    const all = this.chosen ?? []
    this.chosen = all.includes(id) ? all.filter((other) => other !== id) : [...all, id]
  }

  /** Takes note of a move of the map. */
  moved(view: View, box: Box, byPerson: boolean): void {
    this.view = view
    this.box = box
    if (byPerson) this.strayed = true
    this.write('replace')
  }

  /** Sends the map to a box. */
  go(box: Box): void {
    this.target = { box }
    this.strayed = false
  }

  stop(): void {
    this.controller.abort()
  }

  private read(): void {
    const { query, view, open } = parseAddress(location.search, location.hash, this.scope)
    // What was typed here stays known when the address has the mere key.
    for (const [key, written] of spellingsOf(location.search)) if (key !== written || !this.spellings.has(key)) this.spellings.set(key, written)
    this.query = query
    this.view = view
    this.open = open
  }

  private restore(): void {
    this.read()
    if (this.view) this.target = { view: this.view }
    else void this.frame()
  }

  private write(how: 'push' | 'replace'): void {
    const address = formatAddress(location.pathname, { query: this.query, view: this.view, open: this.open }, this.scope)
    if (how === 'push') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }

  /** Sends the map to the place of the query, if it has one that can be framed. */
  private async frame(): Promise<void> {
    const { query } = this
    if (!hasPlace(query)) return
    let box = query.bbox
    if (query.near) box = boxAround(query.near, query.radius ?? 10_000)
    else if (query.in.length) box = await this.boundsOf(query.in, this.controller.signal)
    if (box && query === this.query) this.go(box)
  }
}

function placeKey(query: Query): string {
  return JSON.stringify([query.in, query.bbox, query.near, query.radius])
}
