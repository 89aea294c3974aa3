// The choices under the search box, in one flat order for the arrow keys.
import type { Suggestions } from '../api/types'
import { tagKey } from '../query/tag'

export type Choice =
  | { group: 'territories'; key: string; code: string; label: string; hint: string }
  | { group: 'tags'; key: string; tag: string; label: string; hint: string }
  | { group: 'elements'; key: string; id: string; kind: string; label: string; hint: string }
  | { group: 'networks'; key: string; slug: string; label: string; hint: string }

export type Group = Choice['group']

/** The groups of an answer in the order in which they are shown: places first, unless nothing is in any of them. */
function groupsOf({ territories }: Suggestions): Group[] {
  return territories.some(({ count }) => count > 0) ? ['territories', 'tags', 'elements', 'networks'] : ['tags', 'elements', 'networks', 'territories']
}

/** Flattens an answer, group after group; hints are written by the caller, who knows the language. */
export function choicesOf(
  answer: Suggestions,
  write: { territory(level: string, postcode?: string, within?: string): string; count(count: number): string; kind(kind: string): string },
): Choice[] {
  const choices: Record<Group, Choice[]> = {
    territories: answer.territories.map(({ code, name, level, postcode, within }) => ({
      group: 'territories', key: `in-${code}`, code, label: name, hint: write.territory(level, postcode, within),
    })),
    tags: answer.tags.map(({ key, label, count }) => ({ group: 'tags', key: `tag-${key}`, tag: key, label: `#${label}`, hint: write.count(count) })),
    elements: answer.elements.map(({ id, name, kind, locality }) => ({
      group: 'elements', key: `e-${id}`, id, kind, label: name, hint: [write.kind(kind), locality].filter(Boolean).join(' · '),
    })),
    networks: answer.networks.map(({ slug, title }) => ({ group: 'networks', key: `n-${slug}`, slug, label: title, hint: '' })),
  }
  return groupsOf(answer).flatMap((group) => choices[group])
}

/** Returns the territory that the words name, letter for letter but for case, accents and hyphens; none of those searched already. */
export function territoryNamed(words: string, codes: string[], { territories }: Suggestions): Suggestions['territories'][number] | undefined {
  const key = tagKey(words)
  return key ? territories.find(({ code, name }) => tagKey(name) === key && !codes.includes(code)) : undefined
}

/** Returns the tag that completes what was typed: itself when it is one, else the first that begins so; none when no tag does. */
export function completed(typed: string, { tags }: Suggestions): { key: string; label: string } | undefined {
  const key = tagKey(typed)
  if (!key) return undefined
  return tags.find((tag) => tag.key === key) ?? tags.find((tag) => tag.key.startsWith(key))
}
