// What the form of a map says of how it is drawn, as far as it can be read yet.
import { kinds, type Flavor, type Kind } from '../map/flavor'
import type { View } from '../query/address'
import { filterOf, formatQuery, parseQuery } from '../query/query'

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

/** Returns a flavor with the colours that a form gives to the map and to kinds. */
export function looking(flavor: Flavor, form: HTMLFormElement | null): Flavor {
  const all = (name: string) => [...(form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`) ?? [])].map(({ value }) => value)
  const [parameters, values, colors] = [all('mark-parameter'), all('mark-value'), all('mark-color')]
  const kind = { ...flavor.kind }
  for (const [i, parameter] of parameters.entries()) {
    const named = kindNamed(values[i] ?? '')
    if (parameter === 'kind' && named && isColor(colors[i])) kind[named] = colors[i]
  }
  const [color] = all('color')
  return isColor(color) && color !== usualColor ? { ...flavor, kind, cluster: color, clusterText: '#ffffff' } : { ...flavor, kind }
}

/** What stands for no colour of a map's own. */
const usualColor = '#2f6b4f'

const isColor = (text: string | undefined): text is string => /^#[0-9a-f]{6}$/i.test(text ?? '')

function kindNamed(text: string): Kind | null {
  return kinds.find((kind) => kind === text.trim().toLowerCase()) ?? null
}
