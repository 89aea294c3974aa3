// A flavor names every colour of the map; the layers are pure functions of one.

/** The kinds of elements, in the order in which people see them. */
export const kinds = ['person', 'organization', 'project', 'event', 'place', 'classified'] as const
export type Kind = (typeof kinds)[number]

export interface Flavor {
  sea: string
  land: string
  border: string
  town: string // outlines of communes
  name: string
  halo: string
  cluster: string
  clusterText: string
  mark: string // what is hovered or open
  kind: Record<Kind, string>
}

/** Paper and ink. The colours of kinds are those of styles/theme.css. */
export const light: Flavor = {
  sea: '#e3e9e6',
  land: '#faf7f2',
  border: '#a89f90',
  town: '#ddd5c7',
  name: '#5c564b',
  halo: '#faf7f2',
  cluster: '#2f6b4f',
  clusterText: '#ffffff',
  mark: '#22211f',
  kind: {
    person: '#96416f',
    organization: '#2f6b4f',
    project: '#3b5ba5',
    event: '#b5532f',
    place: '#8a6100',
    classified: '#6b4fa3',
  },
}

export const dark: Flavor = {
  sea: '#15191a',
  land: '#211f1c',
  border: '#6f675b',
  town: '#38342e',
  name: '#b8b0a2',
  halo: '#211f1c',
  cluster: '#8fcbab',
  clusterText: '#14201a',
  mark: '#f3eee4',
  kind: {
    person: '#e39cc3',
    organization: '#8fcbab',
    project: '#9db6ee',
    event: '#eb9d7b',
    place: '#dcb45c',
    classified: '#bfa9ec',
  },
}
