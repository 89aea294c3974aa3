// Words of the page, from the same catalogue as the server's templates.
import type french from '../../messages/fr.json'

export type Language = 'fr' | 'en'
type Catalogue = typeof french
type Key = keyof Catalogue
/** A key that counts: its catalogue entries end in _one and _other. */
type CountKey = { [K in Key]: K extends `${infer Stem}_other` ? Stem : never }[Key]
type Values = Record<string, string | number>

let language: Language = 'fr'
let catalogue: Record<string, string> = {}
let plurals = new Intl.PluralRules('fr')

/** Chooses the language of the page; called once, before anything is drawn. */
export function setLanguage(chosen: Language, words: Catalogue): void {
  language = chosen
  catalogue = words
  plurals = new Intl.PluralRules(chosen)
}

/** Adds words that not every page needs. */
export function addWords(words: Partial<Catalogue>): void {
  catalogue = { ...catalogue, ...words }
}

export function currentLanguage(): Language {
  return language
}

/** Returns the text of key, its {placeholders} filled from values. */
export function t(key: Key, values: Values = {}): string {
  return fill(catalogue[key] ?? key, values)
}

/** Returns the text of key for count things; {count} is written as people read it. */
export function tn(key: CountKey, count: number): string {
  const form = plurals.select(count) === 'one' ? 'one' : 'other'
  return fill(catalogue[`${key}_${form}`] ?? key, { count: formatNumber(count) })
}

/** Returns the text of a key made of prefix and a value of the data, or fallback when the catalogue has none. */
export function tv(prefix: string, value: string, fallback = value): string {
  return catalogue[`${prefix}_${value}`] ?? fallback
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(language).format(value)
}

/** Prefixes a path of the site with the language it is read in. */
export function localPath(path: string): string {
  return language === 'en' ? `/en${path}` : path
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
