// What people search for, and its text form: the query string that the page,
// the list, the map tiles and the downloads all share.
import { tagKey } from './tag'

/** A box in degrees; west may exceed east, over the antimeridian. */
export type Box = [west: number, south: number, east: number, north: number]
export type Position = [lon: number, lat: number]
export type Sort = 'relevance' | 'distance' | 'newest'

/** The parts of a query that are lists of values. */
export const listNames = ['kind', 'type', 'tag', 'anyTag', 'notTag', 'in', 'by', 'of'] as const
export type ListName = (typeof listNames)[number]

export interface Query {
  q: string
  kind: string[]
  type: string[]
  tag: string[]
  anyTag: string[]
  notTag: string[]
  in: string[]
  by: string[] // ids of accounts
  of: string[] // ids of elements that others link to
  bbox: Box | null
  near: Position | null
  radius: number | null // metres
  since: string | null // a date, or an instant in UTC
  network: string // what it is called by: its slug, and the key of its link; '' for none
  fields: [field: string, value: string][] // of the network, any value of each
  sort: Sort | null
}

export const emptyQuery: Query = {
  q: '', kind: [], type: [], tag: [], anyTag: [], notTag: [], in: [], by: [], of: [], bbox: null, near: null, radius: null, since: null, network: '', fields: [],
  sort: null,
}

// Tags repeat, because real ones contain commas.
const commaLists: ListName[] = ['kind', 'type', 'in', 'by', 'of']
const tagLists: ListName[] = ['tag', 'anyTag', 'notTag']
const idLists: ListName[] = ['by', 'of']

/** Reads a query string. What it does not know or cannot read is left out: the address bar is anyone's. */
export function parseQuery(search: string): Query {
  const params = new URLSearchParams(search)
  const query: Query = { ...emptyQuery, q: (params.get('q') ?? '').trim() }
  for (const name of listNames) {
    const values = params.getAll(name).flatMap((value) => (commaLists.includes(name) ? value.split(',') : [value]))
    const clean = tagLists.includes(name) ? tagKey : idLists.includes(name) ? readId : (value: string) => value.trim()
    query[name] = sorted(values.map(clean))
  }
  query.bbox = parseNumbers(params.get('bbox'), 4) as Box | null
  query.near = parseNumbers(params.get('near'), 2) as Position | null
  const radius = parseNumbers(params.get('radius'), 1)
  query.radius = query.near && radius ? (radius[0] ?? null) : null
  query.since = readSince(params.get('since'))
  query.network = readNetwork(params.get('network'))
  query.fields = readFields(params, slugOf(query.network))
  const sort = params.get('sort')
  query.sort = sort === 'relevance' || sort === 'distance' || sort === 'newest' ? sort : null
  return query
}

/**
 * Writes a query string, without "?"; parseQuery reads it back. It is the
 * server's canonical text, so that both sides name the same tiles alike.
 */
export function formatQuery(query: Query): string {
  const parts: string[] = []
  const add = (name: string, value: string) => parts.push(`${name}=${encode(value)}`)
  if (query.q) add('q', query.q)
  const addLists = (names: readonly ListName[]) => {
    for (const name of names) {
      if (!commaLists.includes(name)) query[name].forEach((value) => add(name, value))
      else if (query[name].length) add(name, query[name].join(','))
    }
  }
  addLists(listNames.filter((name) => !idLists.includes(name)))
  if (query.bbox) add('bbox', query.bbox.join(','))
  if (query.near) add('near', query.near.join(','))
  if (query.radius !== null) add('radius', String(query.radius))
  addLists(idLists)
  if (query.since) add('since', query.since)
  if (query.network) add('network', query.network)
  for (const [field, value] of query.fields) add(`x.${slugOf(query.network)}.${field}`, value)
  if (query.sort) add('sort', query.sort)
  return parts.join('&')
}

/** Returns the part of a query that chooses what is drawn: its order is of no use to a tile. */
export function filterOf(query: Query): Query {
  return { ...query, sort: null, near: query.radius === null ? null : query.near }
}

/** Returns the query with value added to a list, or removed when it was there. */
export function toggled(query: Query, name: ListName, value: string): Query {
  const values = query[name]
  return { ...query, [name]: values.includes(value) ? values.filter((other) => other !== value) : sorted([...values, value]) }
}

/** Returns the query with a value of a field of its network added, or removed when it was there. */
export function toggledField(query: Query, field: string, value: string): Query {
  const others = query.fields.filter((each) => each[0] !== field || each[1] !== value)
  return { ...query, fields: others.length < query.fields.length ? others : sortedFields([...others, [field, value]]) }
}

/** Returns the query with a value of one of its parameters, a list or a field of its network, added, or removed when it was there. */
export function toggledParameter(query: Query, parameter: string, value: string): Query {
  const field = fieldOf(query, parameter)
  if (field) return toggledField(query, field, value)
  return listNames.includes(parameter as ListName) ? toggled(query, parameter as ListName, value) : query
}

/** Returns what a query asks of one of its parameters, a list or a field of its network. */
export function chosenOf(query: Query, parameter: string): string[] {
  const field = fieldOf(query, parameter)
  if (field) return query.fields.filter(([name]) => name === field).map(([, value]) => value)
  return listNames.includes(parameter as ListName) ? query[parameter as ListName] : []
}

function fieldOf(query: Query, parameter: string): string {
  const prefix = `x.${slugOf(query.network)}.`
  return parameter.startsWith(prefix) ? parameter.slice(prefix.length) : ''
}

/** Returns the query without its network, and what is asked of that. */
export function withoutNetwork(query: Query): Query {
  return { ...query, network: '', fields: [] }
}

/** Returns the slug of a network: what it is called by, without the key of its link. */
export function slugOf(network: string): string {
  return network.split('~', 1)[0]!
}

/** Returns the query that asks for more tags, as people write them. */
export function withTags(query: Query, tags: string[]): Query {
  return { ...query, tag: sorted([...query.tag, ...tags.map(tagKey)]) }
}

/** Returns the query with another place: a territory code, "world" for none. */
export function within(query: Query, territory: string): Query {
  const sort = query.sort === 'distance' ? null : query.sort
  return { ...query, in: territory === 'world' ? [] : [territory], bbox: null, near: null, radius: null, sort }
}

/** Returns the orders that a query may be listed in, the one it takes by itself first. */
export function sortsOf({ q, near }: Query): Sort[] {
  return [...(q ? ['relevance' as const] : []), ...(near ? ['distance' as const] : []), 'newest']
}

export function hasPlace(query: Query): boolean {
  return query.in.length > 0 || query.bbox !== null || query.near !== null
}

/** Returns the page, in French, on which a search is followed; '' for one of everything, or of a spot of the map. */
export function followPath(query: Query): string {
  const text = formatQuery({ ...query, sort: null })
  return text && !query.bbox && !query.near && !query.network ? `/follow?what=${encodeURIComponent(`search:${text}`)}` : ''
}

/** Returns the page, in French, on which a map is made of a search. */
export function composePath(query: Query): string {
  const text = formatQuery(filterOf(query))
  return text ? `/n/new?${text}` : '/n/new'
}

export function isEmpty(query: Query): boolean {
  return formatQuery(filterOf(query)) === ''
}

/** Takes the #tags out of typed words: "vélo #entraide" is the word "vélo" and the tag "entraide". */
export function splitWords(typed: string): { q: string; tags: string[] } {
  const tags: string[] = []
  const q = typed.replace(/(^|\s)#(\S+)/g, (_, before: string, tag: string) => {
    tags.push(tag)
    return before
  })
  return { q: q.replace(/\s+/g, ' ').trim(), tags }
}

/** Returns values in order, each once, without empty ones: the form of a list in a query. */
function sorted(values: string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort()
}

/** Reads an id; "" when it is none. */
function readId(text: string): string {
  const id = text.trim().toLowerCase()
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && /[1-9a-f]/.test(id) ? id : ''
}

/**
 * Reads a date or an instant with its zone, and writes it as the server does:
 * midnight in UTC as its date, anything else to the millisecond.
 */
function readSince(text: string | null): string | null {
  const form = /^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/
  const clean = (text ?? '').trim().replace(' ', '+') // a plus sign that nobody escaped
  const at = form.test(clean) ? Date.parse(clean) : NaN
  if (Number.isNaN(at) || at < 0 || at >= Date.UTC(10_000, 0)) return null
  const instant = new Date(at).toISOString()
  if (clean.length === 10 && !instant.startsWith(clean)) return null // a day that is not, like 30 February
  return instant.endsWith('T00:00:00.000Z') ? instant.slice(0, 10) : instant.replace('.000Z', 'Z')
}

/** Reads what a network is called by; "" when it is nothing of the kind. */
function readNetwork(text: string | null): string {
  const reference = (text ?? '').trim()
  const form = /^[\p{L}\p{Nd}]+(-[\p{L}\p{Nd}]+)*(~[a-z2-7]{26})?$/u
  return form.test(reference) && slugOf(reference).length <= 70 ? reference : ''
}

/** Reads what is asked of the fields of a network. */
function readFields(params: URLSearchParams, slug: string): [string, string][] {
  const prefix = `x.${slug}.`
  const given = [...params].filter(([name]) => slug && name.startsWith(prefix))
  const clean = given.map(([name, value]): [string, string] => [name.slice(prefix.length), value.trim()])
  return sortedFields(clean.filter(([field, value]) => /^[\p{L}\p{Nd}-]+$/u.test(field) && value !== ''))
}

function sortedFields(fields: [string, string][]): [string, string][] {
  const once = new Map(fields.map((each) => [each.join('\n'), each]))
  return [...once.keys()].sort().map((key) => once.get(key)!)
}

function parseNumbers(text: string | null, count: number): number[] | null {
  const parts = text?.split(',') ?? []
  const numbers = parts.map((part) => (part.trim() === '' ? NaN : Number(part)))
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null
}

function encode(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2C', ',')
    .replaceAll('%20', '+')
}
