// What the device keeps between visits, by a key that begins with "maillage.":
// the privacy page tells of each. Storage may be forbidden: then nothing is kept.

/** Returns what is kept under key, null for nothing. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a value under key; null forgets it. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    return
  }
}
