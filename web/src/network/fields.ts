// What a network keeps of its elements, in words.
import type { NetworkField } from '../api/types'
import { formatInstant } from '../i18n/format'
import { formatNumber, t } from '../i18n/t'

/** Says which value, or range of values, a field is asked for. */
export function fieldWords(field: NetworkField | undefined, key: string, value: string): string {
  const [from, to] = value.split('..').map((each) => valueWords(field, each))
  return t('network_field_chip', { label: field?.label ?? key, value: to === undefined ? from! : `${from} – ${to}`.trim() })
}

/** Returns a value of a field as people read it. */
export function valueWords(field: NetworkField | undefined, value: string): string {
  if (value === '') return ''
  if (field?.type === 'yesno') return value === 'yes' ? t('network_yes') : value === 'no' ? t('network_no') : value
  if (field?.type === 'date') return Number.isNaN(Date.parse(value)) ? value : formatInstant(value)
  if (field?.type === 'number') return Number.isFinite(Number(value)) ? formatNumber(Number(value)) : value
  return value
}
