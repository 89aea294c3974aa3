// Which steps of the ladder are worth a click.
import type { Step } from '../api/types'

/** Returns the steps that find more than the search does, each more than the one before. */
export function usefulSteps(ladder: Step[], total: number): Step[] {
  const useful: Step[] = []
  let most = total
  for (const step of ladder) {
    if (step.count > most) {
      useful.push(step)
      most = step.count
    }
  }
  return useful
}
