// Tags as people type and paste them, and the text that the form sends.
import { tagKey } from '../query/tag'

/** As many tags as an element holds: the twin of MaxTags in the Go package data. */
export const mostTags = 100

// A tag in quotes, those within it doubled, and what parts it from the next one.
const quoted = /^"((?:[^"]|"")*)"\s*(?:[,;\n\r#]|$)/
const ends = /[,;\n\r]|\s#/

/** Reads tags out of a text: "#a #b, c", separated by commas, semicolons, ends of lines or the next "#"; one with such a sign in it stands in quotes. Each is there once, by its key. */
export function readTags(text: string): string[] {
  return addTags([], text)
}

// The twin of splitTags in the Go package api.
function split(text: string): string[] {
  const tags: string[] = []
  let rest = text
  while ((rest = rest.replace(/^[\s,;#]+/, ''))) {
    const [whole = '', inner] = quoted.exec(rest) ?? []
    if (inner !== undefined) {
      tags.push(inner.replaceAll('""', '"'))
      rest = rest.slice(whole.length)
      continue
    }
    const { index, 0: end } = ends.exec(rest) ?? { index: rest.length, 0: '' }
    tags.push(rest.slice(0, index).replace(/\s+/g, ' ').trim())
    rest = rest.slice(index + end.length)
  }
  return tags
}

/** Reports whether what is being typed holds the end of a tag. */
export function hasEnd(text: string): boolean {
  if (/^[\s#]*"[^"]*$/.test(text)) return false // the quotes are not closed yet
  return /[,;\n]|\S\s+#/.test(text.replace(/^[\s#]*"(?:[^"]|"")*"/, '"'))
}

/** Returns tags and those of a text that are none of them yet, by their key. */
export function addTags(tags: string[], text: string): string[] {
  const all = [...tags]
  const keys = new Set(tags.map(tagKey))
  for (const tag of split(text)) {
    const key = tagKey(tag)
    if (!key || keys.has(key) || all.length >= mostTags) continue
    keys.add(key)
    all.push(tag)
  }
  return all
}

/** Writes tags as the form sends them: one that would be read otherwise in quotes. */
export function writeTags(tags: string[]): string {
  const write = (tag: string): string => {
    const read = split(tag)
    return !tag.startsWith('"') && read.length === 1 && read[0] === tag ? tag : `"${tag.replaceAll('"', '""')}"`
  }
  return tags.map(write).join(', ')
}

export interface UsedTag {
  key: string
  label: string
  count: number
}

/** Returns tags to propose: those that are used here first, none that is chosen already. */
export function proposals(found: UsedTag[], here: UsedTag[], chosen: string[], most: number): UsedTag[] {
  const taken = new Set(chosen.map(tagKey))
  const near = new Set(here.map(({ key }) => key))
  const free = found.filter(({ key }) => !taken.has(key))
  return [...free.filter(({ key }) => near.has(key)), ...free.filter(({ key }) => !near.has(key))].slice(0, most)
}
