// Opening hours as the editor shows them, and the text they are kept in: a part of
// what docs/opening-hours.md describes. What the editor has no controls for is the
// rest: a text that stays as it is, behind what the controls write.

/** Hours of some days, Monday being 0 and public holidays 7. A day is in one group at most. */
export interface Group {
  days: number[]
  closed: boolean
  /** Stretches of each day; a group without any tells its days alone. */
  stretches: Stretch[]
  /** A condition or a remark, like "sur rendez-vous". */
  remark: string
}

/** From an hour to another, as "09:00". Without an end it is open; what ends at 00:00 ends at midnight. */
export interface Stretch {
  start: string
  end: string
}

export interface Week {
  groups: Group[]
  rest: string
}

export const publicHolidays = 7
export const everyDay = [0, 1, 2, 3, 4, 5, 6]
/** The longest remark, in characters. */
export const longestRemark = 100

const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'PH']
const dayName = '(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)'
const hour = '(?:[01]?\\d|2[0-4]):[0-5]\\d'
const stretch = `${hour}\\s*(?:[-–—]\\s*${hour}|\\+)`
const simple = new RegExp(
  `^(?:(${dayName}(?:\\s*[-,–—]\\s*${dayName})*)\\s*:?)?\\s*(?:(24/7|${stretch}(?:\\s*,\\s*${stretch})*)|(off|closed))?\\s*(?:"([^"]*)")?$`,
  'i',
)

/** Reads a text: as many of its first rules as the controls can show, and the rest. */
export function readWeek(text: string): Week {
  const rules = split(text)
  let groups: Group[] = []
  for (const [index, rule] of rules.entries()) {
    const group = readRule(rule)
    // A day of the week that is said after public holidays comes before them: these controls say it the other way round.
    const late = group?.days.some((day) => day < publicHolidays) && groups.some(({ days }) => days.includes(publicHolidays))
    if (!group || late) return { groups, rest: rules.slice(index).join('; ') }
    groups = joined([...without(groups, group.days), group])
  }
  return { groups, rest: '' }
}

/** Writes the text of a week: its groups, public holidays last, then the rest. */
export function writeWeek({ groups, rest }: Week): string {
  const written = groups.filter(isSaid).sort((a, b) => Number(a.closed) - Number(b.closed) || Math.min(...a.days) - Math.min(...b.days))
  const weekdays = written.map((group) => writeRule(group, group.days.filter((day) => day < publicHolidays)))
  const holidays = written.map((group) => writeRule(group, group.days.filter((day) => day === publicHolidays)))
  return [...weekdays, ...holidays, rest].filter((rule) => rule !== '').join('; ')
}

/** Returns groups without some days, and without those that had no other. */
export function without(groups: Group[], days: number[]): Group[] {
  return groups
    .map((group) => ({ ...group, days: group.days.filter((day) => !days.includes(day)) }))
    .filter((group) => group.days.length > 0)
}

/** Reports whether a group says something: it has days, and an hour is no longer to be given. */
export function isSaid(group: Group): boolean {
  const pending = group.stretches.length > 0 && !group.stretches.some(({ start }) => start)
  return group.days.length > 0 && (group.closed || group.remark.trim() !== '' || !pending)
}

// Rules are separated by semicolons and ends of lines, none of which counts in a remark.
function split(text: string): string[] {
  const rules = text.match(/(?:"[^"]*"|[^";\n]|"[^"]*$)+/g) ?? []
  return rules.map((rule) => rule.trim()).filter((rule) => rule !== '')
}

function readRule(rule: string): Group | null {
  const [, days, hours, off, remark] = simple.exec(rule.replace(/\s+/g, ' ')) ?? []
  if (days === undefined && hours === undefined && off === undefined && remark === undefined) return null
  const set = days === undefined ? everyDay : readDays(days)
  const stretches = hours === undefined ? [] : readStretches(hours)
  if (!set || !stretches || (hours === '24/7' && days !== undefined)) return null
  return { days: set, closed: off !== undefined, stretches, remark: (remark ?? '').trim() }
}

function readDays(text: string): number[] | null {
  const days = new Set<number>()
  for (const part of text.split(',')) {
    const [first = -1, last = first, ...more] = part.split(/[-–—]/).map(dayOf)
    if (more.length > 0 || first < 0 || last < 0 || (first !== last && Math.max(first, last) === publicHolidays)) return null
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === last) break
    }
  }
  return [...days].sort()
}

function dayOf(text: string): number {
  return names.findIndex((name) => name.toLowerCase() === text.trim().toLowerCase())
}

function readStretches(text: string): Stretch[] | null {
  if (text === '24/7') return [{ start: '00:00', end: '00:00' }]
  const stretches = text.split(',').map((part) => {
    const [start = '', end = ''] = part.replace('+', '').split(/[-–—]/).map((clock) => clock.trim().padStart(5, '0'))
    return { start, end: end === '24:00' ? '00:00' : end }
  })
  const wrong = ({ start, end }: Stretch): boolean => start >= '24:00' || end > '24:00' || (start === end && start !== '00:00')
  return stretches.some(wrong) ? null : sorted(stretches)
}

// Groups that say the same are one.
function joined(groups: Group[]): Group[] {
  const all: Group[] = []
  for (const group of groups) {
    const same = all.find((other) => content(other) === content(group))
    if (same) same.days = [...same.days, ...group.days].sort()
    else all.push({ ...group })
  }
  return all
}

function content({ closed, stretches, remark }: Group): string {
  return JSON.stringify([closed, stretches, remark])
}

function writeRule(group: Group, days: number[]): string {
  if (days.length === 0) return ''
  const remark = group.remark.replace(/["\s]+/g, ' ').trim().slice(0, longestRemark)
  const quoted = remark && `"${remark}"`
  const all = days.length === everyDay.length
  const hours = group.closed ? 'off' : sorted(group.stretches.filter(({ start }) => start)).map(writeStretch).join(',')
  if (all && hours === '00:00-24:00') return ['24/7', quoted].filter(Boolean).join(' ')
  const named = all && (group.closed || (hours === '' && quoted)) ? '' : writeDays(days)
  return [named, hours, quoted].filter(Boolean).join(' ')
}

function writeStretch({ start, end }: Stretch): string {
  return end ? `${start}-${end === '00:00' ? '24:00' : end}` : `${start}+`
}

function sorted(stretches: Stretch[]): Stretch[] {
  return [...stretches].sort((a, b) => a.start.localeCompare(b.start))
}

// Three days or more that follow each other are written as from the first to the last.
function writeDays(days: number[]): string {
  const runs: number[][] = []
  for (const day of [...days].sort()) {
    const run = runs.at(-1)
    if (run && day < publicHolidays && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs.map((run) => (run.length > 2 ? [run[0]!, run.at(-1)!] : run).map((day) => names[day]).join(run.length > 2 ? '-' : ',')).join(',')
}
