// The state of the page as its address: what is searched stands after "?", the
// same text as everywhere; how it is looked at (the view of the map, the open
// card) stands after "#" and never reaches the server.
import { emptyQuery, formatQuery, parseQuery, type Position, type Query } from './query'

/** Where the map looks: zoom, and the centre in degrees. */
export interface View {
  zoom: number
  lat: number
  lon: number
}

/** What is open over the map: one element, or the list of those at one point. */
export type Open = { element: string; at?: undefined } | { at: Position; element?: undefined }

export interface Address {
  query: Query
  view: View | null
  open: Open | null
}

/** Reads an address; scope is the network that the page itself is about, '' for none. */
export function parseAddress(search: string, hash: string, scope = ''): Address {
  const fragment = new URLSearchParams(hash.replace(/^#/, ''))
  return { query: parseScoped(search, scope), view: parseView(fragment.get('map')), open: parseOpen(fragment) }
}

/** Reads the query of a page about a network, which its path names. */
export function parseScoped(search: string, scope: string): Query {
  if (!scope) return parseQuery(search)
  const params = new URLSearchParams(search)
  params.set('network', scope)
  return parseQuery(params.toString())
}

/** Writes the query of a page about a network: its path says which. */
export function formatScoped(query: Query, scope: string): string {
  if (!scope || query.network !== scope) return formatQuery(query)
  const named = formatQuery({ ...emptyQuery, network: scope })
  return formatQuery(query).split('&').filter((part) => part !== named).join('&')
}

/** Writes "?…#…", or the bare path when both are empty. */
export function formatAddress(path: string, address: Address, scope = ''): string {
  const query = formatScoped(address.query, scope)
  const fragment: string[] = []
  if (address.view) fragment.push(`map=${formatView(address.view)}`)
  if (address.open?.element) fragment.push(`e=${encodeURIComponent(address.open.element)}`)
  if (address.open?.at) fragment.push(`at=${address.open.at.join(',')}`)
  return path + (query ? `?${query}` : '') + (fragment.length ? `#${fragment.join('&')}` : '')
}

// Decimals enough to come back to within a pixel at that zoom.
function formatView(view: View): string {
  const decimals = Math.max(0, Math.ceil(view.zoom * Math.LOG10E * Math.LN2) + 1)
  return [view.zoom.toFixed(2).replace(/\.?0+$/, ''), view.lat.toFixed(decimals), view.lon.toFixed(decimals)].join('/')
}

/** Reads "zoom/lat/lon"; null when it is no view. */
export function parseView(text: string | null): View | null {
  const [zoom, lat, lon] = text?.split('/').map((part) => (part === '' ? NaN : Number(part))) ?? []
  if (zoom === undefined || lat === undefined || lon === undefined) return null
  const inRange = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return inRange ? { zoom, lat, lon } : null
}

function parseOpen(fragment: URLSearchParams): Open | null {
  const element = fragment.get('e')
  if (element && /^[0-9a-f-]{36}$/i.test(element)) return { element }
  const at = fragment.get('at')?.split(',').map(Number) ?? []
  const [lon, lat] = at
  return at.length === 2 && Number.isFinite(lon) && Number.isFinite(lat) ? { at: [lon!, lat!] } : null
}
