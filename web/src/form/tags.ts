// Tags as people type and paste them, and the text that the form sends.
import { tagKey } from '../query/tag'

/** As many tags as an element holds: the twin of MaxTags in the Go package data. */
export const mostTags = 100

/** Reads tags out of a text: "#a #b, c", separated by commas, ends of lines or the next "#". Each is there once, by its key. */
export function readTags(text: string): string[] {
  return addTags([], text)
}

/** Returns tags and those of a text that are none of them yet, by their key. */
export function addTags(tags: string[], text: string): string[] {
  const all = [...tags]
  const keys = new Set(tags.map(tagKey))
  for (const part of text.split(/[,\n\r]|(?:^|\s)(?=#)/)) {
    const tag = part.replace(/^[\s#]+/, '').replace(/\s+/g, ' ').trim()
    const key = tagKey(tag)
    if (!key || keys.has(key) || all.length >= mostTags) continue
    keys.add(key)
    all.push(tag)
  }
  return all
}

/** Writes tags as the form sends them. */
export function writeTags(tags: string[]): string {
  return tags.join(', ')
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
