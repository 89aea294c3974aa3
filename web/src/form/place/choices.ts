// What a search for a place offers: coordinates that were typed, towns, addresses.
import type { GeocodedPlace, Suggestions } from '../../api/types'
import type { Position } from '../../query/query'
import { formatCoordinates, parseCoordinates } from './coordinates'

type Town = Suggestions['territories'][number]

export type Choice =
  | { sort: 'coordinates'; key: string; label: string; hint: string; at: Position }
  | { sort: 'territory'; key: string; label: string; hint: string; territory: Town }
  | { sort: 'address'; key: string; label: string; hint: string; address: GeocodedPlace }

const mostTowns = 5

/** Lists the choices: what was typed to be a place is one alone; a number in front tells that an address is meant. */
export function choicesOf(text: string, towns: Town[], addresses: GeocodedPlace[], level: (name: string) => string): Choice[] {
  const at = parseCoordinates(text)
  if (at) return [{ sort: 'coordinates', key: 'at', label: formatCoordinates(at), hint: '', at }]
  const territories = towns.slice(0, mostTowns).map((territory): Choice => ({
    sort: 'territory', key: territory.code, label: territory.name, territory,
    hint: [territory.level === 'commune' ? territory.postcode : level(territory.level), territory.within].filter(Boolean).join(' · '),
  }))
  const found = addresses
    .filter(({ precision, town }) => precision !== 'commune' || !towns.some(({ name }) => name === town))
    .map((address, index): Choice => ({ sort: 'address', key: `address-${index}`, label: address.label, hint: '', address }))
  return /^\d{1,4}[ ,]/.test(text.trim()) ? [...found, ...territories] : [...territories, ...found]
}

/** Returns whether a text is worth asking the address service for. */
export function isAddress(text: string): boolean {
  return text.trim().length >= 4 && !/^\d+$/.test(text.trim()) && !parseCoordinates(text)
}
