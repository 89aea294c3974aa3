// Which messages a source names: the pages' scripts carry only those, and a test
// asks that every message is named somewhere.

// Keys made of a prefix and a value, by the functions tv and value, in a template or as a sum of strings.
const prefixed = /(?:\btv\(|\btv |w\.value\()['"](\w+)['"]|`(\w+)_\$\{|"(\w+)_"\s*\+/g

// Words in quotes; the last quote of one may be the first of the next.
const whole = /(['"])(\w+)(?=\1)/g

/** Returns the keys that the text of some sources names, whole, by their plural or by their prefix. */
export function usedKeys(keys: string[], text: string): string[] {
  const prefixes = new Set([...text.matchAll(prefixed)].map((match) => match[1] ?? match[2] ?? match[3]))
  const quoted = new Set([...text.matchAll(whole)].map((match) => match[2]))
  return keys.filter((key) => {
    if (quoted.has(key) || quoted.has(key.replace(/_(one|other)$/, ''))) return true
    return [...prefixes].some((prefix) => key.startsWith(`${prefix}_`))
  })
}
