import { expect, test } from 'vitest'
import { readPlace } from '../../renderer/state/coordinates'

test.each([
  ['12000, 8500', { x: 12000, y: 8500 }],
  ['12000 8500.5', { x: 12000, y: 8500.5 }],
  ['12,000 8,500', { x: 12000, y: 8500 }],
  ['12,000, 8,500', { x: 12000, y: 8500 }],
  ['x=12 y=34', { x: 12, y: 34 }],
  ['(7;9)', { x: 7, y: 9 }],
  ['512,256', { x: 512, y: 256 }],
  ['-3, 4', { x: -3, y: 4 }],
  ['12', null],
  ['1 2 3', null],
  ['here, there', null],
  ['12 px', null],
])('a place written as %s', (text, place) => {
  expect(readPlace(text)).toEqual(place)
})
