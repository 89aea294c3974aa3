// Which messages a source names: the pages' scripts carry only those, and a test
// asks that every message is named somewhere.

// Keys made of a prefix and a value, by the functions tv and value, in a template or as a sum of strings.
const prefixed = /(?:\btv\(|\btv |w\.value\()['"](\w+)['"]|`(\w+)_\$\{|"(\w+)_"\s*\+/g

/** Returns the keys that the text of some sources names, whole, by their plural or by their prefix. */
export function usedKeys(keys: string[], text: string): string[] {
  const prefixes = new Set([...text.matchAll(prefixed)].map((match) => match[1] ?? match[2] ?? match[3]))
  return keys.filter((key) => {
    const names = [key, key.replace(/_(one|other)$/, '')]
    if (names.some((name) => text.includes(`'${name}'`) || text.includes(`"${name}"`))) return true
    return [...prefixes].some((prefix) => key.startsWith(`${prefix}_`))
  })
}
