// The photos of a form, in their order.

export interface Chosen {
  key: number // of this page
  hash: string // '' until it has arrived
  caption: string
  file: File | null // to be sent, or sent again
  part: number // of it that has left, from 0 to 1
  wrong: string // why it did not arrive
}

/** Returns the photos that the plain inputs of a form name: those that are to stay. */
export function readPhotos(within: ParentNode): Chosen[] {
  const inputs = [...within.querySelectorAll<HTMLInputElement>('[name=photo]')]
  const hashes = inputs.filter(({ type, checked }) => type !== 'checkbox' || checked).map(({ value }) => value)
  return [...new Set(hashes)].map((hash, key) => {
    const caption = within.querySelector<HTMLInputElement>(`[name="caption-${CSS.escape(hash)}"]`)
    return { key, hash, caption: caption?.value ?? '', file: null, part: 1, wrong: '' }
  })
}

/** Returns a list with the entry at one index moved to another. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const entry = list[from]
  if (entry === undefined || to < 0 || to >= list.length) return [...list]
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, to), entry, ...rest.slice(to)]
}
