// Names and bounds of territories, asked once each.
import { SvelteMap } from 'svelte/reactivity'
import * as api from '../api/client'
import type { TerritoryDetail } from '../api/types'
import { union } from '../map/view'
import type { Box } from '../query/query'

export class Territories {
  private readonly known = new SvelteMap<string, TerritoryDetail>()

  /** Returns the name of a territory, its code until it is known. */
  name(code: string): string {
    return this.known.get(code)?.name ?? code
  }

  level(code: string): string | undefined {
    return this.known.get(code)?.level
  }

  /** Asks for the names of territories that are not known yet. */
  async learn(codes: string[], signal: AbortSignal): Promise<void> {
    await Promise.all(codes.map((code) => this.fetch(code, signal)))
  }

  /** Answers the box of several territories, null when none is known. */
  async bounds(codes: string[], signal: AbortSignal): Promise<Box | null> {
    const found = await Promise.all(codes.map((code) => this.fetch(code, signal)))
    return union(found.map((territory) => territory?.bounds).filter((box) => box !== undefined))
  }

  private async fetch(code: string, signal: AbortSignal): Promise<TerritoryDetail | null> {
    const known = this.known.get(code)
    if (known) return known
    try {
      const territory = await api.territory(code, signal)
      this.known.set(code, territory)
      return territory
    } catch {
      // A name is a convenience: the search itself reports a code that does not exist.
      return null
    }
  }
}
