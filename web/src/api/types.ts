// Answers of the server, as /api/v1 writes them.
import type { Geometry } from 'geojson'

export interface Address {
  streetAddress?: string
  postalCode?: string
  addressLocality?: string
  addressCountry?: string
}

export interface Slot {
  start: string // local wall time: 2026-05-23T19:00
  end?: string
}

export interface Offer {
  intent: string
  basis: string
  price?: number
  unit?: string
  state?: string
  validThrough?: string
}

/** A photo that is kept here, or a link to a picture of another site. */
export interface Image {
  url?: string
  photo?: string // its hash; none for a link
  width?: number
  height?: number
  caption?: string
}

/** Opening hours in words, and whether it is open until a moment. */
export interface Opening {
  lines: string[]
  state?: 'open' | 'closed'
  now?: string
  today?: string
  until?: string
}

/** An element that is probably the same as one that somebody writes. */
export interface Duplicate {
  id: string
  slug?: string
  name: string
  kind: string
  type?: string
  locality?: string
  distance?: number // metres
  reasons: string[]
}

/** Opening hours as somebody writes them, in words, or what keeps them from being read. */
export interface HoursInWords {
  valid: boolean
  simplified?: string
  lines: string[]
  state?: 'open' | 'closed'
  now?: string
  mistake?: { rule: string; at?: string; detail: string }
}

export interface ElementProperties {
  id: string
  num: number
  kind: string
  type?: string
  slug?: string
  name: string
  summary?: string
  description?: string
  tags?: string[]
  precision?: string
  address?: Address
  website?: string
  email?: string
  phone?: string
  opening?: Opening
  image?: Image[]
  accessibility?: Record<string, string>
  schedule?: { timezone: string; slots: Slot[] }
  eventStatus?: string
  offer?: Offer
  progress?: string
  verifiedAt?: string
  distance?: number // metres
  snippet?: string
  territories?: Territory[]
  values?: Record<string, string> // what a network keeps of it, by field
  networks?: { slug: string; title: string }[] // maps that show it, of one element alone
}

export interface Element {
  type: 'Feature'
  id: string
  geometry: Geometry | null
  properties: ElementProperties
  network?: Network // as which it was asked, of one element alone
}

export interface Territory {
  code: string
  name: string
  level: string
}

export interface TerritoryDetail extends Territory {
  parents?: Territory[]
  bounds?: [west: number, south: number, east: number, north: number]
  label?: [lon: number, lat: number] // a point inside
}

/** An address that the service of the site has found. */
export interface GeocodedPlace {
  label: string
  lon: number
  lat: number
  street?: string
  postcode?: string
  town?: string
  country?: string
  precision: 'exact' | 'street' | 'commune'
}

/** A map that somebody has composed, as its visitors may read it. */
export interface Network {
  reference: string // what it is called by in queries and addresses
  slug: string
  title: string
  fields?: NetworkField[]
  marks?: NetworkMark[]
  groups?: NetworkGroup[] // in answers to a search
}

/** How elements of a kind, of a type or with a tag are drawn. */
export interface NetworkMark {
  parameter: 'kind' | 'type' | 'tag'
  value: string
  color?: string // #rrggbb
  icon?: string
}

/** Filters that a map offers in place of those of the site. */
export interface NetworkGroup {
  title: string
  parameter: string // kind, type, anyTag, or x.<network>.<field>
  choices: FacetValue[]
}

export interface NetworkField {
  key: string
  label: string
  type: 'text' | 'number' | 'date' | 'yesno' | 'choice' | 'link'
}

export interface FacetValue {
  value: string
  label: string
  count: number
}

export interface Step {
  territory: string
  name: string
  level: string
  count: number
}

export const facetNames = ['kind', 'tag', 'territory', 'type'] as const
export type FacetName = (typeof facetNames)[number]

export interface SearchAnswer {
  type: 'FeatureCollection'
  features: Element[]
  total: number
  facets?: Partial<Record<FacetName, FacetValue[]>>
  more?: Partial<Record<FacetName, number>>
  ladder?: Step[]
  corrected?: string
  next?: string
  network?: Network // that was asked
}

export interface Suggestions {
  elements: { id: string; slug?: string; name: string; kind: string; locality?: string }[]
  tags: { key: string; label: string; count: number }[]
  territories: { code: string; name: string; level: string; within?: string; postcode?: string; count: number }[]
  networks: { slug: string; title: string }[]
}
