// "Ma commune": chosen once, kept on this device and sent nowhere by itself.
import * as api from '../api/client'
import type { Territory, TerritoryDetail } from '../api/types'
import { keep, stored } from '../device'
import type { Box, Position } from '../query/query'

const townKey = 'maillage.town'
const askedKey = 'maillage.asked'

/** A commune with the territories around it, narrow to wide, and its box. */
export interface Home extends Territory {
  parents: Territory[]
  bounds: Box | null
}

export class Town {
  current: Home | null = $state.raw(readHome(stored(townKey)))
  /** Whether people have said where they live, or that they would rather not. */
  asked = $state(stored(askedKey) !== null)
  /** Whether the choice of a commune is open. */
  picking = $state(false)
  /** Whether the next touch of the map chooses. */
  tapping = $state(false)
  /** What was touched of the map to say "here I live"; a new array each time. */
  touched: Position | null = $state.raw(null)

  /** Returns the commune and what is around it, narrow to wide; empty when none is kept. */
  get chain(): Territory[] {
    return this.current ? [this.current, ...this.current.parents] : []
  }

  /** Returns the level of a territory people live in, like "departement" for "mon département". */
  mine(code: string): string | undefined {
    return this.chain.find((territory) => territory.code === code)?.level
  }

  /** Keeps a commune by its code. */
  async choose(code: string, signal: AbortSignal): Promise<void> {
    const { name, level, parents = [], bounds = null } = await api.territory(code, signal)
    this.current = { code, name, level, parents: parents.filter((parent) => parent.level !== 'world'), bounds }
    this.picking = this.tapping = false
    keep(townKey, JSON.stringify(this.current))
    this.settle()
  }

  /** Answers the commune at a point, null where none is known. */
  async at([lon, lat]: Position, signal: AbortSignal): Promise<Territory | null> {
    const { territories } = await api.locate(lon, lat, signal)
    return territories.find(({ level }) => level === 'commune') ?? null
  }

  /** Asks no more, on this device. */
  settle(): void {
    this.asked = true
    keep(askedKey, 'yes')
  }

  /** Leaves nothing on the device. */
  forget(): void {
    this.current = null
    keep(townKey, null)
    keep(askedKey, null)
  }
}

/** Reads what the device keeps: anything else than a commune with its parents is no commune. */
export function readHome(text: string | null): Home | null {
  try {
    const { code, name, level, parents, bounds } = JSON.parse(text ?? 'null') as Partial<TerritoryDetail>
    const all = [{ code, name, level }, ...(parents ?? [])]
    if (!all.every((each) => [each.code, each.name, each.level].every((part) => typeof part === 'string'))) return null
    const box = Array.isArray(bounds) && bounds.length === 4 && bounds.every(Number.isFinite) ? bounds : null
    return { code, name, level, parents: parents ?? [], bounds: box } as Home
  } catch {
    return null
  }
}
