// "Ma commune": chosen once, kept on this device and sent nowhere by itself.
import type { Territory } from '../api/types'

const key = 'maillage.town'

export class Town {
  current: Territory | null = $state.raw(read())

  keep(town: Territory | null): void {
    this.current = town
    try {
      if (town) localStorage.setItem(key, JSON.stringify(town))
      else localStorage.removeItem(key)
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page.
    }
  }
}

function read(): Territory | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Territory> | null
    if (typeof stored?.code !== 'string' || typeof stored.name !== 'string') return null
    return { code: stored.code, name: stored.name, level: 'commune' }
  } catch {
    return null
  }
}
