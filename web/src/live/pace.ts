// How often something is done again: soon when it is asked for, and the rarer the
// more often that happens. Chance spreads what many pages would do at once.

export interface Rhythm {
  /** Before the first time, at most; all in milliseconds. */
  soon: number
  /** Between two times: this much at first, twice as much each time, up to most. */
  least: number
  most: number
}

export class Pace {
  private timer: ReturnType<typeof setTimeout> | undefined
  private last = -Infinity
  private wait: number

  constructor(
    private readonly rhythm: Rhythm,
    private readonly act: () => void,
  ) {
    this.wait = rhythm.least
  }

  /** Has it done, once however often it is asked for meanwhile. */
  ask(): void {
    if (this.timer !== undefined) return
    const { soon, least, most } = this.rhythm
    const quiet = performance.now() - this.last
    if (quiet > 2 * most) this.wait = least
    const delay = Math.max(Math.random() * soon, this.wait * (1 + Math.random() / 2) - quiet)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.last = performance.now()
      this.wait = Math.min(most, 2 * this.wait)
      this.act()
    }, delay)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}
