// The filters of a query as a list that can be read, and taken away one by one.
import { sortsOf, within, toggled, toggledField, withoutNetwork, type Query, type Sort } from '../query/query'

export interface Filter {
  key: string
  label: string
  /** The query without this filter. */
  without: Query
}

/** How to write values of the data; the caller knows the language and the names. */
export interface Words {
  words(typed: string): string
  kind(kind: string): string
  territory(code: string): string
  type(key: string): string
  tag(key: string): string
  not(label: string): string
  bbox(): string
  near(radius: number | null): string
  by(account: string): string
  of(element: string): string
  since(instant: string): string
  network(reference: string): string
  field(field: string, value: string): string
  sort(sort: Sort): string
}

/** Lists the filters of a query; scope is the network that the page itself is about, which nobody takes away. */
export function activeFilters(query: Query, words: Words, scope = ''): Filter[] {
  const filters: Filter[] = []
  const { network } = query
  if (network && network !== scope) filters.push({ key: 'network', label: words.network(network), without: withoutNetwork(query) })
  if (query.q) filters.push({ key: 'q', label: words.words(query.q), without: { ...query, q: '' } })
  for (const code of query.in) filters.push({ key: `in-${code}`, label: words.territory(code), without: toggled(query, 'in', code) })
  if (query.bbox) filters.push({ key: 'bbox', label: words.bbox(), without: within(query, 'world') })
  if (query.near) filters.push({ key: 'near', label: words.near(query.radius), without: within(query, 'world') })
  const list = (name: 'kind' | 'type' | 'tag' | 'anyTag' | 'notTag' | 'by' | 'of', label: (value: string) => string) => {
    for (const value of query[name]) {
      filters.push({ key: `${name}-${value}`, label: label(value), without: toggled(query, name, value) })
    }
  }
  list('kind', words.kind)
  list('type', words.type)
  list('tag', words.tag)
  list('anyTag', words.tag)
  list('notTag', (value) => words.not(words.tag(value)))
  list('by', words.by)
  list('of', words.of)
  if (query.since) filters.push({ key: 'since', label: words.since(query.since), without: { ...query, since: null } })
  for (const [field, value] of query.fields) {
    filters.push({ key: `x-${field}-${value}`, label: words.field(field, value), without: toggledField(query, field, value) })
  }
  const { sort } = query
  if (sort && sort !== sortsOf(query)[0]) filters.push({ key: 'sort', label: words.sort(sort), without: { ...query, sort: null } })
  return filters
}
