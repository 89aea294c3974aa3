import { describe, expect, test } from 'vitest'
import { everyDay, readWeek, writeWeek, type Group, type Week } from '../src/form/week'
import { pick, random } from './random'

const group = (days: number[], more: Partial<Group> = {}): Group => ({ days, closed: false, stretches: [], remark: '', ...more })
const at = (...spans: string[]) => spans.map((span) => ({ start: span.split('-')[0]!, end: span.split('-')[1] ?? '' }))

describe('hours that the editor has controls for', () => {
  test.each<[text: string, groups: Group[], written?: string]>([
    ['Mo-Fr 09:00-12:00,14:00-18:00', [group([0, 1, 2, 3, 4], { stretches: at('09:00-12:00', '14:00-18:00') })]],
    ['Mo,We 09:00-12:00; Su off', [group([0, 2], { stretches: at('09:00-12:00') }), group([6], { closed: true })]],
    ['mo - fr: 9:00 – 12:00 ; Sa closed', [group([0, 1, 2, 3, 4], { stretches: at('09:00-12:00') }), group([5], { closed: true })], 'Mo-Fr 09:00-12:00; Sa off'],
    ['Mo 09:00-12:00; Tu 09:00-12:00', [group([0, 1], { stretches: at('09:00-12:00') })], 'Mo,Tu 09:00-12:00'],
    ['Mo-Fr 09:00-12:00; We off', [group([0, 1, 3, 4], { stretches: at('09:00-12:00') }), group([2], { closed: true })], 'Mo,Tu,Th,Fr 09:00-12:00; We off'],
    ['Sa-Mo 10:00-12:00', [group([0, 5, 6], { stretches: at('10:00-12:00') })], 'Mo,Sa,Su 10:00-12:00'],
    ['09:00-20:00', [group(everyDay, { stretches: at('09:00-20:00') })], 'Mo-Su 09:00-20:00'],
    ['24/7', [group(everyDay, { stretches: at('00:00-00:00') })]],
    ['Fr,Sa 18:00-02:00', [group([4, 5], { stretches: at('18:00-02:00') })]],
    ['Fr 18:00-24:00', [group([4], { stretches: at('18:00-00:00') })]],
    ['Fr 17:00+', [group([4], { stretches: at('17:00') })]],
    ['Mo 09:00-12:00 "sur rendez-vous"', [group([0], { stretches: at('09:00-12:00'), remark: 'sur rendez-vous' })]],
    ['"sur rendez-vous; appelez"', [group(everyDay, { remark: 'sur rendez-vous; appelez' })]],
    ['Mo-Fr "sur rendez-vous"', [group([0, 1, 2, 3, 4], { remark: 'sur rendez-vous' })]],
    ['Mo-Su', [group(everyDay)]],
    ['off', [group(everyDay, { closed: true })]],
    ['Mo-Sa 10:00-19:00; PH off', [group([0, 1, 2, 3, 4, 5], { stretches: at('10:00-19:00') }), group([7], { closed: true })]],
    ['Sa 10:00-19:00; Su,PH off', [group([5], { stretches: at('10:00-19:00') }), group([6, 7], { closed: true })], 'Sa 10:00-19:00; Su off; PH off'],
    ['', []],
  ])('%s', (text, groups, written = text) => {
    expect(readWeek(text)).toEqual({ groups, rest: '' })
    expect(writeWeek({ groups, rest: '' })).toBe(written)
  })
})

describe('what it has none for stays as it is, behind the rest', () => {
  test.each([
    ['Mo-Fr 09:00-18:00; Aug off', 1, 'Aug off'],
    ['Apr-Oct Sa 10:00-12:00; Su off', 0, 'Apr-Oct Sa 10:00-12:00; Su off'],
    ['Sa[1] 09:00-12:00', 0, 'Sa[1] 09:00-12:00'],
    ['SH Mo-Fr 10:00-18:00', 0, 'SH Mo-Fr 10:00-18:00'],
    ['Mo-Fr 09:00-12:00, We 14:00-17:00; Su off', 0, 'Mo-Fr 09:00-12:00, We 14:00-17:00; Su off'],
    ['Fr 17:00-22:00+', 0, 'Fr 17:00-22:00+'],
    ['le samedi, quand il fait beau', 0, 'le samedi, quand il fait beau'],
    ['Mo 09:00-12:00 "sur', 0, 'Mo 09:00-12:00 "sur'],
    ['Mo 09:00-12:00\nTu 99:00-12:00', 1, 'Tu 99:00-12:00'],
    ['PH off; Mo 09:00-12:00', 1, 'Mo 09:00-12:00'],
    ['Mo 09:00-09:00', 0, 'Mo 09:00-09:00'],
    ['Sa 24/7', 0, 'Sa 24/7'],
  ])('%s', (text, groups, rest) => {
    const week = readWeek(text)
    expect([week.groups.length, week.rest]).toEqual([groups, rest])
    expect(writeWeek(week)).toBe(text.replace('\n', '; '))
  })
})

test('a week reads back as it was written', () => {
  const seed = Date.now()
  const next = random(seed)
  const clock = () => `${String(Math.floor(next() * 24)).padStart(2, '0')}:${pick(next, ['00', '15', '30', '45'])}`
  for (let round = 0; round < 300; round++) {
    const owner = [...everyDay, 7].map(() => Math.floor(next() * 4)) // the last owns no group
    const groups: Group[] = []
    for (const own of [0, 1, 2]) {
      const days = owner.flatMap((of, day) => (of === own ? [day] : []))
      if (days.length === 0) continue
      const closed = own === 2
      const start = [clock(), clock()].sort()
      const stretches = closed || next() < 0.2 ? [] : [...new Set(start)].map((from) => ({ start: from, end: pick(next, ['', '23:59']) }))
      groups.push({ days, closed, stretches, remark: own === 1 ? 'sur rendez-vous; ou pas' : '' })
    }
    const week: Week = { groups, rest: pick(next, ['', 'Aug off', 'Sa[1] 10:00-12:00; SH off']) }
    const text = writeWeek(week)
    const again = readWeek(text)
    const order = ({ groups }: Week) => [...groups].sort((a, b) => a.days[0]! - b.days[0]!)
    expect([order(again), again.rest], `seed ${seed}, round ${round}: ${text}`).toEqual([order(week), week.rest])
    expect(writeWeek(again)).toBe(text)
  }
})

test('a group that is not said yet is not written', () => {
  expect(writeWeek({ groups: [group([0], { stretches: [{ start: '', end: '' }] }), group([], { stretches: at('09:00-12:00') })], rest: '' })).toBe('')
})

test('a remark holds no quotation mark, and is short', () => {
  expect(writeWeek({ groups: [group([0], { remark: ' a "b"\n; c' })], rest: '' })).toBe('Mo "a b ; c"')
  expect(writeWeek({ groups: [group([0], { remark: 'a'.repeat(300) })], rest: '' })).toHaveLength('Mo ""'.length + 100)
})
