// Where a visit begins when its address says nothing.
import * as api from '../api/client'
import type { SearchAnswer } from '../api/types'
import { parseView } from '../query/address'
import { formatQuery, parseQuery, within, type Query } from '../query/query'
import { usefulSteps } from '../results/steps'
import type { Home } from '../town/town.svelte'
import type { Target } from './explorer.svelte'

/** A query and its first answer, null when the server gave none. */
export interface First {
  query: Query
  answer: SearchAnswer | null
}

/**
 * Answers the first search of a visit. An address that says nothing begins in
 * the commune of the visitor or, where nothing is there yet, in the narrowest
 * territory around it that has something.
 */
export async function firstSearch(query: Query, hash: string, town: Home | null): Promise<First> {
  const signal = new AbortController().signal
  const ask = async (asked: Query): Promise<First> => ({ query: asked, answer: await api.search(asked, null, signal).catch(() => null) })
  const bare = formatQuery(query) === '' && hash.length < 2
  if (!bare || !town) return ask(query)
  const first = await ask(within(query, town.code))
  const wider = first.answer?.total === 0 ? usefulSteps(first.answer.ladder ?? [], 0)[0] : undefined
  // Without an answer for the commune, the address is left as it is.
  if (!first.answer) return ask(query)
  return wider ? ask(within(query, wider.territory)) : first
}

/** Returns where the map looks first: at the visitor's commune, else where the site starts: data-map (zoom/lat/lon) or data-box (degrees). */
export function startOf(town: Home | null, { map, box }: { map?: string; box?: string }): Target | null {
  if (town?.bounds) return { box: town.bounds }
  const view = parseView(map ?? null)
  const { bbox } = parseQuery(`bbox=${box ?? ''}`)
  if (view) return { view }
  return bbox ? { box: bbox } : null
}
