// What a hashtag is compared by: the twin of TagKey in the Go package data.

// Latin letters that Unicode does not decompose.
const latin: Record<string, string> = {
  œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h',
}

/** Returns tags as an address writes them, by their key. */
export function spellingsOf(search: string): [key: string, written: string][] {
  const params = new URLSearchParams(search)
  const written = ['tag', 'anyTag', 'notTag'].flatMap((name) => params.getAll(name))
  return written.map((tag) => [tagKey(tag), tag.trim().replace(/^#/, '')])
}

/** Returns the key of a tag: lower case, no accents, letters, digits and "+" only; "" when it has none. */
export function tagKey(tag: string): string {
  return tag
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[œæßøłđðþıħ]/g, (letter) => latin[letter] ?? letter)
    .normalize('NFC')
    .replace(/[^\p{L}\p{Nd}+]/gu, '')
}
