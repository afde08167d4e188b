import { describe, expect, test } from 'vitest'
import { readPlace } from '../../../../renderer/state/coordinates'
import { formatMap, mapScaleBar } from '../../../../renderer/viewer/scene/scaleBar'

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

describe('on a map', () => {
  const metres = { affine: [0.3, 0, 500_000, 0, -0.3, 4_649_776], epsg: 32633, degrees: false } as const
  const degrees = { affine: [1e-5, 0, 13.4, 0, -1e-5, 52.5], epsg: 4326, degrees: true } as const

  test.each([
    [metres, 1, '20 m'],
    [metres, 0.01, '2 km'],
    [metres, 40, '50 cm'],
    [degrees, 1, '0.001°'],
    [{ ...metres, name: 'NAD83 / Texas (ftUS)' }, 1, '20 ft'],
  ])('the bar is a round length of the map, %#', (geo, scale, text) => {
    const bar = mapScaleBar(scale, geo)
    expect(bar.text).toBe(text)
    const [a] = geo.affine
    const length = Number.parseFloat(text) * (/km/.test(text) ? 1000 : /cm/.test(text) ? 0.01 : 1)
    expect(bar.width).toBeCloseTo((length / a) * scale, 6)
    expect(bar.width).toBeLessThanOrEqual(110)
  })

  test('coordinates have as many digits as a pixel gives', () => {
    expect(formatMap(metres, 10, 20)).toBe('500003.00, 4649770.00')
    expect(formatMap(degrees, 10, 20)).toBe('13.400100°, 52.499800°')
  })
})
