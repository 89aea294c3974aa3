import { expect, test } from 'vitest'
import { keptPhotos } from '../src/card/photos'
import { moved } from '../src/form/photos'

const hash = 'abcdefghijklmnopqrstuvwxyz234567'

test('what is moved takes the place it is given', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 0, 0)).toEqual(['a', 'b'])
})

test('nothing is moved out of the list', () => {
  for (const [from, to] of [[0, -1], [1, 2], [5, 0]] as const) expect(moved(['a', 'b'], from, to)).toEqual(['a', 'b'])
})

test('photos that are kept here are shown, links to other sites are not', () => {
  const images = [
    { url: 'https://other.example.org/a.jpg', caption: 'Elsewhere' },
    { photo: hash, url: 'https://evil.example/x.jpg', width: 1280, height: 960, caption: 'Here' },
    { photo: '../../x' },
    { photo: hash.toUpperCase() },
  ]
  expect(keptPhotos(images)).toEqual([
    { large: `/photos/${hash}-1280.jpg`, small: `/photos/${hash}-320.jpg`, width: 1280, height: 960, smallWidth: 320, caption: 'Here' },
  ])
  expect(keptPhotos([{ photo: hash, width: 960, height: 1280 }])[0]?.smallWidth).toBe(240)
  expect(keptPhotos([{ photo: hash, width: 100, height: 50 }])[0]?.smallWidth).toBe(100)
  expect(keptPhotos(undefined)).toEqual([])
})
