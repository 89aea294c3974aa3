// What is asked of the server about maps that people make.
import { get } from '../api/client'

/** How an element stands to a map; '' leaves it to the map's search. */
export type Standing = '' | 'picked' | 'hidden' | 'suggested'

/** A map to which somebody may add or suggest. */
export interface Choice {
  slug: string
  reference: string
  title: string
  mine: boolean
  adds: boolean
  edits: boolean
  standing: Standing
  own: boolean
}

export interface Curation {
  elements: string[]
  standing: Standing
}

/** What became of it. */
export interface Curated {
  changed: number
  shown: number
  undo?: Curation[]
}

/** Answers the maps to which who asks may add, and how an element stands to each. */
export async function choices(element: string, network: string, signal: AbortSignal): Promise<Choice[]> {
  const asked = new URLSearchParams()
  if (element) asked.set('element', element)
  if (network) asked.set('network', network)
  return (await get<{ networks: Choice[] }>(`/api/v1/choices?${asked}`, signal)).networks
}

/** Says how elements are to stand to a map. */
export function curate(reference: string, asked: Curation, signal: AbortSignal): Promise<Curated> {
  const sent = { method: 'POST', body: JSON.stringify(asked), headers: { 'Content-Type': 'application/json' } }
  return get(`/api/v1/networks/${encodeURIComponent(reference)}/elements`, signal, sent)
}
