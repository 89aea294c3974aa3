// "Rien à Foix ; 12 en Ariège": what an empty answer says, and the step that is not empty.
import type { SearchAnswer, Step } from '../api/types'
import { formatDistance } from '../i18n/format'
import { inside } from '../i18n/to'
import { t } from '../i18n/t'
import type { Query } from '../query/query'
import { usefulSteps } from './steps'

/** Returns where a query looks, in words that follow "nothing"; "" when it looks everywhere. */
export function placeWords(query: Query, ladder: Step[], nameOf: (code: string) => string): string {
  const [code] = query.in
  if (query.in.length > 1) return t('inside_several')
  if (code !== undefined) {
    const step = ladder.find(({ territory }) => territory === code)
    return inside({ code, name: step?.name ?? nameOf(code), level: step?.level ?? '' })
  }
  if (query.bbox) return t('inside_bbox')
  if (query.near && query.radius !== null) return t('inside_near', { distance: formatDistance(query.radius) })
  return ''
}

/** Returns the narrowest step that finds something, as an empty answer proposes it. */
export function widerStep({ ladder = [], total }: SearchAnswer): Step | undefined {
  return total === 0 ? usefulSteps(ladder, 0)[0] : undefined
}

/** Returns a step in words that follow a count. */
export function stepWords(step: Step): string {
  return inside({ code: step.territory, name: step.name, level: step.level })
}
