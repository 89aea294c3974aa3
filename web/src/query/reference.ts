// Links to the page on which people reference what is missing.
import { localPath } from '../i18n/t'
import type { Query } from './query'

/** Returns the address of that page, filled with what a query did not find. */
export function referenceFound(query: Query): string {
  const given = new URLSearchParams()
  const [kind, ...others] = query.kind
  if (kind && others.length === 0) given.set('kind', kind)
  if (query.q) given.set('name', query.q)
  if (query.tag.length > 0) given.set('tags', query.tag.join(', '))
  return `${localPath('/new')}${given.size > 0 ? `?${given}` : ''}`
}

/** Returns its address for something at a place. */
export function referenceAt(lon: number, lat: number): string {
  return `${localPath('/new')}?${new URLSearchParams({ lat: lat.toFixed(6), lon: (((lon + 540) % 360) - 180).toFixed(6) })}`
}
