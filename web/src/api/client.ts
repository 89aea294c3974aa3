// Requests to the server that sent the page, and to no other.
import { currentLanguage } from '../i18n/t'
import { filterOf, formatQuery, type Position, type Query } from '../query/query'
import {
  facetNames, type Duplicate, type Element, type GeocodedPlace, type HoursInWords, type SearchAnswer, type Suggestions, type Territory, type TerritoryDetail,
} from './types'

/** How long an answer may take, in milliseconds: more than a slow line needs, less than people wait. */
const patience = 20_000

/** The number of the last change that an answer has shown. */
let shown = 0

/** Returns the number of the last change that an answer to this page has shown, 0 for none. */
export function shownSequence(): number {
  return shown
}

/** A request that failed: status 0 when the server did not answer at all, or not in time. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail)
    this.name = 'RequestError'
  }
}

/** Answers one page of a query, its counts included on the first. */
export function search(query: Query, cursor: string | null, signal: AbortSignal): Promise<SearchAnswer> {
  const page = cursor ? `cursor=${encodeURIComponent(cursor)}` : `facets=${facetNames.join(',')}`
  return get(`/api/v1/search?${joined(formatQuery(query), page)}`, signal)
}

/** Answers the elements at one point: those that one mark of the map stands for. */
export function searchAt(query: Query, at: Position, signal: AbortSignal): Promise<SearchAnswer> {
  const there = formatQuery({ ...filterOf(query), near: at, radius: 1 })
  return get(`/api/v1/search?${there}&limit=200`, signal)
}

/** Answers the elements around a point, nearest first: at most 200, no farther than reach metres. */
export function searchNear(query: Query, near: Position, reach: number, signal: AbortSignal): Promise<SearchAnswer> {
  const there = formatQuery({ ...filterOf(query), near, radius: reach, sort: 'distance' })
  return get(`/api/v1/search?${there}&limit=200`, signal)
}

export function suggest(text: string, signal: AbortSignal, limit = 8): Promise<Suggestions> {
  return get(`/api/v1/suggest?q=${encodeURIComponent(text)}&limit=${limit}`, signal)
}

/** Answers the tags that what a query finds has most. */
export async function tagsOf(query: Query, signal: AbortSignal): Promise<Suggestions['tags']> {
  const answer = await get<SearchAnswer>(`/api/v1/search?${joined(formatQuery(query), 'facets=tag&limit=1')}`, signal)
  return (answer.facets?.tag ?? []).map(({ value, label, count }) => ({ key: value, label, count }))
}

/** Answers the addresses that begin as somebody types, the likeliest first; near is about where they look. */
export async function geocode(text: string, near: Position | null, signal: AbortSignal): Promise<GeocodedPlace[]> {
  const around = near ? `&lon=${near[0].toFixed(1)}&lat=${near[1].toFixed(1)}` : ''
  const { places } = await get<{ places: GeocodedPlace[] }>(`/api/v1/geocode?q=${encodeURIComponent(text)}${around}&language=${currentLanguage()}`, signal)
  return places
}

/** Answers the territories of a point, narrow to wide; none far from any land. */
export function locate(lon: number, lat: number, signal: AbortSignal): Promise<{ territories: Territory[] }> {
  return get(`/api/v1/locate?lon=${lon}&lat=${lat}`, signal)
}

/** Answers what is referenced already and probably the same as what a form says. */
export async function duplicates(asked: URLSearchParams, signal: AbortSignal): Promise<Duplicate[]> {
  return (await get<{ duplicates: Duplicate[] }>(`/api/v1/duplicates?${asked}`, signal)).duplicates
}

/** Says opening hours in words as somebody writes them, at a point if there is one. */
export function hours(text: string, at: Position | null, signal: AbortSignal): Promise<HoursInWords> {
  const place = at ? `lon=${at[0]}&lat=${at[1]}` : ''
  return get(`/api/v1/hours?${joined(`text=${encodeURIComponent(text)}`, place)}`, signal)
}

/** Answers an element, as a network shows it when there is one. */
export function element(id: string, signal: AbortSignal, network = ''): Promise<Element> {
  return get(`/api/v1/elements/${encodeURIComponent(id)}${network && `?network=${encodeURIComponent(network)}`}`, signal)
}

export function territory(code: string, signal: AbortSignal): Promise<TerritoryDetail> {
  return get(`/api/v1/territories/${encodeURIComponent(code)}`, signal)
}

/** Returns the address of a whole answer as a file, or of the feed of what is new in it. */
export function downloadPath(query: Query, format: 'geojson' | 'ndjson' | 'csv' | 'atom'): string {
  const text = formatQuery(query)
  return `/api/v1/elements.${format}${text ? `?${text}` : ''}`
}

/** Returns the template of tile addresses for a query. */
export function tileTemplate(query: Query): string {
  const text = formatQuery(filterOf(query))
  return `/tiles/elements/{z}/{x}/{y}.mvt${text ? `?${text}` : ''}`
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('&')
}

/** Answers a resource of the server, or what becomes of what is sent to it. */
export async function get<T>(path: string, signal: AbortSignal, sent: RequestInit = {}): Promise<T> {
  try {
    // Territories are named in the language of the page, whatever the browser's own is.
    const headers = { Accept: 'application/json, application/geo+json', 'Accept-Language': currentLanguage() }
    const response = await fetch(path, { ...sent, signal: limited(signal), headers: { ...headers, ...sent.headers } })
    if (!response.ok) throw await problem(response)
    shown = Math.max(shown, Number(response.headers.get('Sequence')))
    return (await response.json()) as T
  } catch (error) {
    if (signal.aborted || error instanceof RequestError) throw error
    throw new RequestError(0, 'unreachable', String(error))
  }
}

// Browsers that cannot join two signals wait for a slow answer as long as it takes.
function limited(signal: AbortSignal): AbortSignal {
  return 'any' in AbortSignal ? AbortSignal.any([signal, AbortSignal.timeout(patience)]) : signal
}

async function problem(response: Response): Promise<RequestError> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string }
  return new RequestError(response.status, body.code ?? '', body.detail ?? body.title ?? '')
}
