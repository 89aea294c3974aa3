// What the form of a map says of how it is drawn, as far as it can be read yet.
import type { NetworkMark } from '../api/types'
import type { Flavor } from '../map/flavor'
import type { View } from '../query/address'
import { filterOf, formatQuery, parseQuery } from '../query/query'
import { tagKey } from '../query/tag'

/** Returns the canonical text of a search that is typed or pasted as an address; null while it is neither. */
export function queryOf(typed: string): string | null {
  let text = typed.trim()
  if (/^(https?:\/\/|\/)/.test(text)) {
    if (!URL.canParse(text, 'http://localhost')) return null
    text = new URL(text, 'http://localhost').search
  }
  text = text.replace(/^\?/, '').replace(/#.*/, '')
  const query = parseQuery(text)
  const canonical = formatQuery({ ...filterOf(query), network: '' })
  return text !== '' && canonical === '' ? null : canonical
}

/** Reads where a map starts, "zoom/latitude/longitude", alone or in an address; null for nothing. */
export function viewOf(text: string): View | null {
  const [zoom, lat, lon, ...more] = text.replace(/^.*map=/, '').replace(/&.*/, '').split('/').map((part) => (part.trim() === '' ? NaN : Number(part.replace(',', '.'))))
  if (zoom === undefined || lat === undefined || lon === undefined || more.length > 0) return null
  const fits = zoom >= 0 && zoom <= 19 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return fits ? { zoom, lat, lon } : null
}

/** Writes it, as exactly as a screen shows it. */
export function viewText({ zoom, lat, lon }: View): string {
  const turned = ((((lon + 180) % 360) + 360) % 360) - 180
  return [Math.round(zoom * 100) / 100, Math.round(lat * 1e5) / 1e5, Math.round(turned * 1e5) / 1e5].join('/')
}

/** Returns a flavor with the colour that a form gives to the map. */
export function looking(flavor: Flavor, form: HTMLFormElement | null): Flavor {
  const [color] = valuesOf(form, 'color')
  return isColor(color) && color !== usualColor ? { ...flavor, cluster: color, clusterText: '#ffffff' } : flavor
}

/** Returns how a form has elements drawn, as far as it is said yet; kinds are called as people call them. */
export function marksOf(form: HTMLFormElement | null, kindCalled: (name: string) => string): NetworkMark[] {
  const [values, colors, icons] = ['mark-value', 'mark-color', 'mark-icon'].map((name) => valuesOf(form, name)) as [string[], string[], string[]]
  return valuesOf(form, 'mark-parameter').flatMap((parameter, i) => {
    const typed = (values[i] ?? '').trim()
    if (typed === '' || (parameter !== 'kind' && parameter !== 'type' && parameter !== 'tag')) return []
    const value = parameter === 'kind' ? kindCalled(typed) : parameter === 'tag' ? tagKey(typed) : slug(typed)
    const color = colors[i]
    return [{ parameter, value, ...(isColor(color) && { color }), ...(icons[i] && { icon: icons[i] }) }]
  })
}

const valuesOf = (form: HTMLFormElement | null, name: string): string[] =>
  [...(form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`) ?? [])].map(({ value }) => value)

/** What stands for no colour of a map's own. */
const usualColor = '#2f6b4f'

const isColor = (text: string | undefined): text is string => /^#[0-9a-f]{6}$/i.test(text ?? '')

/** Returns the words of a name as addresses have them, joined by hyphens. */
export function slug(name: string): string {
  return name.split(/[^\p{L}\p{Nd}\p{Mn}]+/u).map(tagKey).filter((word) => word !== '').join('-')
}
