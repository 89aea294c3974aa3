// What is typed of a form, kept on the device until it is sent. Nothing is kept
// where storage is refused, and nothing that is secret or a file.
import { keep, stored } from '../device'

const key = 'maillage.drafts'
/** For how long a draft is kept, in milliseconds. */
const lifetime = 30 * 24 * 3600 * 1000
const mostDrafts = 10
/** The longest draft, in characters of its JSON form. What is longer is not kept at all. */
const longest = 100_000

export type Values = [name: string, value: string][]

export interface Draft {
  /** When it was last typed, in milliseconds since 1970. */
  at: number
  values: Values
  /** Whether it was sent, and nobody said yet that it arrived. */
  sent?: boolean
  /** The id under which it was sent: if it arrived after all, it is not kept twice. */
  id?: string | undefined
}

/** Returns the draft of a form, unless it is too old. */
export function draftOf(name: string, now: number): Draft | null {
  return read(now).get(name) ?? null
}

/** Keeps a draft in place of the one there was; those typed longest ago give way to it. */
export function keepDraft(name: string, draft: Draft): void {
  const drafts = read(draft.at)
  drafts.delete(name)
  if (JSON.stringify(draft).length <= longest) drafts.set(name, draft)
  write([...drafts].sort(([, a], [, b]) => b.at - a.at).slice(0, mostDrafts))
}

/** Forgets the draft of a form. */
export function forgetDraft(name: string): void {
  const drafts = read(Date.now())
  if (drafts.delete(name)) write([...drafts])
}

// What others wrote under the same key is not trusted.
function read(now: number): Map<string, Draft> {
  try {
    const kept = Object.entries(JSON.parse(stored(key) ?? '{}') as Record<string, Draft>)
    return new Map(kept.filter(([, draft]) => isDraft(draft) && draft.at > now - lifetime && draft.at <= now + lifetime))
  } catch {
    return new Map()
  }
}

function isDraft(draft: unknown): draft is Draft {
  if (typeof draft !== 'object' || draft === null || !('at' in draft) || !('values' in draft)) return false
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')
  if ('id' in draft && typeof draft.id !== 'string') return false
  return typeof draft.at === 'number' && Array.isArray(draft.values) && draft.values.every(isPair)
}

function write(drafts: [string, Draft][]): void {
  keep(key, drafts.length ? JSON.stringify(Object.fromEntries(drafts)) : null)
}

/** Reports whether two forms hold the same; one may have more inputs that are empty. */
export function sameValues(a: Values, b: Values): boolean {
  const [these, those] = [a, b].map((values) => JSON.stringify(values.filter(([, value]) => value !== '')))
  return these === those
}

// What says which version or what to do with it, and what is uploaded beside.
const left = /^(id|action|revision|was|next|photo|notsame|caption-.*|take-.*)$|password|token/i
const leftTypes = ['password', 'file', 'submit', 'button', 'image', 'reset']

/** Tells what of a control is kept, if anything. */
export function isKept({ name, type }: { name: string; type: string }): boolean {
  return name !== '' && !left.test(name) && !leftTypes.includes(type)
}

/** Returns the value that each control of a name gets back, in their order. */
export function giveBack(values: Values): (name: string) => string | undefined {
  const waiting = new Map<string, string[]>()
  for (const [name, value] of values) waiting.set(name, [...(waiting.get(name) ?? []), value])
  return (name) => waiting.get(name)?.shift()
}
