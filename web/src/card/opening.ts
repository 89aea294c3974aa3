// Whether a place is open holds until a moment; then the server is asked again.
import * as api from '../api/client'
import type { Opening } from '../api/types'

/** The least between two questions, in milliseconds, whatever the clocks say. */
const least = 60_000

/** Long waits are cut in pieces: a timer counts no further than 2^31 ms, and stands still while a device sleeps. */
const piece = 60_000

/**
 * Answers the opening hours of an element once the moment until has passed, again
 * later when the server does not answer; undefined when there are none any more,
 * or nobody waits for them.
 */
export async function openingAfter(id: string, until: string, gone: AbortSignal): Promise<Opening | undefined> {
  const due = Math.max(Date.parse(until) + 1000 || Infinity, Date.now() + least)
  while (Date.now() < due) {
    await pause(Math.min(due - Date.now(), piece))
    if (gone.aborted) return undefined
  }
  try {
    return (await api.element(id, gone)).properties.opening
  } catch (error) {
    if (gone.aborted || (error instanceof api.RequestError && [404, 410].includes(error.status))) return undefined
    return openingAfter(id, until, gone)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}
