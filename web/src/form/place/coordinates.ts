// Where something is, out of what somebody pastes: as the server reads it without
// scripts (data.ParseCoordinates).
import type { Position } from '../../query/query'

const most = 2000

// Latitude and longitude in the links that maps give: the marked place first, then the view.
const links = [
  /!3d(-?[\d.]+)!4d(-?[\d.]+)/g,
  /[?&]mlat=(-?[\d.]+)&mlon=(-?[\d.]+)/g,
  /#(?:map=)?[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/g,
  /@(-?[\d.]+),(-?[\d.]+)/g,
  /[?&](?:q|query|ll|sll|center|destination|daddr|cp)=(?:loc:)?(-?[\d.]+)[,~][ +]?(-?[\d.]+)/g,
  /^geo:(-?[\d.]+),(-?[\d.]+)/g,
]

const angle = String.raw`([NSEWO])?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?)?([NSEWO])?`
const pair = new RegExp(String.raw`^\(?${angle}[\s,;/]+${angle}\)?$`)

/** Returns the place that a text names: "48.11, -1.67" in that order, with hemispheres or minutes, or the link of a map; null when it names none on the Earth. */
export function parseCoordinates(text: string): Position | null {
  const typed = text.trim()
  if (typed.length > most) return null
  const read = ofLink(typed) ?? ofPair(typed)
  if (!read) return null
  const [lat, lon] = read
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null
}

/** Writes a place as people read it, latitude first, to a tenth of a metre. */
export function formatCoordinates([lon, lat]: Position): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`
}

function ofLink(text: string): [lat: number, lon: number] | null {
  if (!text.includes('://') && !text.startsWith('geo:')) return null
  let plain = text
  try {
    plain = decodeURIComponent(text)
  } catch {
    // A link with a stray % is read as it is.
  }
  for (const link of links) {
    const found = [...plain.matchAll(link)].at(-1)
    if (found) return [Number(found[1]), Number(found[2])]
  }
  return null
}

function ofPair(text: string): [lat: number, lon: number] | null {
  let typed = text.toUpperCase()
  if (!typed.includes('.')) typed = typed.replace(/(\d),(\d)/g, '$1.$2')
  const found = pair.exec(typed)
  if (!found) return null
  const first = readAngle(found.slice(1, 6))
  const second = readAngle(found.slice(6, 11))
  if (!first || !second || (first.axis && first.axis === second.axis)) return null
  const swapped = first.axis === 'lon' || second.axis === 'lat'
  return swapped ? [second.degrees, first.degrees] : [first.degrees, second.degrees]
}

/** Reads one number of a pair, and which axis its letter names. */
function readAngle([before = '', whole = '', minutes = '', seconds = '', after = '']: (string | undefined)[]): { degrees: number; axis: string } | null {
  const letter = before + after
  if (letter.length > 1) return null
  const sign = whole.startsWith('-') || letter === 'S' || letter === 'W' || letter === 'O' ? -1 : 1
  const degrees = sign * (Math.abs(Number(whole)) + Number(minutes) / 60 + Number(seconds) / 3600)
  return { degrees, axis: 'NS'.includes(letter) && letter ? 'lat' : letter ? 'lon' : '' }
}
