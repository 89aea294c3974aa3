import { kinds, type Flavor } from './flavor'

/** Returns a flavor whose clusters have the main colour of the site, and kinds their own, as its style sheets give it now. */
export function themed(flavor: Flavor): Flavor {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string, usual: string) => style.getPropertyValue(name).trim() || usual
  const kind = { ...flavor.kind }
  for (const name of kinds) kind[name] = color(`--${name}`, kind[name])
  return { ...flavor, kind, cluster: color('--leaf', flavor.cluster), clusterText: color('--on-leaf', flavor.clusterText) }
}
