// What is asked about a form to find what is referenced already.

/** The inputs that tell whether two things are one. */
export const watchedNames = [
  'kind', 'name', 'lon', 'lat', 'precision', 'commune', 'country', 'website', 'phone', 'siret', 'rna', 'osm', 'start', 'end',
]

// Persons and ads are never compared.
const compared = ['organization', 'project', 'event', 'place']

// What an answer takes at most: more is refused, so it is not asked.
const most: Record<string, number> = { name: 300, commune: 20, country: 2, website: 2000, phone: 50 }

/** As many elements can be said not to be the same. */
export const mostOthers = 50

/**
 * Returns what to ask of a form, whose values are read by name, or null while too
 * little is typed. The element that is edited, if any, is no twin of itself, nor are
 * those that somebody said are others.
 */
export function askedOf(value: (name: string) => string, except: string, others: string[]): URLSearchParams | null {
  if (!compared.includes(value('kind'))) return null
  const named = value('name').length >= 3 && (value('lon') !== '' || value('commune') !== '')
  if (!named && !['website', 'phone', 'siret', 'rna', 'osm'].some((name) => value(name).length >= 6)) return null
  const asked = new URLSearchParams()
  const placed = value('lon') !== '' && value('lat') !== ''
  for (const name of watchedNames) {
    const text = value(name)
    if (text && text.length <= (most[name] ?? 500) && (placed || (name !== 'lon' && name !== 'lat'))) asked.set(name, text)
  }
  if (except) asked.set('except', except)
  for (const other of others.slice(-mostOthers)) asked.append('notsame', other)
  return asked
}
