// Distances, days and hours as people read them.
import { currentLanguage, t, tn, tv } from './t'

/** Writes metres as "350 m", "1,2 km" or "12 km". */
export function formatDistance(metres: number): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`
  const digits = metres < 9950 ? 1 : 0
  const number = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: digits })
  return `${number.format(metres / 1000)} km`
}

/** Writes a slot of local wall time, like {start: "2026-05-23T19:00", end: "2026-05-23T21:00"}. */
export function formatSlot(slot: { start: string; end?: string | undefined }): string {
  const start = wallTime(slot.start)
  if (!start) return slot.start
  const end = slot.end ? wallTime(slot.end) : null
  const date = formatDay(start)
  if (!end) return t('date_time', { date, start: formatTime(start) })
  if (slot.start.slice(0, 10) === slot.end?.slice(0, 10)) {
    return t('date_span', { date, start: formatTime(start), end: formatTime(end) })
  }
  return t('date_range', {
    start: t('date_time', { date, start: formatTime(start) }),
    end: t('date_time', { date: formatDay(end), start: formatTime(end) }),
  })
}

/** Writes an instant as its day, like "23 mai 2026". */
export function formatInstant(instant: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  return t('date_short', { day: dayOfMonth(date), month: tv('month', String(date.getUTCMonth() + 1)), year: date.getUTCFullYear() })
}

const dayLength = 24 * 60 * 60 * 1000

/** Says how long before now somebody said that an element is still right; '' when nobody has. */
export function formatVerified(instant: string | undefined, now: Date): string {
  const date = new Date(instant ?? '')
  if (Number.isNaN(date.getTime())) return ''
  const days = Math.floor((now.getTime() - date.getTime()) / dayLength)
  if (days < 1) return t('verified_today')
  if (days < 31) return tn('verified_days', days)
  if (days < 365) return tn('verified_months', Math.min(Math.floor(days / 30), 11))
  return tn('unverified_years', Math.floor(days / 365))
}

// Wall time is read as if it were UTC and written as UTC: no zone is involved.
function wallTime(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null
  const date = new Date(`${text}:00Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

function formatDay(date: Date): string {
  return t('date', {
    weekday: tv('weekday', String(date.getUTCDay())),
    day: dayOfMonth(date),
    month: tv('month', String(date.getUTCMonth() + 1)),
    year: date.getUTCFullYear(),
  })
}

function dayOfMonth(date: Date): string {
  const day = date.getUTCDate()
  return day === 1 ? t('day_first') : String(day)
}

function formatTime(date: Date): string {
  const hour = date.getUTCHours()
  const minute = date.getUTCMinutes()
  return minute === 0 ? t('time_sharp', { hour }) : t('time', { hour, minute: String(minute).padStart(2, '0') })
}
