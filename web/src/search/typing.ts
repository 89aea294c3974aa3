// What typing into a search needs at once; the choices below come when they are asked for.

/** Reports whether a text is the beginning of a postcode, which no entry is searched by. */
export function isPostcode(text: string): boolean {
  return /^\d+$/.test(text)
}

/** Returns the choice after or before index, going round; -1 is the text itself. */
export function stepped(index: number, by: 1 | -1, count: number): number {
  return ((index + 1 + by + count + 1) % (count + 1)) - 1
}
