// What is asked about a form to find what is referenced already.

/** The inputs that tell whether two things are one. */
export const watchedNames = ['kind', 'name', 'lon', 'lat', 'commune', 'country', 'website', 'phone', 'siret', 'osm', 'start']

// Persons and ads are never compared.
const compared = ['organization', 'project', 'event', 'place']

/**
 * Returns what to ask of a form, whose values are read by name, or null while too
 * little is typed. The element that is edited, if any, is no twin of itself.
 */
export function askedOf(value: (name: string) => string, except: string): URLSearchParams | null {
  if (!compared.includes(value('kind'))) return null
  const named = value('name').length >= 3 && (value('lon') !== '' || value('commune') !== '')
  if (!named && !['website', 'phone', 'siret', 'osm'].some((name) => value(name).length >= 6)) return null
  const asked = new URLSearchParams()
  const placed = value('lon') !== '' && value('lat') !== ''
  for (const name of watchedNames) {
    const text = value(name)
    if (text && (placed || (name !== 'lon' && name !== 'lat'))) asked.set(name, text)
  }
  if (except) asked.set('except', except)
  return asked
}
