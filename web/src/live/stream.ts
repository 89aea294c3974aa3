// The live stream of the server: what changes among what a page shows. It is
// open only while somebody looks at the page; what was missed meanwhile is told
// first. Where it cannot be opened, the page is as good as without it.
import { shownSequence } from '../api/client'
import { parseNews, type News } from './news'

/** Between two attempts, in milliseconds; chance spreads them. */
const [firstPause, longestPause] = [4_000, 300_000]

export class LiveStream {
  private source: EventSource | null = null
  private filter: string | null = null
  private sequence = 0
  private failures = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly life = new AbortController()

  constructor(private readonly listener: (news: News) => void) {
    const { signal } = this.life
    document.addEventListener('visibilitychange', () => this.follow(), { signal })
    addEventListener('pagehide', () => this.close(), { signal })
    addEventListener('pageshow', () => this.follow(), { signal })
    addEventListener('online', () => this.follow(), { signal })
  }

  /** Follows what a filter finds, from what the page has been shown until now. */
  watch(filter: string): void {
    if (filter === this.filter) return
    this.filter = filter
    this.sequence = Math.max(this.sequence, shownSequence())
    this.close()
    this.follow()
  }

  stop(): void {
    this.life.abort()
    this.close()
  }

  /** Opens the stream where it should be open, closes it where not. */
  private follow(): void {
    if (document.visibilityState === 'hidden') return this.close()
    if (this.source || this.filter === null || !('EventSource' in window)) return
    clearTimeout(this.timer)
    const query = [this.filter, `after=${this.sequence}`].filter((part) => part !== '').join('&')
    const source = (this.source = new EventSource(`/api/v1/live?${query}`))
    source.addEventListener('tiles', (event: MessageEvent<string>) => this.read(event.data))
    source.onerror = () => this.tryLater()
  }

  private read(text: string): void {
    const news = parseNews(text)
    if (!news) return
    this.failures = 0
    this.sequence = news.sequence
    if (news.all || news.changes > 0) this.listener(news)
  }

  // A browser tries again by itself, but without ever longer pauses, and not after
  // it was refused.
  private tryLater(): void {
    this.close()
    const pause = Math.min(longestPause, firstPause * 2 ** this.failures++)
    this.timer = setTimeout(() => this.follow(), pause * (0.5 + Math.random()))
  }

  private close(): void {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = null
  }
}
