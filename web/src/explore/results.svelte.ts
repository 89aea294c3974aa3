// The answer to the query: one request in flight, stale ones dropped.
import * as api from '../api/client'
import type { Element, SearchAnswer } from '../api/types'
import type { Query } from '../query/query'

export class Results {
  status: 'loading' | 'ready' | 'failed' = $state('loading')
  answer: SearchAnswer | null = $state.raw(null)
  items: Element[] = $state.raw([])
  error: unknown = $state.raw(null)
  next: string | null = $state(null)
  loadingMore = $state(false)
  /** Whether the answer has changed by itself since it was asked for. */
  renewed = false
  /** Whether the list is no longer what a new search would list. */
  stale = $state(false)

  private query: Query | null = null
  private controller = new AbortController()
  private newer: SearchAnswer | null = null

  constructor(first: { query: Query; answer: SearchAnswer } | null) {
    if (!first) return
    this.query = first.query
    this.accept(first.answer)
  }

  /** Answers query; the former answer stays readable meanwhile. */
  async load(query: Query): Promise<void> {
    if (query === this.query) return
    this.query = query
    this.renewed = false
    this.status = 'loading'
    await this.run(async (signal) => this.accept(await api.search(query, null, signal)))
  }

  async retry(): Promise<void> {
    const { query } = this
    this.query = null
    if (query) await this.load(query)
  }

  async more(): Promise<void> {
    const { query, next } = this
    if (!query || !next || this.loadingMore) return
    this.loadingMore = true
    await this.run(async (signal) => {
      const page = await api.search(query, next, signal)
      this.items = [...this.items, ...page.features]
      this.next = page.next ?? null
      this.status = 'ready'
    })
    this.loadingMore = false
  }

  /**
   * Asks the same again, without a word. The count follows; the list does too
   * unless somebody is reading it: then it is said to be stale.
   */
  async renew(reading: () => boolean): Promise<void> {
    const { query } = this
    const idle = () => query === this.query && this.status === 'ready' && !this.loadingMore
    if (!query || !idle()) return
    // Whatever goes wrong, what is shown stays good.
    const newer = await api.search(query, null, this.controller.signal).catch(() => null)
    if (!newer || !this.answer || !idle()) return
    const same = JSON.stringify(newer.features) === JSON.stringify(this.items.slice(0, newer.features.length))
    const moreListed = this.items.length > newer.features.length
    this.renewed = true
    if (!moreListed && (same || !reading())) return this.accept(newer)
    this.answer = { ...this.answer, total: newer.total }
    this.newer = newer
    this.stale = !same
  }

  /** Lists what a new search would list. */
  takeNewer(): void {
    if (this.newer) this.accept(this.newer)
  }

  stop(): void {
    this.controller.abort()
  }

  private accept(answer: SearchAnswer): void {
    this.newer = null
    this.stale = false
    this.answer = answer
    this.items = answer.features
    this.next = answer.next ?? null
    this.status = 'ready'
  }

  private async run(request: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.controller.abort()
    const controller = (this.controller = new AbortController())
    try {
      await request(controller.signal)
    } catch (error) {
      if (controller.signal.aborted) return
      this.error = error
      this.status = 'failed'
    }
  }
}
