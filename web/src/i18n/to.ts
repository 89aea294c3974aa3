// "à l'Ille-et-Vilaine", "au Rhône", "aux Landes": French names of territories
// take an article that only a list can tell.
import articles from '../../messages/to.json'
import { currentLanguage } from './t'

interface Named {
  code: string
  name: string
  level: string
}

/** Returns the words that follow "Élargir" or "Widen" for a territory. */
export function towards(territory: Named): string {
  if (currentLanguage() === 'en') return `to ${territory.name}`
  const name = territory.name.replaceAll("'", '’')
  if (territory.code === 'FR') return 'à la France'
  if (!territory.code.startsWith('FR-')) return `: ${name}`
  if (territory.level === 'commune' || territory.level === 'epci') return towardsTown(name)
  if (articles['à'].includes(name)) return `à ${name}`
  if (articles.au.includes(name)) return `au ${name}`
  if (articles.aux.includes(name)) return `aux ${name}`
  return feminine(name)
}

/** Returns "à Foix", "en Ariège", "dans le Rhône", "in Foix": the words that say something is there. */
export function inside(territory: Named): string {
  const english = currentLanguage() === 'en'
  if (territory.level === 'world') return english ? 'in the world' : 'dans le monde'
  if (english) return `in ${territory.name}`
  const name = territory.name.replaceAll("'", '’')
  if (territory.code === 'FR') return 'en France'
  // Articles of names abroad are not ours to guess.
  if (!territory.code.startsWith('FR-')) return territory.level === 'country' ? `dans le pays « ${name} »` : `dans la région « ${name} »`
  if (articles.en.includes(name)) return `en ${name}`
  const to = towards(territory)
  const town = territory.level === 'commune' || (territory.level === 'epci' && to === `à ${name}`)
  if (town || articles['à'].includes(name)) return to
  return to.replace(/^à /, 'dans ').replace(/^au /, 'dans le ').replace(/^aux /, 'dans les ')
}

function towardsTown(name: string): string {
  if (/^Les? /.test(name)) return name.replace(/^Les /, 'aux ').replace(/^Le /, 'au ')
  if (/^(Métropole|Eurométropole|Communauté|CC|CA|CU) /.test(name)) return feminine(name)
  if (/^(Grand|Pays) /.test(name)) return `au ${name}`
  return `à ${name}`
}

function feminine(name: string): string {
  return /^[aeiouhéèêîô]/i.test(name) ? `à l’${name}` : `à la ${name}`
}
