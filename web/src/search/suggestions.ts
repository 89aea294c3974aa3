// The choices under the search box, in one flat order for the arrow keys.
import type { Suggestions } from '../api/types'

export type Choice =
  | { group: 'territories'; key: string; code: string; label: string; hint: string }
  | { group: 'tags'; key: string; tag: string; label: string; hint: string }
  | { group: 'elements'; key: string; id: string; kind: string; label: string; hint: string }

export type Group = Choice['group']
export const groups: Group[] = ['territories', 'tags', 'elements']

/** Flattens an answer; hints are written by the caller, who knows the language. */
export function choicesOf(
  answer: Suggestions,
  write: { territory(level: string, within?: string): string; count(count: number): string; kind(kind: string): string },
): Choice[] {
  return [
    ...answer.territories.map(
      ({ code, name, level, within }): Choice => ({
        group: 'territories', key: `in-${code}`, code, label: name, hint: write.territory(level, within),
      }),
    ),
    ...answer.tags.map(
      ({ key, label, count }): Choice => ({ group: 'tags', key: `tag-${key}`, tag: key, label: `#${label}`, hint: write.count(count) }),
    ),
    ...answer.elements.map(
      ({ id, name, kind, locality }): Choice => ({
        group: 'elements', key: `e-${id}`, id, kind, label: name, hint: [write.kind(kind), locality].filter(Boolean).join(' · '),
      }),
    ),
  ]
}

/** Returns the choice after or before index, going round; -1 is the text itself. */
export function stepped(index: number, by: 1 | -1, count: number): number {
  return ((index + 1 + by + count + 1) % (count + 1)) - 1
}
